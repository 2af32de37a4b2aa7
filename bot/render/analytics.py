"""Closed trades of a window in numbers, and the ways on from there."""

from decimal import Decimal

from bot import format as fmt
from bot.callbacks import build
from bot.cells import pair
from bot.locales import Text
from bot.render.page import CHECK, button, compose, home, title
from bot.screen import Button, Rows, Screen
from core.views import AnalyticsView

WINDOWS = (7, 30, 90, 0)
GROUPS = ("strategy", "symbol", "side", "reason", "tag", "regime", "hour", "weekday", "mix")
FEW_TRADES = 30


def render_analytics(view: AnalyticsView, text: Text, *, notice: str = "") -> Screen:
    found = view.statistics
    if not found.trades:
        figures, notes = [window(view.days, text)], [text.t("analytics.empty")]
    else:
        figures = [window(view.days, text), *_money(view, text), *_quality(view, text)]
        figures += _activity(view, text)
        notes = [text.t("analytics.few")] if found.trades < FEW_TRADES else []
    header = title(text, "analytics.title", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _rows(view, text))


def window(days: int, text: Text) -> str:
    return text.plural("analytics.days", days) if days else text.t("analytics.all")


def _money(view: AnalyticsView, text: Text) -> list[str]:
    found = view.statistics
    net = f"{fmt.signed_money(found.net)}{fmt.signed_percent(view.return_pct):>9}"
    rows = pair(text.t("analytics.net"), net)
    rows += pair(text.t("analytics.fees"), fmt.signed_money(-found.fees))
    if fmt.round_to(found.funding, 2):
        rows += pair(text.t("analytics.funding"), fmt.signed_money(found.funding))
    return rows


def _quality(view: AnalyticsView, text: Text) -> list[str]:
    found, equity = view.statistics, view.equity
    rows = pair(text.t("analytics.trades"), f"{found.trades} · {share(found.win_rate)}")
    rows += _pair_of(text, "average_win", found.average_win)
    rows += _pair_of(text, "average_loss", found.average_loss)
    rows += _pair_of(text, "expectancy", found.expectancy)
    if found.profit_factor is not None:
        rows += pair(text.t("analytics.profit_factor"), ratio(found.profit_factor))
    rows += pair(text.t("analytics.streaks"), f"+{found.longest_wins} / -{found.longest_losses}")
    if equity is not None and equity.max_drawdown:
        rows += pair(text.t("analytics.drawdown"), f"-{equity.max_drawdown * 100:.1f}%")
    if equity is not None and equity.sharpe is not None:
        rows += pair(text.t("analytics.sharpe"), ratio(equity.sharpe))
    return rows


def _pair_of(text: Text, name: str, value: Decimal | None) -> list[str]:
    return [] if value is None else pair(text.t(f"analytics.{name}"), fmt.signed_money(value))


def _activity(view: AnalyticsView, text: Text) -> list[str]:
    if view.activity is None:
        return []
    rows = pair(text.t("analytics.exposure"), share(view.activity.exposure))
    if view.activity.turnover_times is not None:
        rows += pair(text.t("analytics.turnover"), f"×{ratio(view.activity.turnover_times)}")
    return rows


def share(value: float | None) -> str:
    return "" if value is None else f"{value * 100:.0f}%"


def ratio(value: float) -> str:
    return fmt.number(Decimal(repr(value)), 2)


def _rows(view: AnalyticsView, text: Text) -> Rows:
    windows = tuple(
        _button(short_window(days, text), "stats:open", days, view.days == days) for days in WINDOWS
    )
    return windows, *group_buttons("", view.days, text), _ways(text), _tests(text), (home(text),)


def _ways(text: Text) -> tuple[Button, ...]:
    return (
        button(text, "gain", "gain:open", "all"),
        button(text, "days", "days:open", "day.7"),
        button(text, "report", "rep:open", "day"),
    )


def _tests(text: Text) -> tuple[Button, ...]:
    """The same figures on history, and what was found so far."""
    return button(text, "study", "study:open"), button(text, "study.list", "study:list", 1)


def group_buttons(by: str, days: int, text: Text) -> Rows:
    """Everything that trades are grouped by, three to a row; `by` is the one that is shown."""
    buttons = [
        _button(text.t(f"analytics.by.{each}"), "rank:open", f"{each}.{days}.1", each == by)
        for each in GROUPS
    ]
    return tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))


def short_window(days: int, text: Text) -> str:
    return f"{days}{text.t('unit.d')}" if days else text.t("analytics.all_short")


def _button(label: str, prefix: str, arg: int | str, is_on: bool) -> Button:
    return Button(f"{CHECK} {label}" if is_on else label, build(prefix, arg))
