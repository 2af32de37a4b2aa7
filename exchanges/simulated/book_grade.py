"""The grades with a book or quotes: arriving, triggering, taking and resting (PAPER P1-P10).

An order acts on a quote or a book that is heard at or after its arrival, never on one known
before: the price is taken after the latency. Prints trigger stops and fill what rests; where an
instrument has never had a print, its quotes do both.
"""

from core.market import Trade
from core.types import Source
from exchanges.simulated import rules
from exchanges.simulated.depth import taken_qty
from exchanges.simulated.floor import Floor, is_falling, is_reached, limit_of
from exchanges.simulated.working import UNSEEN, Phase, Working


class BookGrade:
    __slots__ = ("_floor", "_spent", "trade")

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._spent = 0
        self.trade: Trade | None = None

    def on_depth(self, work: Working) -> None:
        """A fresh quote or book: arrive, act if triggered, rest on."""
        if work.phase is Phase.SENT:
            if work.has_arrived(self._floor.blotter.at_ns, work.arrives_ns):
                self._arrive(work)
        elif work.phase is Phase.WAITING:
            self._judge_quote(work)
        elif work.phase is Phase.TRIGGERED:
            self._act(work)
        else:
            self._rest(work)

    def hear(self, trade: Trade) -> None:
        """A print is about to be shown to every order, the best priced first."""
        self.trade, self._spent = trade, 0
        self._floor.last = trade.price

    def on_trade(self, work: Working) -> None:
        if self.trade is None:
            return
        if work.phase is Phase.WAITING and work.order.source is Source.LAST:
            if is_reached(work, self.trade.price):
                work.phase = Phase.TRIGGERED
        elif work.phase is Phase.RESTING:
            self._print(work, self.trade)

    def on_mark(self, work: Working) -> None:
        if work.phase is Phase.WAITING and work.order.source is Source.MARK:
            floor = self._floor
            mark = rules.mark_ticks(is_falling(work), floor.mark, floor.instrument.tick_e8)
            if is_reached(work, mark):
                work.phase = Phase.TRIGGERED

    def _arrive(self, work: Working) -> None:
        best = self._floor.depth.best(work.order.side)
        judged = 0 if work.order.trigger is None else self._trigger_price(work)
        if self._floor.admit(work, best, judged):
            self._act(work)

    def _trigger_price(self, work: Working) -> int:
        """The declared source as last heard; the quote an order would take stands for the last
        price where nothing was ever printed."""
        floor = self._floor
        if work.order.source is Source.MARK:
            return rules.mark_ticks(is_falling(work), floor.mark, floor.instrument.tick_e8)
        return floor.last or floor.depth.best(work.order.side)

    def _judge_quote(self, work: Working) -> None:
        """Quotes only: the quote that reaches a trigger is the next quote, and is acted on."""
        if self._floor.last or work.order.source is Source.MARK:
            return
        best = self._floor.depth.best(work.order.side)
        if best and is_reached(work, best):
            self._act(work)

    def _act(self, work: Working) -> None:
        floor, side, limit = self._floor, work.order.side, limit_of(work)
        taken = floor.depth.plan(side, floor.wanted(work), limit, floor.depth.offered(side))
        ahead = UNSEEN if limit is None else self._queue(work, limit)
        if floor.trade(work, taken, floor.depth.best(side), ahead):
            floor.depth.eat(side, taken)

    def _queue(self, work: Working, limit: int) -> int:
        """The displayed size an order joins behind, if its price is within what is displayed."""
        size = self._floor.depth.displayed(work.order.side, limit)
        return UNSEEN if size is None else size

    def _rest(self, work: Working) -> None:
        """Learns a queue that was out of sight; quotes only: takes what crosses its limit, as a
        maker at its own price, no more than is displayed there."""
        floor, side, limit = self._floor, work.order.side, work.order.limit or 0
        if work.ahead == UNSEEN:
            work.ahead = self._queue(work, limit)
        if floor.last:
            return
        taken = floor.depth.plan(side, work.left, limit, floor.depth.shown(side))
        if taken:
            floor.depth.eat(side, taken)
            floor.blotter.made(work, limit, taken_qty(taken))

    def _print(self, work: Working, trade: Trade) -> None:
        """P5: a print beyond the limit fills up to its size; one at the limit has to get through
        the queue first. Prints of what we have eaten ourselves are not ours to take again."""
        order, limit = work.order, work.order.limit or 0
        if trade.taker is order.side and trade.price in self._floor.depth.eaten(order.side):
            return
        filled = 0
        if rules.is_beyond(order.side, limit, trade.price):
            work.ahead = 0
            filled = rules.queue_fill(work.left, 0, trade.qty, self._spent)
        elif trade.price == limit and trade.taker is not order.side and work.ahead != UNSEEN:
            filled = rules.queue_fill(work.left, work.ahead, trade.qty, self._spent)
            work.ahead = rules.queue_left(work.ahead, trade.qty)
        if filled:
            self._spent += filled
            self._floor.blotter.made(work, limit, filled)


def priority(work: Working) -> int:
    """Sorts what rests by price, best first; the sort keeps the order of arrival."""
    order = work.order
    if work.phase is not Phase.RESTING or order.limit is None:
        return 0
    return -order.limit * order.side
