"""Open orders of every agent: listed, amended, cancelled."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from core.codec import decode, encode
from core.errors import InputError
from core.ports import ManualDesk
from core.ports.manual_use_cases import OrderList
from core.types import Access, ClientId, UserId
from core.values import Frozen
from core.views import OrderView
from core.views.builder import OrderCardView, OrdersView
from services.amounts import cleaned, figure, number, within
from services.confirm import Subject, Topic
from services.seats import Seat, Seats

PAGE_SIZE = 6
FIELDS = ("price", "qty", "trigger")
_FURTHEST = Decimal(10)
_MOST = Decimal(1_000_000_000)


class OrdersService(OrderList):
    """Codes for a toast: amended, cancelled, gone, or a gate's."""

    def __init__(self, seats: Seats) -> None:
        self._seats = seats

    async def view(self, user: UserId, page: int) -> OrdersView:
        """Pages count from 1; one beyond the ends shows the end."""
        seat = await self._seats.of(user)
        desk = seat.trading
        orders = desk.orders()
        pages = max(1, -(-len(orders) // PAGE_SIZE))
        page = min(max(page, 1), pages)
        return OrdersView(
            mode=seat.trading.mode,
            orders=tuple(orders[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
            page=page,
            pages=pages,
            total=len(orders),
            positions=len(desk.positions()),
        )

    async def card(self, user: UserId, order: ClientId) -> OrderCardView | None:
        seat = await self._seats.of(user)
        desk = seat.trading
        found = _open(desk, order)
        if found is None:
            return None
        quote = desk.quote(found.instrument)
        return OrderCardView(
            mode=seat.trading.mode,
            order=found,
            utc_offset_min=seat.user.utc_offset_min,
            market=(quote.bid + quote.ask) / 2 if quote is not None else None,
        )

    async def amend(self, user: UserId, order: ClientId, field: str, text: str) -> str:
        desk = (await self._seats.of(user, Access.TRADER)).trading
        found = _open(desk, order)
        if found is None:
            return "gone"
        value = _typed(found, field, text)
        if value == _value(found, field):
            return "amended"
        code = await desk.amend(
            order,
            price=value if field == "price" else None,
            qty=value if field == "qty" else None,
            trigger=value if field == "trigger" else None,
            by=user,
        )
        return "amended" if code == "done" else code

    async def cancel(self, user: UserId, order: ClientId) -> str:
        desk = (await self._seats.of(user, Access.TRADER)).trading
        return "cancelled_order" if await desk.cancel([order], by=user) else "gone"


def _open(desk: ManualDesk, order: ClientId) -> OrderView | None:
    return next((each for each in desk.orders() if each.client_id == order), None)


def _value(order: OrderView, field: str) -> Decimal | None:
    return {"price": order.price, "qty": order.qty, "trigger": order.trigger}.get(field)


def _typed(order: OrderView, field: str, text: str) -> Decimal:
    """A value, or a step from what it is: `+0.1%`. Prices fall on a tick, sizes below."""
    before = _value(order, field)
    if before is None:
        raise InputError("This order has no such value", code="no_such_value")
    typed = cleaned(text).removeprefix("@")
    is_step = typed.endswith("%") and typed[:1] in ("+", "-")
    if is_step:
        share = within("step", abs(number(typed[:-1])), Decimal("0.01"), Decimal(90), "%")
        value = before * (1 + (share if typed[0] == "+" else -share) / 100)
    else:
        value = figure(typed.removesuffix(order.base.lower()) if field == "qty" else typed)
    if field == "qty":
        return within("size", value, _least_size(before), _MOST).quantize(before, ROUND_DOWN)
    within(field, value, _tick_of(before / _FURTHEST, order.tick), before * _FURTHEST)
    return _moved(value, before, order.tick) if is_step else _tick_of(value, order.tick)


def _least_size(before: Decimal) -> Decimal:
    """One unit of the digits that the size is written with."""
    exponent = before.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else before


def _tick_of(price: Decimal, tick: Decimal) -> Decimal:
    return max((price / tick).to_integral_value() * tick, tick)


def _moved(price: Decimal, before: Decimal, tick: Decimal) -> Decimal:
    """A step is a tick at least."""
    there = _tick_of(price, tick)
    if there != before:
        return there
    return max(before + (tick if price > before else -tick), tick)


class Listed(Frozen, frozen=True, kw_only=True):
    """The orders that were open when it was asked: a newer one is not cancelled with them."""

    orders: tuple[str, ...]


class CancelAllTopic(Topic):
    """The question that cancels every open order."""

    async def subject(self, seat: Seat, version: str) -> Subject:
        ids = tuple(order.client_id for order in seat.trading.orders())
        if not ids:
            raise InputError("No order is open", code="no_orders")
        return Subject(bound=encode(Listed(orders=ids)), orders=len(ids))

    async def act(self, seat: Seat, bound: str) -> str:
        orders: Sequence[ClientId] = [ClientId(each) for each in decode(Listed, bound).orders]
        return "cancelled_orders" if await seat.trading.cancel(orders, by=seat.user.id) else "gone"
