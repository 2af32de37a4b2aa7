"""The portfolio: what the money is in, by instrument and by agent, and what stands open."""

from collections.abc import Sequence
from decimal import Decimal

from bot import format as fmt
from bot.callbacks import build
from bot.cells import ROW, clip, columns, pair, width
from bot.locales import Text
from bot.render import words
from bot.render.bars import share_bar
from bot.render.page import button, compose, home, in_rows, page_buttons, title
from bot.screen import Button, Rows, Screen
from core.views import PositionView
from core.views.watching import PortfolioView, ShareView

_LABEL, _PERCENT = 10, 6
_SHOWN_SHARES = 6
Row = tuple[str, str, str]
"""A label, an amount, what share it is."""


def render_portfolio(view: PortfolioView, text: Text, *, notice: str = "") -> Screen:
    figures = columns([*_money(view, text), *_exposure(view, text)])
    figures += _shares("portfolio.by_instrument", view.by_instrument, text)
    if len(view.by_agent) > 1:
        figures += _shares("portfolio.by_agent", view.by_agent, text)
    figures += _positions(view, text)
    notes = [] if view.count else [text.t("portfolio.flat")]
    header = title(text, "portfolio.title", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _rows(view, text))


def _money(view: PortfolioView, text: Text) -> list[Row]:
    funds = view.funds
    rows = [(text.t("menu.equity"), fmt.money(funds.equity), _percent(view.equity_pct))]
    if fmt.round_to(view.today, 2):
        rows.append((text.t("menu.today"), fmt.signed_money(view.today), _percent(view.today_pct)))
    rows.append((text.t("portfolio.free"), fmt.money(funds.free), ""))
    if funds.reserved:
        rows.append((text.t("portfolio.reserved"), fmt.money(funds.reserved), ""))
        rows.append((text.t("portfolio.unrealised"), fmt.signed_money(funds.unrealised), ""))
    return rows


def _percent(value: Decimal) -> str:
    return fmt.signed_percent(value) if fmt.round_to(value, 2) else ""


def _exposure(view: PortfolioView, text: Text) -> list[Row]:
    """Notionals by side, and the net one in equities."""
    named = (("long", view.long), ("short", view.short))
    rows = [(text.t(f"portfolio.{name}"), fmt.money(value), "") for name, value in named if value]
    if view.count and view.funds.equity > 0:
        times = fmt.number(abs(view.net) / view.funds.equity, 2)
        rows.append((text.t("portfolio.net"), fmt.signed_money(view.net), f"x{times}"))
    return rows


def _shares(key: str, shares: Sequence[ShareView], text: Text) -> list[str]:
    """A bar for each part of the whole."""
    rows = [f"── {text.t(key)} ──"]
    for share in shares[:_SHOWN_SHARES]:
        label = clip(share.name or text.t("portfolio.free"), _LABEL)
        name = label + " " * (_LABEL - width(label))
        percent = f"{fmt.number(share.share_pct, 1)}%"
        amount = fmt.money(share.amount)
        room = ROW - _LABEL - 1 - max(width(percent), _PERCENT) - 1 - 1 - width(amount)
        bar = share_bar(float(share.share_pct), max(min(room, 8), 0))
        rows += pair(f"{name} {bar} {percent}", amount)
    if (more := len(shares) - _SHOWN_SHARES) > 0:
        rows.append(text.t("more", n=more))
    return rows


def _positions(view: PortfolioView, text: Text) -> list[str]:
    if not view.positions:
        return []
    rows = [f"── {text.t('portfolio.positions')} ──"]
    for position in view.positions:
        rows += position_row(position)
    return rows


def position_row(position: PositionView) -> list[str]:
    """`🟢 LONG BTC · auto      +4.90 +0.48%`; ✋ for one that was opened by hand."""
    whose = f" · {clip(position.agent_name, 8)}" if position.agent_name else ""
    whose = " ✋" if position.is_manual else whose
    left = f"{words.side_icon(position.side)} {position.side.name} {words.base_of(position.title)}"
    right = f"{fmt.signed_money(position.pnl)}{_percent(position.pnl_pct):>8}"
    return pair(f"{left}{whose}", f"{words.feed_mark(position.feed)}{right}")


def _rows(view: PortfolioView, text: Text) -> Rows:
    opened = [_card(position) for position in view.positions if position.trade_id]
    rows = list(in_rows(opened, 3))
    if view.pages > 1:
        rows.append(page_buttons("port:open", view.page, view.pages))
    orders = text.t("portfolio.orders", n=view.orders) if view.orders else text.t("button.orders")
    rows.append((button(text, "positions", "plist:open"), Button(orders, build("olist:open"))))
    rows.append((button(text, "monitor", "mon:open", 1), button(text, "agents", "agent:list", 1)))
    rows.append((button(text, "refresh", "port:open", view.page), home(text)))
    return tuple(rows)


def _card(position: PositionView) -> Button:
    label = f"{words.side_icon(position.side)} {words.base_of(position.title)}"
    return Button(label, build("pos:open", position.trade_id))
