"""Orders that a strategy lets rest instead of signals: what it wants, and what it is shown for it.

Strategies count in floats; the engine brings prices onto ticks and sizes into steps.
"""

from core.errors import InputError
from core.market import Candle
from core.money import Money, Steps
from core.types import OrderSide
from core.values import Frozen

MOST_ORDERS = 120
LONGEST_TAG = 12


class RestingOrder(Frozen, frozen=True, kw_only=True):
    """One limit order that should rest now. `tag` names it among its agent's, and the lot that its
    fills make. One that `closes` only takes out of the position: of the lot `of`, or of all of it.
    `stop` and `target` are where the position it makes is given up and taken, as prices."""

    tag: str
    side: OrderSide
    price: float
    size: float
    closes: bool = False
    of: str = ""
    stop: float | None = None
    target: float | None = None


class Lot(Frozen, frozen=True, kw_only=True):
    """What the orders of one tag brought into a position, as the engine keeps it: `qty` steps of
    `entered` are still held at `cost` (ticks x steps), `fees` were paid for those."""

    tag: str
    qty: Steps
    cost: int
    entered: Steps
    fees: Money = Money(0)


class HeldLot(Frozen, frozen=True, kw_only=True):
    """The same as a strategy sees it: `price` is its average, `entered` all that came in."""

    tag: str
    size: float
    price: float
    entered: float


class Terms(Frozen, frozen=True, kw_only=True):
    """What the venue asks of an order; fees as shares of its value. `price` is that of now, 0 while
    none is known."""

    tick: float
    step: float
    min_size: float
    min_value: float
    maker_fee: float
    taker_fee: float
    is_spot: bool
    price: float = 0.0


class Standing(Frozen, frozen=True, kw_only=True):
    """Where an agent stands when it is asked for its orders. `anchor` is the price at which its run
    began, `capital` its slice, `way` 1 while it holds a LONG, -1 a SHORT, 0 nothing. `candles` are
    the closed ones, oldest first, in ticks; `resting` the tags of its orders at work. `at_ns` is
    market time."""

    at_ns: int
    bid: float
    ask: float
    anchor: float
    capital: float
    leverage: int
    terms: Terms
    way: int = 0
    lots: tuple[HeldLot, ...] = ()
    candles: tuple[Candle, ...] = ()
    resting: frozenset[str] = frozenset()

    def lot(self, tag: str) -> HeldLot | None:
        return next((lot for lot in self.lots if lot.tag == tag), None)


def checked_orders(orders: object) -> tuple[RestingOrder, ...]:
    """What a strategy answered, once it can be counted with; raises ValueError for anything
    else."""
    if not isinstance(orders, tuple | list):
        raise ValueError("orders must be a list")
    if len(orders) > MOST_ORDERS:
        raise ValueError(f"at most {MOST_ORDERS} orders may rest, not {len(orders)}")
    seen: set[str] = set()
    for each in orders:
        if not isinstance(each, RestingOrder):
            raise ValueError(f"an order must be a RestingOrder, not {type(each).__name__}")
        _check(each)
        if each.tag in seen:
            raise ValueError(f"two orders are tagged {each.tag}")
        seen.add(each.tag)
    return tuple(orders)


def _check(order: RestingOrder) -> None:
    tag: object = order.tag
    is_word = isinstance(tag, str) and tag.isascii() and tag.isalnum()
    if not is_word or len(order.tag) > LONGEST_TAG:
        raise ValueError(f"a tag has 1 to {LONGEST_TAG} letters and digits, not {tag!r}")
    kinds: tuple[tuple[object, type], ...] = (
        (order.side, OrderSide),
        (order.closes, bool),
        (order.of, str),
    )
    if not all(isinstance(value, kind) for value, kind in kinds):
        raise ValueError(f"{tag}: side is BUY or SELL, closes a flag, of a tag")
    for name in ("price", "size", "stop", "target"):
        _check_number(order, name)


def _check_number(order: RestingOrder, name: str) -> None:
    value = getattr(order, name)
    if value is None and name in ("stop", "target"):
        return
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0.0 < value < float("inf"):
        raise ValueError(f"{order.tag}: {name} must be a number above 0, not {value!r}")


def below_costs(spacing: float, terms: Terms) -> InputError | None:
    """Why such a distance between buying and selling (a share) earns nothing: both fills cost the
    fee. None where it pays."""
    least = 2.0 * terms.taker_fee
    if spacing >= least:
        return None
    shown = f"{100.0 * spacing:.3f}"
    return InputError(
        f"{shown}% between levels is less than two fees, at least {100.0 * least:.3f}% pays",
        code="spacing_below_fees",
        spacing=shown,
        least=f"{100.0 * least:.3f}",
    )
