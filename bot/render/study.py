"""One study: its figures under its picture, what is to be said against it, and two side by side."""

from decimal import Decimal

from bot import format as fmt
from bot.cells import clip, pair, width
from bot.locales import Text
from bot.render import words
from bot.render.analytics import ratio, share
from bot.render.page import badge, button, compose, home, may_trade, title
from bot.render.strategies import named, shown, values
from bot.screen import Button, Rows, Screen
from core.studies import Check, SearchFound, SearchRow, Study, StudyKind
from core.types import DAY_NS, MINUTE_NS
from core.views.studies import BesideView, StudyView

FEW = 100
ROWS = 5
OWN = 6


def render_study(view: StudyView, text: Text, *, notice: str = "") -> Screen:
    study = view.study
    sign = text.t(f"study.sign.{study.wish.kind.value}")
    header = f"{sign} {clip(named(study.wish.strategy, text), 18)} · {badge(study.mode, text)}"
    figures = [_about(view, text)]
    match study.wish.kind:
        case StudyKind.HONESTY:
            figures += [row for each in study.checks for row in _check(each, text)]
        case StudyKind.SEARCH if study.search is not None:
            figures += _searched(study, study.search, text)
        case StudyKind.DRIFT:
            figures += _drift(study, text)
        case _:
            figures += [*_figures(study, text), *_own(study, text)]
    notes = [*_warnings(study, text), terms(study, text)]
    return Screen(compose(header, figures, notes, notice=notice), _rows(view, text))


def _about(view: StudyView, text: Text) -> str:
    study, zone = view.study, view.utc_offset_min
    frame = words.timeframe(study.wish.timeframe.value, text)
    when = fmt.days(study.start_ns, max(study.end_ns - MINUTE_NS, study.start_ns), zone, text)
    return clip(f"{study.wish.title} {frame} · {when}")


def _figures(study: Study, text: Text) -> list[str]:
    found, equity = study.statistics, study.equity
    rows = pair(
        text.t("analytics.net"),
        f"{fmt.signed_money(found.net)} {signed(study.return_pct)}",
    )
    if study.still_open:
        rows += pair(text.t("study.still_open"), fmt.signed_money(study.still_open))
    rows += pair(text.t("analytics.trades"), _traded(study))
    if found.profit_factor is not None:
        rows += pair(text.t("analytics.profit_factor"), ratio(found.profit_factor))
    if equity is not None:
        rows += pair(text.t("analytics.drawdown"), signed(-equity.max_drawdown * 100))
        if equity.sharpe is not None:
            rows += pair(text.t("analytics.sharpe"), f"{equity.sharpe:.2f}")
    rows += pair(text.t("analytics.fees"), fmt.signed_money(-found.fees))
    if fmt.round_to(found.funding, 2):
        rows += pair(text.t("analytics.funding"), fmt.signed_money(found.funding))
    if study.benchmark is not None:
        rows += pair(text.t("study.hold"), signed(study.benchmark * 100))
    return rows


def _traded(study: Study) -> str:
    found = study.statistics
    return f"{found.trades} · {share(found.win_rate)}" if found.trades else "0"


def _own(study: Study, text: Text) -> list[str]:
    """Figures of the author's own test, under a title that says so."""
    if not study.own:
        return []
    rows = [f"── {text.t('study.own')} ──"]
    for name, value in study.own[:OWN]:
        rows += pair(clip(name, 16), clip(value, 16))
    return rows


def _check(check: Check, text: Text) -> list[str]:
    mark = "❌" if check.is_bad else "⚠️" if check.is_odd else "✅"
    head = f"{mark} {text.t(f'study.check.{check.code}')}"
    if check.code in ("costs", "delay"):
        before, after = Decimal(str(check.before)), Decimal(str(check.after))
        return [head, f"   {fmt.signed_money(before)} → {fmt.signed_money(after)}"]
    if check.code == "recursion":
        return [head, f"   {text.t('study.differ', n=int(check.before), of=int(check.after))}"]
    key = "study.ahead_found" if check.is_bad else "study.ahead_none"
    return [head, f"   {text.t(key, n=int(check.after))}"]


def _searched(study: Study, found: SearchFound, text: Text) -> list[str]:
    """The best in full; the rows under it have its values in the same order."""
    rows = pair(text.t("study.tried"), str(found.tried))
    if found.rows:
        rows += [f"── {text.t('study.best')} ──"]
        rows += values(study.wish.strategy, found.rows[0].parameters, text)
    rows += [f"── {text.t('study.ranked')} ──"]
    for row in found.rows[:ROWS]:
        rows += pair(clip(_set(row, text), 22), signed(row.total_return * 100))
    if found.after is not None:
        rows += pair(text.t("study.unseen"), signed(found.after.total_return * 100))
    if found.luck is not None:
        rows += pair(text.t("study.luck"), f"{found.luck * 100:.0f}%")
    return rows


def _set(row: SearchRow, text: Text) -> str:
    return " · ".join(shown(value, text) for value in row.parameters.values())


def _drift(study: Study, text: Text) -> list[str]:
    found = study.drift
    if found is None:
        return []
    rows = pair(text.t("study.drift.both"), str(found.both))
    rows += pair(text.t("study.drift.lived"), str(found.lived_alone))
    rows += pair(text.t("study.drift.tested"), str(found.tested_alone))
    rows += pair(text.t("study.drift.lived_net"), fmt.signed_money(found.lived_net))
    rows += pair(text.t("study.drift.tested_net"), fmt.signed_money(found.tested_net))
    if found.entry_bp is not None:
        rows += pair(
            text.t("study.drift.entry"), text.t("market.bp", spread=f"{found.entry_bp:+.2f}")
        )
    return rows


