"""One instrument as the engine sees it now: its prices, its positions, and the nearest levels."""

from core.instrument import Instrument
from core.market import Book, PathPoint, Quote
from core.trading import Position
from core.types import AgentId, ClientId, FeedStatus, Side, Source
from engine.ladder import owed

FAR_BELOW = -1
FAR_ABOVE = 1 << 62


class Band:
    """Trailing orders that follow one source of prices: a price strictly between `lower` and
    `upper` does nothing to any of them."""

    __slots__ = ("lower", "names", "upper")

    def __init__(self) -> None:
        self.names: dict[ClientId, None] = {}
        self.lower, self.upper = FAR_BELOW, FAR_ABOVE


class Lane:
    """Mutable on purpose: it is touched by every tick.

    `lower` is the highest level that a falling price reaches first, `upper` the lowest that a
    rising one does, in ticks; `lower_mark` and `upper_mark` the same for liquidation, in 10^-8.
    A tick between them cannot trigger anything, which is one comparison. `due_ns` is when the
    first time stop acts. `quote_ns` is the time of the quote that entries may rely on (0: none),
    `heard_ns` until when prices were known at all, `feed` what the feed said of itself last.
    """

    __slots__ = (
        "ask",
        "bid",
        "due_ns",
        "feed",
        "heard_ns",
        "instrument",
        "is_path",
        "is_stale",
        "last",
        "lower",
        "lower_mark",
        "mark",
        "net_cost",
        "net_qty",
        "positions",
        "quote_ns",
        "source",
        "trails",
        "unrealised",
        "upper",
        "upper_mark",
    )

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.positions: dict[AgentId, Position] = {}
        self.bid = self.ask = self.last = self.mark = 0
        self.quote_ns = self.heard_ns = 0
        self.is_stale = self.is_path = False
        self.feed = FeedStatus.LIVE
        self.trails: dict[Source, Band] = {}
        self.source = Source.LAST if instrument.is_spot else Source.MARK
        self.net_qty = self.net_cost = self.unrealised = 0
        self._far()

    def _far(self) -> None:
        self.lower, self.upper = FAR_BELOW, FAR_ABOVE
        self.lower_mark, self.upper_mark = FAR_BELOW, FAR_ABOVE
        self.due_ns = FAR_ABOVE

    @property
    def freshness(self) -> FeedStatus:
        """Of the price that is shown: STALE also before the first one."""
        return FeedStatus.STALE if self.is_stale or not self.quote_ns else self.feed

    def quoted(self, quote: Quote) -> None:
        self.bid, self.ask = quote.bid, quote.ask
        self.quote_ns = self.heard_ns = quote.at_ns
        self.is_stale = False

    def booked(self, book: Book) -> None:
        if book.bids and book.asks:
            self.bid, self.ask = book.bids[0][0], book.asks[0][0]
            self.quote_ns = self.heard_ns = book.at_ns
            self.is_stale = False

    def pointed(self, point: PathPoint) -> int:
        """Takes a point of the candle grade, which is all prices in one; answers the last one."""
        previous = self.last or point.price
        self.walked(point.price, point.at_ns)
        return previous

    def walked(self, price: int, at_ns: int) -> None:
        """A path has come to a price."""
        self.last = self.bid = self.ask = price
        self.quote_ns = self.heard_ns = at_ns
        self.is_path, self.is_stale = True, False

    def left_path(self) -> None:
        """Back from the candle grade: what it ended with is no quote to enter on."""
        self.is_path = False
        self.quote_ns = 0

    def marked(self, mark: int) -> int:
        """Takes a mark (10^-8); answers by how much the unrealised result of the lane moved."""
        self.mark = mark
        if not self.positions:
            return 0
        value = self.worth(mark)
        moved = value - self.unrealised
        self.unrealised = value
        return moved

    def worth(self, mark: int) -> int:
        """The unrealised result of the lane's positions at a mark; 0 without any."""
        held = self.instrument
        return mark * self.net_qty * held.mark_num // held.mark_den - self.net_cost * held.unit

    def hold(self, position: Position) -> int:
        """Puts or replaces an agent's position; answers how the unrealised result moved."""
        self.positions[position.agent] = position
        return self._recount()

    def drop(self, agent: AgentId) -> int:
        """Forgets an agent's position; answers how the unrealised result moved."""
        self.positions.pop(agent, None)
        return self._recount()

    def narrow(self) -> None:
        """Finds the nearest levels anew."""
        self._far()
        for position in self.positions.values():
            self._narrow(position)

    def _recount(self) -> int:
        self.narrow()
        self.net_qty = self.net_cost = 0
        for position in self.positions.values():
            self.net_qty += position.side * position.qty
            self.net_cost += position.side * position.cost
        if not self.positions or not self.mark:
            moved, self.unrealised = -self.unrealised, 0
            return moved
        return self.marked(self.mark)

    def _narrow(self, position: Position) -> None:
        if position.leaving is not None or owed(position.rungs):
            self.lower = FAR_ABOVE
        losing, winning = (position.stop, position.max_loss), (position.target, position.wake)
        is_long, liquidation = position.side > 0, position.liquidation
        for level in losing if is_long else winning:
            if level is not None and level > self.lower:
                self.lower = level
        for level in winning if is_long else losing:
            if level is not None and level < self.upper:
                self.upper = level
        if liquidation and is_long:
            self.lower_mark = max(self.lower_mark, liquidation)
        elif liquidation:
            self.upper_mark = min(self.upper_mark, liquidation)
        expires_ns = position.expires_ns
        if expires_ns is not None and position.leaving is None:
            self.due_ns = min(self.due_ns, expires_ns)

    def pnl(self, position: Position) -> int:
        """Unrealised result of one position at the mark; 0 before the first."""
        if not self.mark:
            return 0
        held = self.instrument
        value = self.mark * position.qty * held.mark_num // held.mark_den
        return int(position.side) * (value - position.cost * held.unit)

    def exit_price(self, side: Side) -> int:
        """Where a position would leave now: the far side of the quote."""
        return self.bid if side is Side.LONG else self.ask
