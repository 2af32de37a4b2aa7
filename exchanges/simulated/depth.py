"""What one instrument's book offers now, and what of it our own orders have eaten."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from core.market import Book, Level, Quote
from core.money import Steps, Ticks
from core.types import OrderSide
from exchanges.simulated import rules
from exchanges.simulated.paper import PaperSettings

Eaten = dict[int, tuple[int, int]]
"""By price: the displayed size a level was eaten at, and how much of it."""


class Take(NamedTuple):
    """What an order takes of one level, and the size the level displays."""

    price: int
    qty: int
    displayed: int


Taken = list[Take]
"""Level by level, best first."""


class Depth:
    """The newest quote and book of one instrument as one ladder a side.

    The best level is the newest word of the two; behind a newer quote stand the levels of a book
    that is still fresh; without one, the levels the impact model assumes. `now_ns` is the newest
    time anything was heard of the instrument.
    """

    __slots__ = ("_settings", "book", "bought", "is_quote_newer", "now_ns", "quote", "sold")

    def __init__(self, settings: PaperSettings) -> None:
        self._settings = settings
        self.now_ns = 0
        self.quote: Quote | None = None
        self.book: Book | None = None
        self.is_quote_newer = True
        self.bought: Eaten = {}
        self.sold: Eaten = {}

    def is_fresh(self, at_ns: int) -> bool:
        """Is something said at `at_ns` young enough to fill on?"""
        return self.now_ns - at_ns <= self._settings.max_quote_age_ns

    def offered(self, taker: OrderSide) -> Iterator[Level]:
        """The levels a taker of that side walks, best first: displayed, else assumed."""
        shown = self.shown(taker)
        yield from shown
        for price in self._assumed(taker, shown):
            yield Ticks(price), shown[0][1]

    def best(self, taker: OrderSide) -> int:
        """The price a taker of that side sees first; 0 when there is none."""
        if self.is_quote_newer:
            return self.quote.taker_price(taker) if self.quote else 0
        levels = self._in_book(taker)
        return levels[0][0] if levels else 0

    def displayed(self, maker: OrderSide, price: int) -> int | None:
        """The size displayed at a price of the maker's own side: 0 where the known book shows
        none, None where it does not reach."""
        levels = self.shown(maker.opposite)
        for level, size in levels:
            if level == price:
                return size
        if not levels or rules.is_beyond(maker, levels[-1][0], price):
            return None
        return 0

    def plan(self, taker: OrderSide, qty: int, limit: int | None, levels: Iterable[Level]) -> Taken:
        """What an order of `qty` would take of these levels now; nothing worse than `limit`."""
        eaten, taken = self.eaten(taker), []
        for price, size in levels:
            if qty == 0 or (limit is not None and not rules.crosses(taker, limit, price)):
                break
            seen, gone = eaten.get(price, (0, 0))
            free = min(qty, rules.left_at_level(size, seen, gone))
            if free > 0:
                taken.append(Take(price, free, size))
                qty -= free
        return taken

    def plan_levels(self, taker: OrderSide, qty: int) -> tuple[Level, ...]:
        """What `qty` would take now, as levels."""
        taken = self.plan(taker, qty, None, self.offered(taker))
        return tuple((Ticks(take.price), Steps(take.qty)) for take in taken)

    def eat(self, taker: OrderSide, taken: Taken) -> None:
        """Takes a plan out of the book, until the levels refresh."""
        eaten = self.eaten(taker)
        for price, qty, displayed in taken:
            seen, gone = eaten.get(price, (0, 0))
            eaten[price] = (displayed, qty + (gone if seen == displayed else 0))

    def refresh(self) -> None:
        """Forgets what was eaten of levels whose displayed size changed, or that vanished."""
        if self.bought:
            self.bought = self._still_eaten(OrderSide.BUY, self.bought)
        if self.sold:
            self.sold = self._still_eaten(OrderSide.SELL, self.sold)

    def eaten(self, taker: OrderSide) -> Eaten:
        return self.bought if taker is OrderSide.BUY else self.sold

    def shown(self, taker: OrderSide) -> Sequence[Level]:
        """The displayed levels that face a taker; the newest word gives the best of them."""
        levels = self._in_book(taker)
        quote = self.quote
        if not self.is_quote_newer or quote is None:
            return levels
        best = quote.taker_price(taker)
        if best <= 0:
            return ()
        size = quote.ask_qty if taker is OrderSide.BUY else quote.bid_qty
        return [(best, size), *[level for level in levels if rules.slip(taker, level[0], best) > 0]]

    def _still_eaten(self, taker: OrderSide, eaten: Eaten) -> Eaten:
        shown = self.shown(taker)
        sizes: dict[int, int] = dict(shown)
        assumed, still = self._assumed(taker, shown), {}
        for price, level in eaten.items():
            size = shown[0][1] if price in assumed else sizes.get(price)
            if size == level[0]:
                still[price] = level
        return still

    def _in_book(self, taker: OrderSide) -> tuple[Level, ...]:
        if self.book is None or not self.is_fresh(self.book.at_ns):
            return ()
        return self.book.asks if taker is OrderSide.BUY else self.book.bids

    def _assumed(self, taker: OrderSide, shown: Sequence[Level]) -> range:
        """The prices of the impact model: more levels of the quote's own size, evenly worse; none
        where a book is known."""
        if not shown or not self.is_quote_newer or self._in_book(taker):
            return range(0)
        best = shown[0][0]
        gap = rules.impact_gap(best, self._settings.impact) * taker
        end = best + gap * (self._settings.impact_levels + 1)
        return range(best + gap, max(end, 0), gap)


def taken_qty(taken: Taken) -> int:
    return sum([take.qty for take in taken])
