"""What broker events make of orders, positions and the wallet."""

from dataclasses import dataclass, field

from core.events import TradeResult
from core.instrument import Instrument
from core.money import Money, Steps
from core.orders import (
    Accepted,
    BrokerEvent,
    Cancelled,
    Fill,
    Order,
    Rejected,
    Triggered,
    WorkingOrder,
)
from core.spot import received
from core.trading import Position
from core.types import AgentId, ExitReason, OrderSide, OrderState, Purpose
from core.values import replace
from engine import cancelling, dust, facts, ladder, lot_sales, lots, order_facts, positions, rules
from engine.arming import with_levels
from engine.positions import Reduction
from engine.state import State
from engine.step import Draft, Key


@dataclass(slots=True)
class Booking:
    """Books the results of one step; what must be told of it as a whole is told at its end, in the
    order it happened: the order of a set differs from process to process."""

    state: State
    draft: Draft
    opened: dict[Key, None] = field(default_factory=dict)
    grown: dict[Key, None] = field(default_factory=dict)
    flipped: dict[AgentId, TradeResult] = field(default_factory=dict)

    def take(self, event: BrokerEvent) -> None:
        working = self.state.orders.get(event.client_id)
        if working is None:
            return
        if isinstance(event, Fill):
            self._fill(event, working)
        elif isinstance(event, Accepted):
            if working.state is OrderState.PENDING:
                self.state.update(self.draft, replace(working, state=OrderState.OPEN))
        elif isinstance(event, Triggered):
            self._trigger(event, working)
        elif isinstance(event, Rejected):
            self._end(working, OrderState.REJECTED, event.code, event.at_ns)
        elif isinstance(event, Cancelled):
            code = (event.code == "cancelled" and working.reason) or event.code
            self._end(working, OrderState.CANCELLED, code, event.at_ns)

    def finish(self, at_ns: int) -> None:
        """Tells of positions that this step opened or grew, and of flips."""
        for key in [*self.opened, *self.grown]:
            position = self.state.positions.get(key)
            if position is not None:
                self._tell(position, key in self.opened, at_ns)

    def _tell(self, position: Position, is_new: bool, at_ns: int) -> None:
        held = self.state.lanes[position.instrument].instrument
        closed = self.flipped.pop(position.agent, None)
        if not is_new:
            record = facts.position_increased(position, held, at_ns)
            self.draft.records.append(record)
        elif closed is not None:
            self.draft.records.append(facts.position_flipped(position, closed, held, at_ns))
        else:
            self.draft.records.append(facts.position_opened(position, held, at_ns))

    # --- orders

    def _trigger(self, event: Triggered, working: WorkingOrder) -> None:
        """Of a person's own order; the engine's need no word."""
        order = working.order
        if not order.is_manual:
            return
        held = self.state.lanes[order.instrument].instrument
        record = order_facts.order_triggered(order, held, event.at_ns, is_skipped=event.is_skipped)
        self.draft.records.append(record)

    def _end(self, working: WorkingOrder, state: OrderState, reason: str, at_ns: int) -> None:
        working = replace(working, state=state, reason=reason)
        self.state.end(self.draft, working)
        self._ended(working, self.state.lanes[working.order.instrument].instrument, at_ns)

    def _ended(self, working: WorkingOrder, held: Instrument, at_ns: int) -> None:
        """Tells of an order that has left the engine, and what follows from its end."""
        order = working.order
        self.draft.records.append(order_facts.order_ended(working, held, at_ns))
        if order.after is not None and not working.filled:
            self._flip_failed(order, held, working.reason, at_ns)
        if held.is_spot and order.purpose is Purpose.EXIT:
            self._leave_dust((order.agent, order.instrument), held, at_ns)

    def _leave_dust(self, key: Key, held: Instrument, at_ns: int) -> None:
        """Where the last exit has left too little to sell, the trade is over."""
        position, lane = self.state.positions.get(key), self.state.lanes[key[1]]
        if position is None or self.state.is_closing(key) or not dust.is_left(position, lane):
            return
        sold, rest = dust.parted(position)
        self._hold(rest)
        if sold is not None and position.leaving is not None:
            self._tell_closed(sold, held, position.leaving.reason, 0, at_ns)

    def _flip_failed(self, order: Order, held: Instrument, reason: str, at_ns: int) -> None:
        """The open leg of a flip came to nothing: it is flat, or where its close failed as well
        the position stands and the signal may be traded again."""
        closed = self.flipped.pop(order.agent, None)
        if closed is not None:
            record = facts.flip_left_flat(order, closed, held, reason, at_ns)
            self.draft.records.append(record)
        elif (order.agent, order.instrument) in self.state.positions:
            agent = self.state.agents[order.agent]
            self.state.change(self.draft, replace(agent, used_signal_ns=0))

    # --- fills

    def _fill(self, fill: Fill, working: WorkingOrder) -> None:
        """An order that is filled whole is gone before anybody is asked what else is at work."""
        order, state = working.order, self.state
        held = state.lanes[order.instrument].instrument
        self.draft.records.append(facts.fill_booked(fill, order, held))
        is_done = fill.qty >= working.left
        working = replace(
            working,
            filled=Steps(working.filled + fill.qty),
            state=OrderState.FILLED if is_done else OrderState.PARTIAL,
            reason="" if is_done else working.reason,
            parts=working.parts + 1,
            trade_id=self._trade_of(order),
        )
        (state.end if is_done else state.update)(self.draft, working)
        if order.is_manual:
            self._shrink(fill, order)
        if order.purpose is Purpose.ENTRY:
            self._enter(fill, order, held)
        else:
            self._leave(fill, order, held)
        if is_done:
            self._ended(working, held, fill.at_ns)

    def _trade_of(self, order: Order) -> str:
        """The position that a fill goes into; the first one names it."""
        position = self.state.positions.get((order.agent, order.instrument))
        is_first = position is None or (position.is_dust and order.purpose is Purpose.ENTRY)
        return str(order.client_id) if position is None or is_first else position.trade_id

    def _shrink(self, fill: Fill, order: Order) -> None:
        """What fills of an order is taken off its partner, and off the one that replaces it: the
        venue does the same."""
        for other in self.state.working_of((order.agent, order.instrument)):
            if other.order.client_id == order.partner or other.order.replaces == order.client_id:
                taken = min(fill.qty, other.left)
                shrunk = replace(other, shrunk=Steps(other.shrunk + taken))
                self.state.update(self.draft, shrunk)

    def _enter(self, fill: Fill, order: Order, held: Instrument) -> None:
        key = (order.agent, order.instrument)
        before = self.state.positions.get(key)
        if before is not None and before.side is not fill.side.opens:
            fill = self._net(fill, order, before, held)
            before = self.state.positions.get(key)
        if not fill.qty:
            return
        if before is None and order.is_manual:
            cancelling.cancel_opposite(self.state, self.draft, key, order.side)
        steps, charge = self._charge(fill, order, held)
        self.state.earn(self.draft, order.agent, -charge)
        if not steps:
            return
        agent = self.state.agents[order.agent]
        plan = order.exits or agent.risk.plan
        if before is None:
            position = positions.opened(fill, order, held, steps, charge, plan)
            self.opened[key] = None
        elif before.is_dust:
            before = dust.bought_onto(before, order, fill.at_ns, plan)
            position = positions.increased(before, fill, order, held, steps, charge)
            self.opened[key] = None
        else:
            grown = replace(order, exits=None) if order.tag else order
            position = positions.increased(before, fill, grown, held, steps, charge)
            if key not in self.opened:
                self.grown[key] = None
        if order.tag:
            position = lots.entered(position, order.tag, steps, fill.price, charge)
        limit = position.exits.max_loss
        cap = None if limit is None else limit.of(self.state.agent_equity(agent))
        self._hold(with_levels(position, held, cap))

    def _net(self, fill: Fill, order: Order, before: Position, held: Instrument) -> Fill:
        """An entry that meets a position of the other side, which two that rest at once can come
        to: it closes that one first. Answers what is left of the fill."""
        closing = min(fill.qty, before.qty)
        fee = Money(-(-fill.fee * closing // fill.qty))
        self._leave(replace(fill, qty=Steps(closing), fee=fee), order, held)
        return replace(fill, qty=Steps(fill.qty - closing), fee=Money(fill.fee - fee))

    def _charge(self, fill: Fill, order: Order, held: Instrument) -> tuple[int, int]:
        """Notes the fee of an entry; answers the steps received and what the fee is in money. Where
        a spot venue takes it from what is bought, it is valued at the fill's price."""
        at_ns, agent, reference = fill.at_ns, order.agent, fill.fill_id
        if not held.is_spot or fill.fee_asset == held.settle:
            self._book(agent, at_ns, "fee", -fill.fee, reference)
            return fill.qty, fill.fee
        if fill.side is not OrderSide.BUY:
            raise ValueError(f"{held.id}: a sale pays its commission in {held.settle}")
        steps, dust = received(fill.qty, held, fill.fee)
        charge = fill.price * (fill.qty - steps) * held.unit
        self._book(agent, at_ns, "fee", -charge, reference)
        self.state.ledger.note_dust(self.draft, agent, at_ns, held.base, dust, reference)
        return steps, charge

    def _leave(self, fill: Fill, order: Order, held: Instrument) -> None:
        key = (order.agent, order.instrument)
        position = self.state.positions[key]
        slip = 0
        if order.level is not None:
            slip = int(position.side) * (order.level - fill.price) * fill.qty * held.unit
        self._book(order.agent, fill.at_ns, "fee", -fill.fee, fill.fill_id)
        done = positions.reduced(position, fill, held, slip)
        self._book(order.agent, fill.at_ns, "realised", done.realised, fill.fill_id)
        reason, left = order.exit_reason or ExitReason.MANUAL, done.left
        if left.lots:
            left = lot_sales.sold(self.state, self.draft, left, fill, order, held)
        earned = done.realised - fill.fee
        if reason is ExitReason.LIQUIDATION:
            left, more = self._liquidated(done, held, fill)
            earned += more
        if not left.qty:
            self._close(left, held, reason, earned, fill.at_ns)
            return
        self.state.earn(self.draft, order.agent, earned)
        is_rung = order.rung is not None and order.rung < len(left.rungs)
        sold = ladder.sold(left, order.rung or 0, fill.qty) if is_rung else None
        left = sold or ladder.refitted(left, held)
        self._hold(positions.with_dues(left, held))
        if not order.lot:
            record = facts.position_reduced(left, fill, order, held, done.realised)
            self.draft.records.append(record)

    def _close(
        self, whole: Position, held: Instrument, reason: ExitReason, earned: int, at_ns: int
    ) -> None:
        key = (whole.agent, whole.instrument)
        self.state.drop(key)
        self.draft.drop(key)
        cancelling.cancel_reducing(self.state, self.draft, key)
        result = self._tell_closed(whole, held, reason, earned, at_ns)
        if reason is ExitReason.FLIP:
            self.flipped[whole.agent] = result

    def _tell_closed(
        self, whole: Position, held: Instrument, reason: ExitReason, earned: int, at_ns: int
    ) -> TradeResult:
        agent = self.state.agents[whole.agent]
        result = facts.trade_result(whole, held, reason, at_ns)
        self.state.earn(self.draft, agent.id, earned, closed_ns=at_ns)
        self.draft.records.append(facts.position_closed(whole, agent, held, result))
        return result

    def _liquidated(self, done: Reduction, held: Instrument, fill: Fill) -> tuple[Position, int]:
        """The liquidation fee, and the venue's insurance for what this part of an isolated position
        lost beyond the margin it freed: no more is ever taken. Answers the position, and what both
        came to."""
        left = done.left
        charge = rules.fee(fill.price * fill.qty * held.unit, held.liquidation_fee)
        self._book(left.agent, fill.at_ns, "fee", -charge, fill.fill_id)
        beyond = max(fill.fee + charge - done.realised - done.freed, 0)
        self._book(left.agent, fill.at_ns, "insurance", beyond, fill.fill_id)
        left = replace(left, fees=Money(left.fees + charge), gross=Money(left.gross + beyond))
        return left, beyond - charge

    def _hold(self, position: Position) -> None:
        self.state.hold(position)
        self.draft.hold(position)

    def _book(self, agent: AgentId, at_ns: int, kind: str, amount: int, reference: str) -> None:
        self.state.ledger.book(self.draft, agent, at_ns, kind, amount, reference)
