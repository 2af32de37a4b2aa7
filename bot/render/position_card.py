"""Open positions of every agent, and the card of one: its exits, why it was opened, its events."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import order_words
from bot.render import words as desk_words
from bot.render.chart import pictured
from bot.render.order_plan import plan_figures, plan_rows
from bot.render.orders import pages
from bot.render.page import badge, button, compose, home, in_rows, may_trade, title
from bot.render.position import position_rows, what
from bot.render.record import headline
from bot.screen import Button, Rows, Screen
from core.pictures import Picture
from core.types import Access, FeedStatus
from core.views import PositionView, RungView
from core.views.builder import PositionCardView, PositionsView

CLOSE, CHART = "close", "chart"
"""The field of a typed share to close, and the card as a picture."""
_SHARES = (25, 50, 75, 100)
_EVENTS = 6


def render_positions(
    view: PositionsView, text: Text, *, access: Access = Access.OWNER, notice: str = ""
) -> Screen:
    figures = [row for position in view.positions for row in _line(position, text)]
    notes = [] if view.positions else [text.t("positions.none")]
    header = title(text, "positions.title", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _list_rows(view, text, access))


def _line(position: PositionView, text: Text) -> list[str]:
    """What is held and what it would come to; whose it is."""
    head = f"{desk_words.side_icon(position.side)} {what(position)}"
    money = f"{fmt.signed_money(position.pnl)}{fmt.signed_percent(position.pnl_pct):>9}"
    money = f"{desk_words.feed_mark(position.feed)}{money}"
    rows = [*pair(head, origin(position, text)), *pair(f"  {_entry(position)}", money)]
    return [*rows, text.t("pending.dust")] if position.is_dust else rows


def _entry(position: PositionView) -> str:
    return f"@ {fmt.price(position.entry, position.tick)}"


def origin(position: PositionView, text: Text) -> str:
    """Whose position this is: a person's, or an agent's by its name."""
    if position.is_manual:
        return text.t("origin.manual")
    return f"🤖 {clip(position.agent_name, 14)}" if position.agent_name else ""


def _list_rows(view: PositionsView, text: Text, access: Access) -> Rows:
    made = [
        Button(
            clip(f"{desk_words.side_icon(each.side)} {desk_words.base_of(each.title)}", 20),
            build("pos:open", each.trade_id),
        )
        for each in view.positions
        if each.trade_id
    ]
    rows = list(in_rows(made, 3))
    if view.pages > 1:
        rows.append(pages("plist:open", view.page, view.pages))
    last = [button(text, "orders", "olist:open"), home(text)]
    if may_trade(access):
        if view.positions:
            rows.append((button(text, "close_all", "plist:close", style="danger"),))
        last.insert(0, button(text, "new_order", "ord:new"))
    return *rows, tuple(last)


def render_position_card(
    view: PositionCardView,
    text: Text,
    *,
    access: Access = Access.OWNER,
    editing: str = "",
    notice: str = "",
) -> Screen:
    header = title(text, "position_card.title", view.mode)
    if editing and may_trade(access):
        return _editor(view, editing, header, text, notice)
    position = view.position
    figures = [*_head(position, text), *_exits(view, text)]
    figures += [text.t("pending.dust")] if position.is_dust else []
    figures += [*_why(view, text), *_events(view, text)]
    return Screen(compose(header, figures, notice=notice), _card_rows(view, text, access))


def render_position_chart(
    view: PositionCardView, picture: Picture | None, text: Text, *, notice: str = ""
) -> Screen:
    """Its candles; what it comes to is their caption."""
    position = view.position
    figures = _head(position, text)
    header = f"📈 {clip(position.title, 16)} · {badge(view.mode, text)}"
    rows = ((button(text, "back", "pos:open", position.trade_id), home(text)),)
    return pictured(Screen(compose(header, figures, notice=notice), rows), picture, text)


def _head(position: PositionView, text: Text) -> list[str]:
    """What it comes to, and how fresh the price is that says so."""
    feed = position.feed
    rows = position_rows(position, text, is_fresh=feed is not FeedStatus.STALE)
    return [*rows, f"{desk_words.feed_icon(feed)} {text.t(f'market.feed.{feed.value}')}"]


def _editor(view: PositionCardView, field: str, header: str, text: Text, notice: str) -> Screen:
    position = view.position
    figures = pair(f"{desk_words.side_icon(position.side)} {what(position)}", _entry(position))
    back = (button(text, "back", "pos:open", position.trade_id), home(text))
    if field == CLOSE:
        figures += pair(f"✏️ {text.t('field.close')}", "%")
        rows: Rows = (_close_buttons(text), back)
    else:
        figures += plan_figures(view.plan, field, text)
        rows = (*plan_rows(view.plan, field, "pos", text), back)
    notes = [text.t(f"hint.{field}")] if text.has(f"hint.{field}") else []
    return Screen(compose(header, figures, notes, notice=notice), rows)


def _exits(view: PositionCardView, text: Text) -> list[str]:
    """A ladder's rungs, the trailing stop, the time stop: what one row of SL and TP cannot say."""
    position, plan = view.position, view.plan
    rows: list[str] = []
    if len(position.targets) > 1:
        for number, rung in enumerate(position.targets, 1):
            rows += _rung(number, rung, position)
    if plan.trail is not None:
        awake = " ✓" if position.is_trailing else ""
        rows += [f"{text.t('field.trailing')}{awake}", order_words.trail(plan.trail, text)]
    if position.time_stop_at_ns is not None:
        at = fmt.clock(position.time_stop_at_ns, view.utc_offset_min)
        rows += pair(text.t("field.time"), at)
    return rows


