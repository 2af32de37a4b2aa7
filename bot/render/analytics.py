"""Closed trades in numbers: a window, and what they are grouped by."""

from decimal import Decimal

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render.journal import exit_name
from bot.render.page import CHECK, compose, home, title
from bot.screen import Button, Rows, Screen
from core.statistics import TradeStatistics
from core.types import ExitReason
from core.views import AnalyticsView

WINDOWS = (7, 30, 90, 0)
GROUPS = ("strategy", "symbol", "side", "reason", "hour", "weekday")
FEW_TRADES = 30
_SHOWN_GROUPS = 12


def render_analytics(view: AnalyticsView, text: Text, *, notice: str = "") -> Screen:
    found = view.statistics
    if not found.trades:
        figures, notes = [_window(view.days, text)], [text.t("analytics.empty")]
    else:
        figures = [_window(view.days, text), *_money(view, text), *_quality(view, text)]
        figures += _groups(view, text)
        notes = [text.t("analytics.few")] if found.trades < FEW_TRADES else []
    header = title(text, "analytics.title", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _rows(view, text))


def _window(days: int, text: Text) -> str:
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
    rows = pair(text.t("analytics.trades"), f"{found.trades} · {_share(found.win_rate)}")
    rows += _pair_of(text, "average_win", found.average_win)
    rows += _pair_of(text, "average_loss", found.average_loss)
    rows += _pair_of(text, "expectancy", found.expectancy)
    if found.profit_factor is not None:
        rows += pair(text.t("analytics.profit_factor"), _number(found.profit_factor))
    rows += pair(text.t("analytics.streaks"), f"+{found.longest_wins} / -{found.longest_losses}")
    if equity is not None and equity.max_drawdown:
        rows += pair(text.t("analytics.drawdown"), f"-{equity.max_drawdown * 100:.1f}%")
    if equity is not None and equity.sharpe is not None:
        rows += pair(text.t("analytics.sharpe"), _number(equity.sharpe))
    return rows


def _pair_of(text: Text, name: str, value: Decimal | None) -> list[str]:
    return [] if value is None else pair(text.t(f"analytics.{name}"), fmt.signed_money(value))


def _groups(view: AnalyticsView, text: Text) -> list[str]:
    if not view.groups:
        return []
    rows = [f"── {text.t(f'analytics.by.{view.by}')} ──"]
    for name, group in view.groups[:_SHOWN_GROUPS]:
        rows += _group(view.by, name, group, text)
    if (more := len(view.groups) - _SHOWN_GROUPS) > 0:
        rows.append(text.t("more", n=more))
    return rows


def _group(by: str, name: str, group: TradeStatistics, text: Text) -> list[str]:
    label = clip(_name(by, name, text), 14)
    return pair(f"{label} ×{group.trades}", f"{_share(group.win_rate):>5}{_net(group):>11}")


def _net(group: TradeStatistics) -> str:
    return fmt.signed_money(group.net)


def _name(by: str, name: str, text: Text) -> str:
    if by == "weekday":
        return text.t(f"weekday.{name}")
    if by == "hour":
        return f"{name}:00"
    return exit_name(name, text) if by == "reason" and name in set(ExitReason) else name


def _share(value: float | None) -> str:
    return "" if value is None else f"{value * 100:.0f}%"


def _number(value: float) -> str:
    return fmt.number(Decimal(repr(value)), 2)


def _rows(view: AnalyticsView, text: Text) -> Rows:
    windows = tuple(
        _button(_short(days, text), days, view.by, view.days == days) for days in WINDOWS
    )
    groups = tuple(
        _button(text.t(f"analytics.by.{by}"), view.days, "" if view.by == by else by, view.by == by)
        for by in GROUPS
    )
    return windows, groups[:3], groups[3:], (home(text),)


def _short(days: int, text: Text) -> str:
    return f"{days}{text.t('unit.d')}" if days else text.t("analytics.all_short")


def _button(label: str, days: int, by: str, is_on: bool) -> Button:
    arg = f"{days}.{by}" if by else str(days)
    return Button(f"{CHECK} {label}" if is_on else label, build("stats:open", arg))
