"""The main menu: money, what is open, whether auto runs, how fresh the market is."""

from decimal import Decimal

from bot import format as fmt
from bot.cells import clip, columns
from bot.locales import Text
from bot.render import words
from bot.render.page import button, compose, may_trade, title
from bot.screen import Rows, Screen
from core.types import AgentState
from core.views import MenuView

_SHOWN_POSITIONS = 6


def render_menu(view: MenuView, text: Text, *, notice: str = "") -> Screen:
    figures = [*money_rows(view, text), auto_row(view, text)]
    figures.extend(feed_rows(view, text))
    return Screen(
        compose(title(text, "menu.title", view.mode), figures, notice=notice), _rows(view, text)
    )


def money_rows(view: MenuView, text: Text) -> list[str]:
    """Equity, today, what is open; a day without a result has no row."""
    rows = [(text.t("menu.equity"), fmt.money(view.equity), _percent(view.equity_pct))]
    if fmt.round_to(view.today, 2):
        rows.append((text.t("menu.today"), fmt.signed_money(view.today), _percent(view.today_pct)))
    for position in view.positions[:_SHOWN_POSITIONS]:
        what = f"{text.t('menu.open')} {position.side.name} {words.base_of(position.title)}"
        rows.append((what, fmt.signed_money(position.pnl), fmt.signed_percent(position.pnl_pct)))
    more = len(view.positions) - _SHOWN_POSITIONS
    return [*columns(rows), *([text.t("more", n=more)] if more > 0 else [])]


def _percent(value: Decimal) -> str:
    return fmt.signed_percent(value) if fmt.round_to(value, 2) else ""


def auto_row(view: MenuView, text: Text) -> str:
    icon, state = words.state_icon(view.state), words.state(view.state, text)
    head = f"{text.t('menu.auto')} {icon} {state}"
    return head if view.state is AgentState.HALTED else f"{head} · {clip(view.strategy, 14)}"


def feed_rows(view: MenuView, text: Text) -> list[str]:
    """How old the newest price is, and where it comes from."""
    parts = [words.exchange(view.exchange, text)]
    if view.is_feed_over:
        parts.insert(0, text.t("feed.over"))
    elif view.feed_age_s is not None:
        parts.insert(0, fmt.age(view.feed_age_s, text))
    return [f"{text.t('menu.feed')} {words.feed_icon(view.feed)} {' · '.join(parts)}"]


def _rows(view: MenuView, text: Text) -> Rows:
    order = button(text, "new_order", "ord:new")
    market = button(text, "market", "mkt:open")
    portfolio = button(text, "portfolio", "port:open", 1)
    trading = (order, portfolio) if may_trade(view.access) else (portfolio,)
    return (
        (button(text, "auto", "auto:open", style="primary"), market),
        trading,
        (button(text, "stats", "stats:open", "30"), button(text, "journal", "jour:page", "all.1")),
        (
            button(text, "risk", "risk:open"),
            button(text, "settings", "set:open"),
            button(text, "system", "sys:open"),
        ),
        (
            button(text, "monitor", "mon:open", 1),
            button(text, "agents", "agent:list", 1),
            button(text, "watchlist", "watch:open", 1),
        ),
        (button(text, "price_alerts", "alarm:list"), button(text, "help", "help:open")),
    )
