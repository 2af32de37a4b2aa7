"""Reports: the screen of a stretch, and the words of its page."""

import re
from datetime import date, timedelta

from bot import format as fmt
from bot.callbacks import build
from bot.cells import NBSP, clip, pair
from bot.locales import Text
from bot.render.analytics import ratio, share
from bot.render.page import button, choice_button, compose, home, in_rows, title
from bot.render.results import day_name
from bot.screen import Button, Rows, Screen
from core.reports import ALL, UNITS, Report, Stretch
from core.views import ExportView
from core.views.results import ReportView

SHOWN = 5
_BUTTON_NAME = re.compile(r"[\w-]{1,30}", re.ASCII)


def render_report(view: ReportView, text: Text, *, notice: str = "") -> Screen:
    report, found = view.report, view.report.statistics
    header = title(text, f"report.header.{view.stretch.unit}", view.mode)
    figures = [_about(view, text)]
    notes = [text.t("report.goes_on_note")] if view.is_going_on and view.stretch.unit != ALL else []
    if found.trades:
        figures += [*_figures(report, text), *_strategies(view, text)]
    else:
        notes.insert(0, text.t("analytics.empty"))
    return Screen(compose(header, figures, notes, notice=notice), _rows(view, text))


def stretch_name(unit: str, first: date, end: date, text: Text) -> str:
    """`21 Nov`, `16–22 Nov`, `Nov 2026`."""
    last = end - timedelta(days=1)
    if unit == "month":
        return day_name(first, "month", text)
    start, until = _short(first, text), _short(last, text)
    if first == last:
        return start
    return f"{first.day}–{until}" if first.month == last.month else f"{start} – {until}"


def _short(day: date, text: Text) -> str:
    return f"{day.day}{NBSP}{text.t(f'month.{day.month}')}"


def _about(view: ReportView, text: Text) -> str:
    stretch = view.stretch
    when = stretch_name(stretch.unit, stretch.first, stretch.end, text)
    return f"{when} · {clip(view.strategy, 16)}" if view.strategy else when


def _figures(report: Report, text: Text) -> list[str]:
    found, equity = report.statistics, report.equity
    net = f"{fmt.signed_money(found.net)}{fmt.signed_percent(report.return_pct):>9}"
    rows = pair(text.t("analytics.net"), net)
    rows += pair(text.t("analytics.trades"), f"{found.trades} · {share(found.win_rate)}")
    if found.best is not None and found.worst is not None:
        both = f"{fmt.signed_money(found.best)} / {fmt.signed_money(found.worst)}"
        rows += pair(text.t("report.extremes"), both)
    if found.profit_factor is not None:
        rows += pair(text.t("analytics.profit_factor"), ratio(found.profit_factor))
    rows += pair(text.t("analytics.fees"), fmt.signed_money(-found.fees))
    if equity is not None and equity.max_drawdown >= 0.0005:
        rows += pair(text.t("analytics.drawdown"), f"-{equity.max_drawdown * 100:.1f}%")
    rows += pair(text.t("analytics.exposure"), share(report.activity.exposure))
    return rows


def _strategies(view: ReportView, text: Text) -> list[str]:
    groups = dict(view.report.groups).get("strategy", ())
    if len(groups) < 2:
        return []
    rows = [f"── {text.t('analytics.by.strategy')} ──"]
    best = sorted(groups, key=lambda group: -group[1].net)
    for name, group in best[:SHOWN]:
        rows += pair(f"{clip(name, 14)} ×{group.trades}", fmt.signed_money(group.net))
    return rows


def _rows(view: ReportView, text: Text) -> Rows:
    units = tuple(
        choice_button(
            text.t(f"report.unit.{unit}"),
            "rep:open",
            _arg(unit, None, view.strategy),
            is_chosen=unit == view.stretch.unit,
        )
        for unit in UNITS
    )
    here = _arg(view.stretch.unit, _first(view.stretch), view.strategy)
    files = (
        button(text, "report.html", "rep:file", f"html.{here}"),
        button(text, "report.csv", "rep:file", f"csv.{here}"),
    )
    ways = (button(text, "report.push", "set:menu", "report"), _stats(text), home(text))
    return units, *_turns(view, text), *_choices(view, text), files, ways


def _turns(view: ReportView, text: Text) -> Rows:
    """To the neighbours, by the day they begin on."""
    unit, turns = view.stretch.unit, list[Button]()
    if (day := view.earlier) is not None:
        turns.append(_turn(view, day, f"◀️ {_begins(unit, day, text)}"))
    if (day := view.later) is not None:
        turns.append(_turn(view, day, f"{_begins(unit, day, text)} ▶️"))
    return (tuple(turns),) if turns else ()


def _turn(view: ReportView, day: date, label: str) -> Button:
    return Button(label, build("rep:open", _arg(view.stretch.unit, day, view.strategy)))


def _begins(unit: str, day: date, text: Text) -> str:
    return day_name(day, unit, text) if unit == "month" else _short(day, text)


def _choices(view: ReportView, text: Text) -> Rows:
    """One strategy, or all, where there is something to choose."""
    offered = [name for name in view.strategies if _BUTTON_NAME.fullmatch(name)]
    if view.strategy and view.strategy not in offered:
        offered.append(view.strategy)
    if len(offered) < 2 and not view.strategy:
        return ()
    unit, first = view.stretch.unit, _first(view.stretch)
    buttons = [
        choice_button(
            name or text.t("report.every"),
            "rep:open",
            _arg(unit, first, name),
            is_chosen=name == view.strategy,
        )
        for name in ("", *offered[: SHOWN + 2])
    ]
    return in_rows(buttons, 3)


def _first(stretch: Stretch) -> date | None:
    return None if stretch.unit == ALL else stretch.first


def _arg(unit: str, first: date | None, strategy: str) -> str:
    day = "" if first is None else f"{first:%Y%m%d}"
    return f"{unit}.{day}.{strategy}" if strategy else f"{unit}.{day}" if day else unit


def _stats(text: Text) -> Button:
    return button(text, "stats", "stats:open", 30)


def report_caption(made: ExportView, text: Text) -> str:
    """`Report · 41 trades`."""
    return f"{text.t('report.file')} · {text.plural('rank.trades', made.rows)}"