def _warnings(study: Study, text: Text) -> list[str]:
    codes: list[str] = []
    if study.search is not None:
        codes += list(study.search.warnings)
        if study.search.luck is not None and study.search.luck < 0.95:
            codes.append("luck")
        if study.search.after is not None and study.search.after.net <= 0:
            codes.append("unseen")
    elif study.drift is not None:
        codes.append("drift_far" if _is_far(study) else "drift_near")
    elif study.checks:
        codes.append(_verdict(study))
    elif study.statistics.trades < FEW:
        codes.append("few_trades")
    if study.halted_ns:
        codes.append("halted")
    if study.terms.warmed < study.terms.needed:
        codes.append("cold")
    if _is_shorter(study):
        codes.append("shorter")
    told = [text.t(f"study.warn.{code}") for code in codes]
    return [*told, text.plural("study.guessed", study.guessed)] if study.guessed else told


def _is_shorter(study: Study) -> bool:
    """By more than a day, at its beginning or at its end."""
    wish = study.wish
    return max(study.start_ns - wish.start_ns, wish.end_ns - study.end_ns) > DAY_NS


def _is_far(study: Study) -> bool:
    """More than a tenth of the trades are not the same."""
    found = study.drift
    return found is not None and (found.lived_alone + found.tested_alone) * 10 > found.both


def _verdict(study: Study) -> str:
    if any(check.is_bad for check in study.checks):
        return "not_believed"
    return "doubted" if any(check.is_odd for check in study.checks) else "believed"


def terms(study: Study, text: Text) -> str:
    """Under what it was measured, in one sentence."""
    held = study.terms
    said = text.t(
        "study.terms.path" if held.inside else "study.terms",
        feed=text.t(f"condition.feed.{held.feed}"),
        fee=f"{held.taker_pct:g}%",
        slip=f"{held.half_spread_pct + held.slippage_pct:g}%",
        latency=f"{held.latency_ms:g}",
        warmed=held.warmed,
    )
    funding = text.t(f"condition.funding.{'on' if held.has_funding else 'off'}")
    parts = [said, f"{funding}."]
    if held.inside:
        frame = words.timeframe(held.inside, text)
        parts.insert(1, text.t("study.terms.inside", frame=frame))
    return " ".join(parts)


def _rows(view: StudyView, text: Text) -> Rows:
    study = view.study
    name = study.id
    files = tuple(
        button(text, f"study.{form}", "study:file", f"{form}.{name}")
        for form in ("csv", "json", "html")
    )
    rows: list[tuple[Button, ...]] = [files]
    if view.can_apply:
        rows.insert(0, (button(text, "study.apply", "study:apply", name, "success"),))
    more = [button(text, "study.compare", "study:with", f"{name}.1")]
    if may_trade(view.access):
        more.append(button(text, "study.remove", "study:drop", name))
    again = button(text, "study.again", "study:open")
    rows += [tuple(more), (button(text, "study.list", "study:list", 1), again, home(text))]
    return tuple(rows)


def render_beside(view: BesideView, text: Text, *, notice: str = "") -> Screen:
    """A row a figure: its name, the left, the right."""
    left, right = view.left, view.right
    figures = [
        clip(f"A {_named(left, text)}"),
        clip(f"B {_named(right, text)}"),
        *_columns("", "A", "B"),
        *_columns(text.t("study.row.return"), signed(left.return_pct), signed(right.return_pct)),
        *_columns(text.t("study.row.trades"), *(str(s.statistics.trades) for s in (left, right))),
        *_columns(text.t("study.row.won"), *(share(s.statistics.win_rate) for s in (left, right))),
        *_columns(text.t("study.row.factor"), *(_factor(s) for s in (left, right))),
        *_columns(text.t("study.row.drawdown"), *(_deepest(s) for s in (left, right))),
        *_columns(text.t("study.row.fees"), *(fmt.money(s.statistics.fees) for s in (left, right))),
        *_columns(text.t("study.row.hold"), *(_held(s) for s in (left, right))),
    ]
    rows = (
        (
            button(text, "study.left", "study:show", left.id),
            button(text, "study.right", "study:show", right.id),
        ),
        (button(text, "study.list", "study:list", 1), home(text)),
    )
    notes = [text.t("study.unlike")] if _is_unlike(left, right) else []
    header = title(text, "study.beside", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), rows)


def _named(study: Study, text: Text) -> str:
    frame = words.timeframe(study.wish.timeframe.value, text)
    return f"{study.wish.strategy} {study.wish.title} {frame}"


def _is_unlike(left: Study, right: Study) -> bool:
    """Of other stretches or instruments figures are no match."""
    one, other = left.wish, right.wish
    spans = {study.end_ns - study.start_ns for study in (left, right)}
    return one.symbol != other.symbol or max(spans) > 1.1 * min(spans)


def _columns(name: str, left: str, right: str) -> list[str]:
    if width(name) > 13:
        name = clip(name, 13)
    return [f"{name}{' ' * (14 - width(name))}{left:>10}{right:>10}"]


def _factor(study: Study) -> str:
    found = study.statistics.profit_factor
    return "—" if found is None else ratio(found)


def _deepest(study: Study) -> str:
    return "—" if study.equity is None else signed(-study.equity.max_drawdown * 100)


def _held(study: Study) -> str:
    return "—" if study.benchmark is None else signed(study.benchmark * 100)


def signed(share_pct: float) -> str:
    """`+4.10%`."""
    return fmt.signed_percent(Decimal(str(round(share_pct, 6))))
