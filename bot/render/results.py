"""Profit, rankings and results by day, week and month: what the commands of that name open."""

from datetime import date
from decimal import Decimal

from bot import format as fmt
from bot.callbacks import build
from bot.cells import NBSP, ROW, clip, pair, width
from bot.locales import Text
from bot.render.analytics import (
    WINDOWS,
    group_buttons,
    ratio,
    share,
    short_window,
    window,
)
from bot.render.journal import exit_name
from bot.render.page import badge, button, choice_button, compose, home, page_buttons, title
from bot.screen import Button, Rows, Screen
from core.statistics import TradeStatistics
from core.types import ExitReason
from core.views.results import PeriodRow, PeriodsView, ProfitView, RankingView

SIDES = ("all", "long", "short")
COUNTS = {"day": (7, 14, 30), "week": (8, 26, 52), "month": (6, 12, 24)}
NOTHING = "—"


def render_profit(view: ProfitView, text: Text, *, notice: str = "") -> Screen:
    side = "all" if view.side is None else view.side.name.lower()
    header = title(text, "gain.title", view.mode)
    figures = [f"{text.t(f'gain.{side}')} · {window(view.days, text)}"]
    notes = []
    if view.statistics.trades:
        figures += [*_gained(view, text), *_lately(view, text), *_trades(view, text)]
    else:
        notes = [text.t("analytics.empty")]
    if fmt.round_to(view.unrealised, 2):
        figures += pair(text.t("gain.open"), fmt.signed_money(view.unrealised))
    since = f".{view.days}" if view.days else ""
    sides = tuple(
        choice_button(text.t(f"gain.{each}"), "gain:open", f"{each}{since}", is_chosen=each == side)
        for each in SIDES
    )
    rows = (sides, (_stats(text), button(text, "days", "days:open", "day.7")), (home(text),))
    return Screen(compose(header, figures, notes, notice=notice), rows)


def _gained(view: ProfitView, text: Text) -> list[str]:
    found = view.statistics
    net = f"{fmt.signed_money(found.net)}{fmt.signed_percent(view.return_pct):>9}"
    rows = pair(text.t("analytics.net"), net)
    rows += pair(text.t("analytics.fees"), fmt.signed_money(-found.fees))
    if fmt.round_to(found.funding, 2):
        rows += pair(text.t("analytics.funding"), fmt.signed_money(found.funding))
    return rows


def _lately(view: ProfitView, text: Text) -> list[str]:
    rows: list[str] = []
    for name, net in (("today", view.today), ("week", view.week), ("month", view.month)):
        rows += pair(text.t(f"gain.{name}"), fmt.signed_money(net))
    return rows


def _trades(view: ProfitView, text: Text) -> list[str]:
    found, equity, zone = view.statistics, view.equity, view.utc_offset_min
    rows = pair(text.t("analytics.trades"), f"{found.trades} · {share(found.win_rate)}")
    if found.profit_factor is not None:
        rows += pair(text.t("analytics.profit_factor"), ratio(found.profit_factor))
    if found.expectancy is not None:
        rows += pair(text.t("analytics.expectancy"), fmt.signed_money(found.expectancy))
    if found.held_s is not None:
        rows += pair(text.t("gain.held"), fmt.duration(round(found.held_s), text))
    if view.best is not None:
        name, net = view.best
        rows += pair(text.t("gain.best"), f"{clip(name, 10)} {fmt.signed_money(net)}")
    if equity is not None and equity.max_drawdown:
        rows += pair(text.t("analytics.drawdown"), _fall(equity.max_drawdown))
        rows += pair(text.t("gain.drawdown_now"), _fall(equity.drawdown_now))
    rows += pair(text.t("gain.turnover"), fmt.money(view.activity.turnover))
    when = fmt.days(view.first_ns, view.last_ns, zone, text)
    return rows + pair(text.t("gain.between"), when)


def render_ranking(view: RankingView, text: Text, *, notice: str = "") -> Screen:
    header = f"🏆 {text.t(f'analytics.by.{view.by}')} · {badge(view.mode, text)}"
    figures, notes = [window(view.days, text)], []
    for name, group in view.rows:
        figures += _group(view.by, name, group, text)
    if view.rows:
        count = text.plural("rank.trades", view.trades)
        figures += pair(count, fmt.signed_money(view.net))
    else:
        notes.append(text.t("analytics.empty"))
    if view.by in ("tag", "regime", "hour", "weekday") and view.rows:
        notes.append(text.t(f"rank.about.{view.by}"))
    return Screen(compose(header, figures, notes, notice=notice), _ranking_rows(view, text))


