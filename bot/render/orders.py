"""Open orders of every agent, and the card of one."""

from decimal import Decimal

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import order_words as words
from bot.render.page import button, compose, home, in_rows, may_trade, title
from bot.screen import Button, Rows, Screen
from core.types import Access
from core.views import OrderView
from core.views.builder import OrderCardView, OrdersView

_STEPS = ("-0.5%", "-0.1%", "+0.1%", "+0.5%")


def render_orders(
    view: OrdersView, text: Text, *, access: Access = Access.OWNER, notice: str = ""
) -> Screen:
    figures = [row for order in view.orders for row in order_rows(order, text)]
    notes = [] if view.orders else [text.t("orders.none")]
    header = title(text, "orders.title", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _list_rows(view, text, access))


def order_rows(order: OrderView, text: Text) -> list[str]:
    """What it would do and at what price; whose it is, and how far it has come."""
    head = f"{words.side_icon(order.side)} {order.side.name} {clip(order.base, 8)}"
    rows = pair(f"{head} {kind(order, text)}", level(order))
    done = f"{fmt.size(order.filled)} / " if order.filled else ""
    return [*rows, *pair(f"  {done}{fmt.size(order.qty)}", origin(order, text))]


def kind(order: OrderView, text: Text) -> str:
    if order.trail_pct is not None:
        return text.t("kind.trailing")
    if order.is_post_only:
        return text.t("kind.post_only")
    return text.name("okind", order.kind.name)


def level(order: OrderView) -> str:
    """The price it waits for."""
    shown = order.trigger if order.trigger is not None else order.price
    return fmt.price(shown, order.tick) if shown is not None else ""


def origin(order: OrderView, text: Text) -> str:
    """Whose order this is: a person's, or an agent's by its name."""
    return text.t("origin.manual") if order.is_manual else f"🤖 {clip(order.agent_name, 14)}"


def _list_rows(view: OrdersView, text: Text, access: Access) -> Rows:
    rows = list(in_rows([_row(order) for order in view.orders], 2))
    if view.pages > 1:
        rows.append(pages("olist:open", view.page, view.pages))
    last = [button(text, "positions", "plist:open"), home(text)]
    if may_trade(access):
        if view.orders:
            rows.append((button(text, "cancel_all", "olist:cancel", style="danger"),))
        last.insert(0, button(text, "new_order", "ord:new"))
    return *rows, tuple(last)


def _row(order: OrderView) -> Button:
    caption = f"{words.side_icon(order.side)} {clip(order.base, 8)} {level(order)}"
    return Button(clip(caption, 26), build("order:open", order.client_id))


def pages(prefix: str, page: int, count: int) -> tuple[Button, ...]:
    """Back, where one is, on."""
    made = [Button(f"{page}/{count}", build(prefix, page))]
    if page > 1:
        made.insert(0, Button("◀️", build(prefix, page - 1)))
    if page < count:
        made.append(Button("▶️", build(prefix, page + 1)))
    return tuple(made)


def render_order_card(
    view: OrderCardView,
    text: Text,
    *,
    access: Access = Access.OWNER,
    editing: str = "",
    notice: str = "",
) -> Screen:
    header = title(text, "order_card.title", view.mode)
    order = view.order
    if editing and may_trade(access):
        figures = [*_head(order, text), *_asked(order, editing, text)]
        notes = [text.t("hint.amend")]
        rows = _edit_rows(order, editing, text)
        return Screen(compose(header, figures, notes, notice=notice), rows)
    return Screen(
        compose(header, _figures(view, text), notice=notice), _card_rows(order, text, access)
    )


def _head(order: OrderView, text: Text) -> list[str]:
    head = f"{words.side_icon(order.side)} {order.side.name} {clip(order.title, 14)}"
    return pair(head, kind(order, text))


def _figures(view: OrderCardView, text: Text) -> list[str]:
    order = view.order
    rows = _head(order, text)
    rows += pair(text.t("field.size"), f"{fmt.size(order.qty)} {clip(order.base, 12)}")
    if order.filled:
        rows += pair(text.t("orders.filled"), fmt.size(order.filled))
    for field in ("trigger", "price"):
        if (value := value_of(order, field)) is not None:
            rows += pair(text.t(f"field.{field}"), fmt.price(value, order.tick))
    if order.trail_pct is not None:
        rows += pair(text.t("field.trail"), fmt.percent(order.trail_pct))
    if view.market is not None:
        rows += pair(text.t("position.now"), fmt.price(view.market, order.tick))
    rows += pair(text.name("order", order.state.value), _terms(order, text))
    at = fmt.clock(order.placed_at_ns, view.utc_offset_min)
    rows += pair(f"{fmt.day(order.placed_at_ns, view.utc_offset_min, text)} {at}", "")
    rows += pair(origin(order, text), text.t("orders.oco") if order.partner else "")
    return rows


def _terms(order: OrderView, text: Text) -> str:
    parts = [words.in_force(order.time_in_force)]
    if order.is_reduce_only:
        parts.append(text.t("short.reduce"))
    return " · ".join(parts)


def value_of(order: OrderView, field: str) -> Decimal | None:
    return {"price": order.price, "trigger": order.trigger, "qty": order.qty}.get(field)


def _asked(order: OrderView, field: str, text: Text) -> list[str]:
    if field == "qty":
        return pair(f"✏️ {text.t('field.size')}", fmt.size(order.qty))
    now = order.price if field == "price" else order.trigger
    shown = fmt.price(now, order.tick) if now is not None else words.NOTHING
    return pair(f"✏️ {text.t(f'field.{field}')}", shown)


def _edit_rows(order: OrderView, field: str, text: Text) -> Rows:
    steps = ("-50%", "-25%", "+25%", "+50%") if field == "qty" else _STEPS
    quick = tuple(Button(step, build("order:put", f"{field}={step}")) for step in steps)
    return quick, (button(text, "back", "order:open", order.client_id), home(text))


def _card_rows(order: OrderView, text: Text, access: Access) -> Rows:
    back = (button(text, "back", "olist:open"), home(text))
    if not may_trade(access):
        return (back,)
    fields = [
        Button(f"✏️ {text.t(f'short.{field}')}", build("order:edit", field))
        for field in ("price", "trigger")
        if value_of(order, field) is not None
    ]
    fields.append(Button(f"✏️ {text.t('field.size')}", build("order:edit", "qty")))
    steps = [
        Button(f"{text.t('short.' + field)} {step}", build("order:put", f"{field}={step}"))
        for field in ("price", "trigger")
        if value_of(order, field) is not None
        for step in ("-0.1%", "+0.1%")
    ]
    cancel = button(text, "cancel_order", "order:cancel", order.client_id, "danger")
    return tuple(fields), *in_rows(steps, 2), (cancel,), back
