"""The candle grade: orders met by a bar's expanded path (PAPER, 'Grades of data').

Between two points the path is continuous, so a level inside is met at the level; a jump meets
it at the open. There is no latency and no depth here: a taker pays half the spread and slippage.
"""

from core.market import Level, PathPoint
from core.money import Steps, Ticks
from core.types import OrderKind, OrderSide, Source
from exchanges.simulated import rules
from exchanges.simulated.depth import Take, Taken
from exchanges.simulated.floor import Floor, is_falling, is_reached, limit_of
from exchanges.simulated.working import UNSEEN, Phase, Working


class PathGrade:
    __slots__ = ("_floor", "_is_jump", "_start")

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._start = 0
        self._is_jump = True

    def hear(self, point: PathPoint) -> None:
        """A point is about to be shown to every order."""
        self._is_jump = point.is_jump or not self._floor.path
        self._start = self._floor.path
        self._floor.path = point.price

    def on_point(self, work: Working) -> None:
        floor = self._floor
        if work.phase is Phase.SENT:
            if work.has_arrived(floor.blotter.at_ns, work.order.decided_at_ns):
                self._arrive(work)
        elif work.phase is Phase.WAITING:
            self._judge(work)
        elif work.phase is Phase.TRIGGERED:
            self._act(work, floor.path)
        elif self._is_jump:
            self._rest_over_jump(work)
        else:
            self._rest(work)

    def fill_at_level(self, work: Working) -> None:
        """An exit that the engine decided at a level of the path: its limit kind fills at that
        level, every other worse by half the spread and slippage."""
        floor, level = self._floor, work.order.path_price or 0
        if not floor.admit(work, level, 0):
            return
        if work.order.kind is OrderKind.LIMIT:
            floor.blotter.made(work, level, work.left)
        else:
            self._act(work, level)

    def _arrive(self, work: Working) -> None:
        price = self._floor.path
        is_judged = work.order.trigger is not None and self._is_source(work)
        if self._floor.admit(work, price, price if is_judged else 0):
            self._act(work, price)

    def _is_source(self, work: Working) -> bool:
        """Is the path what this order's trigger is judged on? It stands for the mark as well,
        where no mark was ever heard."""
        return work.order.source is Source.LAST or not self._floor.mark

    def _judge(self, work: Working) -> None:
        floor, trigger = self._floor, work.order.trigger or 0
        if not self._is_source(work) or not is_reached(work, floor.path):
            return
        inside = not self._is_jump and not rules.is_triggered(
            is_falling(work), trigger, self._start
        )
        met = trigger if inside else floor.path
        self._act(work, met)
        if work.phase is Phase.RESTING and inside:
            self._rest(work)

    def _act(self, work: Working, price: int) -> None:
        floor = self._floor
        best = rules.worsened(work.order.side, price, floor.settings.half_spread)
        floor.trade(work, self._taken(work, price), best, UNSEEN)

    def offers(self, taker: OrderSide, qty: int) -> tuple[Level, ...]:
        """All of it at what the path's price costs a taker."""
        terms, price = self._floor.settings, self._floor.path
        paid = rules.worsened(taker, price, terms.half_spread + terms.slippage)
        return ((Ticks(paid), Steps(qty)),)

    def _taken(self, work: Working, price: int) -> Taken:
        """All of it at one price, unless that is worse than the limit."""
        terms, side, limit = self._floor.settings, work.order.side, limit_of(work)
        paid = rules.worsened(side, price, terms.half_spread + terms.slippage)
        qty = self._floor.wanted(work)
        if qty == 0 or (limit is not None and not rules.crosses(side, limit, paid)):
            return []
        return [Take(paid, qty, qty)]

    def _rest(self, work: Working) -> None:
        """A path through a limit fills it at the limit; one that only touches it does not."""
        limit = work.order.limit or 0
        if rules.is_beyond(work.order.side, limit, self._floor.path):
            self._floor.blotter.made(work, limit, work.left)

    def _rest_over_jump(self, work: Working) -> None:
        """A limit that the open jumped over fills at the open."""
        limit, price = work.order.limit or 0, self._floor.path
        if rules.is_beyond(work.order.side, limit, price):
            self._floor.blotter.made(work, price, work.left)