def _ranking_rows(view: RankingView, text: Text) -> Rows:
    windows = tuple(
        choice_button(
            short_window(days, text),
            "rank:open",
            f"{view.by}.{days}.1",
            is_chosen=view.days == days,
        )
        for days in WINDOWS
    )
    before = f"{view.by}.{view.days}."
    pages = (page_buttons("rank:open", view.page, view.pages, before=before),)
    groups = group_buttons(view.by, view.days, text)
    way = (_stats(text, view.days), home(text))
    return *(pages if view.pages > 1 else ()), windows, *groups, way


def _group(by: str, name: str, group: TradeStatistics, text: Text) -> list[str]:
    label = clip(group_name(by, name, text), 24 if by == "mix" else 14)
    figures = f"{share(group.win_rate):>5}{fmt.signed_money(group.net):>11}"
    return _columns(f"{label} ×{_count(group.trades)}", figures)


def _columns(left: str, right: str) -> list[str]:
    """Figures under each other, also where a name leaves them no room beside it."""
    if width(left) + width(right) <= ROW:
        return pair(left, right)
    return [left, f"{right:>{ROW}}"]


def _count(trades: int) -> str:
    return fmt.number(Decimal(trades), 0)


def _fall(share_lost: float) -> str:
    return f"-{share_lost * 100:.1f}%" if share_lost >= 0.0005 else "0.0%"


def group_name(by: str, name: str, text: Text) -> str:
    """What a group is called: `TP`, `Monday`, `09:00`, `EMA ↑ + SL`."""
    match by:
        case "weekday":
            return text.t(f"weekday.{name}")
        case "hour":
            return f"{name}:00"
        case "reason":
            return _exit(name, text)
        case "tag" | "regime":
            return text.name(by, name)
        case "mix":
            tag, _, reason = name.rpartition("+")
            return f"{text.name('tag', tag)}{NBSP}+{NBSP}{_exit(reason, text)}"
        case _:
            return name


def _exit(name: str, text: Text) -> str:
    return exit_name(name, text) if name in set(ExitReason) else name


def render_periods(view: PeriodsView, text: Text, *, notice: str = "") -> Screen:
    header = title(text, f"days.title.{view.unit}", view.mode)
    figures = [text.plural(f"days.{view.unit}", view.count)]
    for row in view.rows:
        figures += _period(view.unit, row, text)
    count = text.plural("rank.trades", view.trades)
    figures += pair(count, fmt.signed_money(view.net))
    return Screen(compose(header, figures, (), notice=notice), _period_rows(view, text))


def _period(unit: str, row: PeriodRow, text: Text) -> list[str]:
    found, label = row.period, day_name(row.period.start, unit, text)
    if not found.trades:
        return pair(label, NOTHING)
    made = f"{fmt.signed_money(found.net):>11}{fmt.signed_percent(row.share_pct):>9}"
    return _columns(f"{label} ×{_count(found.trades)}", made)


def day_name(start: date, unit: str, text: Text) -> str:
    """`21 Nov`; a month with its year."""
    month = text.t(f"month.{start.month}")
    return f"{month}{NBSP}{start.year}" if unit == "month" else f"{start.day:2}{NBSP}{month}"


def _period_rows(view: PeriodsView, text: Text) -> Rows:
    units = tuple(
        choice_button(
            text.t(f"days.by.{unit}"),
            "days:open",
            f"{unit}.{counts[0]}",
            is_chosen=unit == view.unit,
        )
        for unit, counts in COUNTS.items()
    )
    counts = tuple(
        choice_button(
            str(count), "days:open", f"{view.unit}.{count}", is_chosen=count == view.count
        )
        for count in COUNTS[view.unit]
    )
    return units, counts, (_stats(text), button(text, "gain", "gain:open", "all")), (home(text),)


def _stats(text: Text, days: int = 30) -> Button:
    return Button(text.t("button.stats"), build("stats:open", days))
