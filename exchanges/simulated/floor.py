"""What the orders of one instrument share: its market as last heard, its terms, its blotter."""

from core.instrument import Instrument
from core.orders import Order
from core.types import OrderKind, TimeInForce
from exchanges.filters import LIMIT_KINDS, MARKET_KINDS, STOP_KINDS, TRIGGER_KINDS, check
from exchanges.simulated import rules
from exchanges.simulated.blotter import Blotter
from exchanges.simulated.depth import Depth, Taken, taken_qty
from exchanges.simulated.faults import Faults
from exchanges.simulated.paper import PaperSettings
from exchanges.simulated.working import Phase, Working


class Floor:
    """One instrument's trading floor. `last` (ticks), `mark` (10^-8) and `path` (ticks of the
    candle grade) are 0 until first heard; `units` names what its integers count."""

    __slots__ = (
        "blotter",
        "depth",
        "faults",
        "instrument",
        "last",
        "mark",
        "path",
        "settings",
        "units",
    )

    def __init__(self, instrument: Instrument, settings: PaperSettings, faults: Faults) -> None:
        self.instrument = instrument
        self.settings = settings
        self.faults = faults
        self.depth = Depth(settings)
        self.blotter = Blotter(instrument)
        self.last = self.mark = self.path = 0
        self.units = f"{instrument.tick} x {instrument.step}"

    def relist(self, instrument: Instrument) -> None:
        """Goes by the venue's new rules, in the same units."""
        self.instrument = instrument
        self.blotter.relist(instrument)

    def admit(self, work: Working, reference: int, trigger_price: int) -> bool:
        """Takes an order in that just arrived, or refuses it; True when it acts at once.

        `reference` values it, `trigger_price` is its trigger's source now (0: unknown).
        """
        order = work.order
        is_waiting = order.kind in TRIGGER_KINDS
        code = self.faults.reject(order.instrument, self.blotter.at_ns) or check(
            order, self.instrument, self._banded_by(order) or reference
        )
        if not code and is_waiting and trigger_price and is_reached(work, trigger_price):
            code = "would_trigger"
        if code:
            self.blotter.reject(work, code)
        elif is_waiting:
            work.phase = Phase.WAITING
            self.blotter.accept(work)
        return not (code or is_waiting)

    def _banded_by(self, order: Order) -> int:
        """The mark in ticks, for what has a limit on a perpetual; else 0."""
        is_banded = order.kind in LIMIT_KINDS and not self.instrument.is_spot
        return self.mark // self.instrument.tick_e8 if is_banded else 0

    def wanted(self, work: Working) -> int:
        """How much of an order the venue lets trade at once: all, but for a fault."""
        ppm = self.faults.partial(work.order.instrument, self.blotter.at_ns)
        return work.left if ppm is None else rules.part(work.left, ppm)

    def trade(self, work: Working, taken: Taken, best: int, ahead: int) -> bool:
        """Works an order as the market or limit order it is: it takes `taken`, its rest goes by
        its kind. False, and refused, where its terms forbid that. `ahead` is the queue at its
        limit."""
        left = work.left - taken_qty(taken)
        code = self._forbidden(work, taken, best, left)
        if code:
            self._refuse(work, code)
            return False
        if work.order.kind in TRIGGER_KINDS:
            self.blotter.trigger(work, _is_left_behind(work, best))
        is_resting = left > 0 and _may_rest(work)
        if is_resting and work.phase is Phase.SENT:
            self.blotter.accept(work)
        for price, qty, _ in taken:
            self.blotter.took(work, price, qty, best)
        if is_resting:
            work.phase, work.ahead = Phase.RESTING, ahead
        elif left > 0:
            self.blotter.cancel(work, _end_code(work))
        return True

    def _forbidden(self, work: Working, taken: Taken, best: int, left: int) -> str:
        order = work.order
        if order.kind in LIMIT_KINDS:
            limit = order.limit or 0
            if order.is_post_only and best and rules.crosses(order.side, limit, best):
                return "would_cross"
        elif self._is_slipping(work, taken, best):
            return "max_slip"
        return "fok" if left and order.time_in_force is TimeInForce.FOK else ""

    def _is_slipping(self, work: Working, taken: Taken, best: int) -> bool:
        """Would filling the whole order reach past the worst price its owner accepts?"""
        order, guard = work.order, work.order.max_slip
        if guard is None and not order.is_reduce_only:
            guard = self.settings.max_slip
        if guard is None:
            return False
        if taken_qty(taken) < self.wanted(work):
            return True
        return bool(taken) and rules.slip(order.side, taken[-1].price, best) > guard

    def _refuse(self, work: Working, code: str) -> None:
        """No, for an order that just arrived; the end, for one accepted before or to be killed."""
        if work.phase is Phase.SENT and code != "fok":
            self.blotter.reject(work, code)
        else:
            self.blotter.cancel(work, code)


def is_reached(work: Working, price: int) -> bool:
    """Has a price reached the order's trigger? An order without one waits for none."""
    order = work.order
    if order.trigger is None or order.kind not in TRIGGER_KINDS:
        return False
    return rules.is_triggered(is_falling(work), order.trigger, price)


def is_falling(work: Working) -> bool:
    return rules.triggers_falling(work.order.side, work.order.kind in STOP_KINDS)


def limit_of(work: Working) -> int | None:
    """The worst price a limit kind takes; None for a market kind."""
    return work.order.limit if work.order.kind in LIMIT_KINDS else None


def _is_left_behind(work: Working, best: int) -> bool:
    """Did the market jump over the limit of a stop-limit, so that it can only rest?"""
    order = work.order
    if order.kind is not OrderKind.STOP_LIMIT or order.limit is None or not best:
        return False
    return not rules.crosses(order.side, order.limit, best)


def _may_rest(work: Working) -> bool:
    order = work.order
    return order.kind in LIMIT_KINDS and order.time_in_force is TimeInForce.GTC


def _end_code(work: Working) -> str:
    return "no_liquidity" if work.order.kind in MARKET_KINDS else "ioc"
