"""One instrument of the simulated venue: its events meet its orders."""

from collections.abc import Callable, Iterable, Sequence

from core.instrument import Instrument
from core.market import (
    Book,
    Candle,
    FeedState,
    Funding,
    Level,
    Mark,
    NewRules,
    PathPoint,
    Quote,
    Trade,
)
from core.orders import BrokerEvent
from core.types import OrderSide
from exchanges.simulated import rules
from exchanges.simulated.book_grade import BookGrade, priority
from exchanges.simulated.calm import FAR_ABOVE, Calm, calm_of
from exchanges.simulated.faults import Faults
from exchanges.simulated.floor import Floor
from exchanges.simulated.memory import Memory
from exchanges.simulated.paper import PaperSettings
from exchanges.simulated.path_grade import PathGrade
from exchanges.simulated.working import NEVER, Hold, Phase, Working

Act = Callable[[Working], None]


class Matcher:
    """Shows each event to every order at work here. Without one, or when all of them wait for
    prices that this is none of, it only takes note."""

    __slots__ = ("_books", "_calm", "_depth", "_memory", "_paths", "answers", "floor", "working")

    def __init__(
        self, instrument: Instrument, settings: PaperSettings, faults: Faults, memory: Memory
    ) -> None:
        self.floor = Floor(instrument, settings, faults)
        self.working: list[Working] = []
        self.answers: list[BrokerEvent] = []
        self._depth = self.floor.depth
        self._books = BookGrade(self.floor)
        self._paths = PathGrade(self.floor)
        self._memory = memory
        self._calm: Calm | None = None

    def add(self, work: Working) -> None:
        self.working.append(work)
        self._calm = None

    def stir(self) -> None:
        """Something of an order has changed: the next event is shown to all."""
        self._calm = None

    @property
    def is_idle(self) -> bool:
        return not (self.working or self.answers)

    def offers(self, taker: OrderSide, qty: int) -> Sequence[Level]:
        """By the book or the quote; by the path where neither was ever heard."""
        depth = self._depth
        if not depth.best(taker) and self.floor.path:
            return self._paths.offers(taker, qty)
        return depth.plan_levels(taker, qty)

    def on_quote(self, quote: Quote) -> Sequence[BrokerEvent]:
        depth = self._depth
        if depth.quote is not None and quote.at_ns < depth.quote.at_ns:
            return ()
        depth.quote = quote
        depth.is_quote_newer = True
        return self._on_depth(quote.at_ns)

    def on_book(self, book: Book) -> Sequence[BrokerEvent]:
        depth = self._depth
        if depth.book is not None and book.at_ns < depth.book.at_ns:
            return ()
        depth.book = book
        depth.is_quote_newer = False
        return self._on_depth(book.at_ns)

    def on_trade(self, trade: Trade) -> Sequence[BrokerEvent]:
        self._books.hear(trade)
        calm = self._calm
        if not self.working or (calm is not None and calm.is_still_at(trade.price, trade.price)):
            return self._on_other(trade.at_ns)
        orders = sorted(self.working, key=priority)
        return self._show(trade.at_ns, self._books.on_trade, orders)

    def on_mark(self, mark: Mark) -> Sequence[BrokerEvent]:
        self.floor.mark = mark.mark
        if not self.working or self._is_calm_at_mark(mark.mark):
            return self._on_other(mark.at_ns)
        return self._show(mark.at_ns, self._books.on_mark, self.working)

    def on_point(self, point: PathPoint) -> Sequence[BrokerEvent]:
        self._paths.hear(point)
        if not self.working or self._is_calm_at(point.price):
            return self._on_other(point.at_ns)
        return self._show(point.at_ns, self._paths.on_point, self.working, latency_ns=0)

    def on_candle(self, candle: Candle) -> Sequence[BrokerEvent]:
        return self._on_other(candle.at_ns, latency_ns=0)

    def on_rules(self, event: NewRules) -> Sequence[BrokerEvent]:
        self.floor.relist(event.held)
        return self._on_other(event.at_ns)

    def on_note(self, event: Funding | FeedState) -> Sequence[BrokerEvent]:
        return self._on_other(event.at_ns)

    def _on_depth(self, at_ns: int) -> Sequence[BrokerEvent]:
        depth = self._depth
        if at_ns > depth.now_ns:
            depth.now_ns = at_ns
        if depth.bought or depth.sold:
            depth.refresh()
        if not self.working or self._is_calm_depth():
            return self._on_other(at_ns)
        act = self._books.on_depth if depth.is_fresh(at_ns) else _wait
        return self._show(at_ns, act, self.working)

    def _on_other(self, at_ns: int, latency_ns: int | None = None) -> Sequence[BrokerEvent]:
        """An event that moves no order by itself."""
        if self.answers or (self.working and self._calm is None):
            return self._show(at_ns, _wait, self.working, latency_ns=latency_ns)
        if at_ns > self._depth.now_ns:
            self._depth.now_ns = at_ns
        return ()

    def _show(
        self,
        at_ns: int,
        act: Act,
        orders: Iterable[Working],
        latency_ns: int | None = None,
    ) -> Sequence[BrokerEvent]:
        """Shows an event to every order: cancels and the engine's exits at a level of the path
        come before whatever the event itself does to an order."""
        floor = self.floor
        floor.depth.now_ns = max(floor.depth.now_ns, at_ns)
        floor.blotter.at_ns = at_ns
        if self.answers:
            floor.blotter.repeat(self.answers)
            self.answers = []
        latency = floor.settings.latency_ns if latency_ns is None else latency_ns
        for work in orders:
            if work.phase is not Phase.DONE:
                self._show_one(work, act, at_ns - latency)
        self.working = [work for work in self.working if work.phase is not Phase.DONE]
        self._calm = calm_of(self.working) if self.working else None
        return floor.blotter.take_lines()

    def _is_calm_depth(self) -> bool:
        """Quotes show a queue that was out of sight; where nothing is ever printed they fill and
        trigger as well."""
        calm, depth = self._calm, self._depth
        if calm is None or self._sees(OrderSide.BUY, calm.unseen_buy, calm.unseen_buy >= 0):
            return False
        if self._sees(OrderSide.SELL, calm.unseen_sell, calm.unseen_sell < FAR_ABOVE):
            return False
        if self.floor.last:
            return True
        bid, ask = depth.best(OrderSide.SELL), depth.best(OrderSide.BUY)
        is_still = bid > calm.fall_last and ask < calm.rise_last
        return is_still and ask > calm.buy and 0 < bid < calm.sell

    def _sees(self, maker: OrderSide, price: int, is_there: bool) -> bool:
        """Is a price within what is displayed on its side?"""
        if not is_there:
            return False
        levels = self._depth.shown(maker.opposite)
        return bool(levels) and not rules.is_beyond(maker, levels[-1][0], price)

    def _is_calm_at_mark(self, mark: int) -> bool:
        calm, tick = self._calm, self.floor.instrument.tick_e8
        return calm is not None and calm.is_still_at_mark(mark // tick, rules.up(mark, tick))

    def _is_calm_at(self, price: int) -> bool:
        """Of a path, which stands for the mark as well."""
        calm = self._calm
        if calm is None or not calm.is_still_at(price, price):
            return False
        return calm.is_still_at_mark(price, price)

    def _show_one(self, work: Working, act: Act, heard_ns: int) -> None:
        before, work.moved = work.filled, 0
        if work.cancel_ns != NEVER and work.cancel_ns <= heard_ns:
            self.floor.blotter.cancel(work, "cancelled")
        elif work.hold is Hold.FAILED:
            self.floor.blotter.cancel(work, _failed_code(work))
        elif work.phase is Phase.SENT and work.order.path_price is not None:
            self._paths.fill_at_level(work)
        elif work.left > 0:
            act(work)
        if work.filled != before:
            self._traded(work, work.filled - before)
        if work.phase is not Phase.DONE and work.left <= 0:
            self.floor.blotter.cancel(work, _spent_code(work))
        if work.phase is Phase.DONE:
            self._memory.end(work)

    def _traded(self, work: Working, qty: int) -> None:
        """Tells the orders that share a position, or a partner, of a fill."""
        partner = self._memory.traded(work, qty)
        if partner is not None and partner.phase is not Phase.DONE:
            self.floor.blotter.cancel(partner, "oco")
            self._memory.end(partner)


def _wait(_: Working) -> None:
    """What an event that says nothing of prices does to an order."""


def _failed_code(work: Working) -> str:
    return "flip_close_failed" if work.order.after is not None else "replaced"


def _spent_code(work: Working) -> str:
    """Why there is nothing left of an order to fill."""
    if work.unfilled:
        return "reduce_only"
    return "replaced" if work.order.replaces is not None else "oco"
