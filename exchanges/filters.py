"""What a venue refuses before it looks at its book: one list for simulated and real adapters."""

from core.instrument import Instrument
from core.orders import Order
from core.types import OrderKind

MARKET_KINDS = frozenset(
    {OrderKind.MARKET, OrderKind.STOP_MARKET, OrderKind.TAKE_PROFIT_MARKET},
)
STOP_KINDS = frozenset({OrderKind.STOP_MARKET, OrderKind.STOP_LIMIT})
LIMIT_KINDS = frozenset(OrderKind) - MARKET_KINDS
TRIGGER_KINDS = frozenset(OrderKind) - {OrderKind.MARKET, OrderKind.LIMIT}


def check(order: Order, instrument: Instrument, reference_price: int) -> str:
    """The code of the refusal, '' when the order may pass.

    `reference_price` (ticks) values an order without a limit of its own, and is what the price band
    is counted from; 0 is unknown. What only
    reduces a position of a perpetual is free of the minimum notional, as on real venues. Prices
    between ticks and sizes between steps cannot be written, so they are not looked for.
    """
    if not instrument.is_open:
        return "instrument_closed"
    return _price_code(order, instrument, reference_price) or _size_code(
        order, instrument, reference_price
    )


def _price_code(order: Order, instrument: Instrument, reference: int) -> str:
    if order.kind in LIMIT_KINDS and (order.limit is None or order.limit <= 0):
        return "bad_price"
    if order.limit is not None and not _is_within(order.limit, order, instrument, reference):
        return "price_band"
    if order.kind in TRIGGER_KINDS and (order.trigger is None or order.trigger <= 0):
        return "bad_trigger"
    return ""


def _is_within(limit: int, order: Order, instrument: Instrument, reference: int) -> bool:
    low, high = instrument.price_bounds(order.side, reference)
    return low <= limit and (high is None or limit <= high)


def _size_code(order: Order, instrument: Instrument, reference_price: int) -> str:
    is_market = order.kind in MARKET_KINDS
    if order.qty < max(instrument.min_qty, 1):
        return "min_qty"
    if order.qty > (instrument.max_market_qty if is_market else instrument.max_qty):
        return "max_qty"
    if order.is_reduce_only and not instrument.is_spot:
        return ""
    price = order.limit or order.trigger or reference_price
    if price and instrument.notional(price, order.qty) < instrument.min_notional:
        return "min_notional"
    return ""