def _rung(number: int, rung: RungView, position: PositionView) -> list[str]:
    mark = "✓" if rung.is_taken else f"{fmt.plain(rung.share_pct, 0)}%"
    left = f"TP{number} {fmt.price(rung.price, position.tick)} {mark}"
    return pair(left, fmt.signed_money(rung.result))


def _why(view: PositionCardView, text: Text) -> list[str]:
    """Whose it is and what it was opened by."""
    position = view.position
    at = fmt.clock(position.opened_at_ns, view.utc_offset_min) if position.opened_at_ns else ""
    rows = pair(origin(position, text), at)
    if view.confidence_pct is not None:
        action = "BUY" if position.side > 0 else "SELL"
        rows.append(f"{text.t('signal')} {action} {view.confidence_pct}%")
    if view.reasons:
        rows.append(desk_words.reasons(view.reasons, text))
    return rows


def _events(view: PositionCardView, text: Text) -> list[str]:
    shown = view.events[-_EVENTS:]
    if not shown:
        return []
    rows = [f"── {text.t('card.events')} ──"]
    if len(view.events) > len(shown):
        rows.append(text.t("more", n=len(view.events) - len(shown)))
    for event in shown:
        at = fmt.clock(event.at_ns, view.utc_offset_min)
        rows.append(clip(f"{at} {headline(event, text)}", 68))
    return rows


def _card_rows(view: PositionCardView, text: Text, access: Access) -> Rows:
    position = view.position
    chart = button(text, "chart", "chart:pos", position.trade_id)
    last = [chart, button(text, "back", "plist:open"), home(text)]
    if not may_trade(access) or position.is_closing or position.is_dust:
        return (tuple(last),)
    exits = tuple(
        Button(text.t(f"button.exit.{field}"), build("pos:edit", field))
        for field in ("stop", "target", "trailing", "time")
    )
    acts = [button(text, "close_share", "pos:edit", CLOSE)]
    acts.append(button(text, "break_even", "pos:be", position.version))
    if position.is_manual:
        acts.append(button(text, "oco", "ord:oco", position.trade_id))
    return _close_buttons(text), exits, tuple(acts), tuple(last)


def _close_buttons(text: Text) -> tuple[Button, ...]:
    return tuple(Button(f"✖️ {share}%", build("pos:close", share)) for share in _SHARES)
