"""Prices at which no order of an instrument can do anything: most ticks concern none of them, and
looking at each order at each tick would cost what it does not bring."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.types import OrderSide, Source
from exchanges.simulated.floor import is_falling
from exchanges.simulated.working import NEVER, UNSEEN, Hold, Phase, Working

FAR_BELOW, FAR_ABOVE = -1, 1 << 62


@dataclass(slots=True)
class Calm:
    """Of orders that all wait: the highest BUY and the lowest SELL at rest, the same of those whose
    queue is out of sight, and the nearest triggers under and over the price by their source."""

    buy: int = FAR_BELOW
    sell: int = FAR_ABOVE
    unseen_buy: int = FAR_BELOW
    unseen_sell: int = FAR_ABOVE
    fall_last: int = FAR_BELOW
    rise_last: int = FAR_ABOVE
    fall_mark: int = FAR_BELOW
    rise_mark: int = FAR_ABOVE

    def is_still_at(self, low: int, high: int) -> bool:
        """Does no price from `low` to `high` fill or trigger anything?"""
        return (
            low > self.buy and high < self.sell and low > self.fall_last and high < self.rise_last
        )

    def is_still_at_mark(self, low: int, high: int) -> bool:
        return low > self.fall_mark and high < self.rise_mark

    def rest(self, work: Working) -> None:
        limit = work.order.limit or 0
        if work.order.side is OrderSide.BUY:
            self.buy = max(self.buy, limit)
            if work.ahead == UNSEEN:
                self.unseen_buy = max(self.unseen_buy, limit)
        else:
            self.sell = min(self.sell, limit)
            if work.ahead == UNSEEN:
                self.unseen_sell = min(self.unseen_sell, limit)

    def wait(self, work: Working) -> None:
        trigger, is_mark = work.order.trigger or 0, work.order.source is Source.MARK
        if is_falling(work):
            if is_mark:
                self.fall_mark = max(self.fall_mark, trigger)
            else:
                self.fall_last = max(self.fall_last, trigger)
        elif is_mark:
            self.rise_mark = min(self.rise_mark, trigger)
        else:
            self.rise_last = min(self.rise_last, trigger)


def calm_of(orders: Iterable[Working]) -> Calm | None:
    """None where an order is on its way, acts at the next quote, or is to end."""
    calm = Calm()
    for work in orders:
        is_ending = work.cancel_ns != NEVER or work.hold is Hold.FAILED or work.left <= 0
        if is_ending or work.phase not in (Phase.RESTING, Phase.WAITING):
            return None
        if work.phase is Phase.RESTING:
            calm.rest(work)
        else:
            calm.wait(work)
    return calm
