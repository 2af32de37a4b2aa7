"""What an order would come to if it were sent now: at which prices it fills, for which fee."""

from collections.abc import Callable, Sequence

from core.market import Level
from core.money import Steps
from core.trading import DraftKind
from core.types import InstrumentId, OrderSide, TimeInForce
from core.values import Frozen
from engine import rules
from engine.drafting import Wish

Offers = Callable[[InstrumentId, OrderSide, Steps], Sequence[Level]]
"""What a taker would get now, best first, up to a size: the broker's word."""
THIN_PPM = 1_000
"""Slippage from which a book is called thin, of the best price."""


class Estimate(Frozen, frozen=True, kw_only=True):
    """`cost` is ticks x steps of the `qty` that would fill; `worst` the last price it would take
    from the book (0: none), `slip` the ticks x steps lost against the best one."""

    qty: int
    cost: int
    fee: int
    worst: int = 0
    slip: int = 0
    is_thin: bool = False

    @property
    def price(self) -> int:
        """The average, in ticks, rounded up: what is to be reserved for."""
        return rules.up(self.cost, self.qty) if self.qty else 0


def estimate(wish: Wish, offers: Offers) -> Estimate:
    """Nothing of it where no price is known."""
    if wish.qty <= 0:
        return Estimate(qty=0, cost=0, fee=0)
    match wish.draft.kind:
        case DraftKind.MARKET:
            return _taking(wish, _levels(wish, offers), 0)
        case DraftKind.LIMIT:
            return _limit(wish, _levels(wish, offers))
        case DraftKind.POST_ONLY | DraftKind.OCO:
            return _at(wish, wish.price or 0, wish.held.maker_fee)
        case DraftKind.STOP_LIMIT:
            return _at(wish, wish.price or 0, wish.held.taker_fee)
        case _:
            return _at(wish, wish.trigger or wish.best, wish.held.taker_fee)


def _levels(wish: Wish, offers: Offers) -> list[Level]:
    """What it would take at once, no worse than its limit."""
    side, limit = int(wish.side), wish.price
    found = offers(wish.held.id, wish.side, Steps(wish.qty))
    return [(price, qty) for price, qty in found if limit is None or side * (limit - price) >= 0]


def _limit(wish: Wish, levels: list[Level]) -> Estimate:
    """What crosses is taken, the rest waits at the limit."""
    taken = sum(qty for _, qty in levels)
    rests = wish.time_in_force is TimeInForce.GTC
    if wish.time_in_force is TimeInForce.FOK and taken < wish.qty:
        return Estimate(qty=0, cost=0, fee=0, is_thin=True)
    return _taking(wish, levels, wish.qty - taken if rests else 0)


def _taking(wish: Wish, levels: list[Level], resting: int) -> Estimate:
    held = wish.held
    taken, cost = sum(qty for _, qty in levels), sum(price * qty for price, qty in levels)
    waiting = resting * (wish.price or 0)
    slip = abs(cost - wish.best * taken) if levels else 0
    is_short = taken + resting < wish.qty
    return Estimate(
        qty=taken + resting,
        cost=cost + waiting,
        fee=rules.fee(cost * held.unit, held.taker_fee)
        + rules.fee(waiting * held.unit, held.maker_fee),
        worst=levels[-1][0] if levels else 0,
        slip=slip,
        is_thin=is_short or slip * 1_000_000 > THIN_PPM * wish.best * max(taken, 1),
    )


def _at(wish: Wish, price: int, fee_ppm: int) -> Estimate:
    cost = price * wish.qty
    return Estimate(qty=wish.qty, cost=cost, fee=rules.fee(cost * wish.held.unit, fee_ppm))
