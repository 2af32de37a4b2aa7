"""Keeper: sees to it that an agent's resting orders are those that its strategy wants."""

import logging
from collections.abc import Callable, Iterable, Sequence

from core.errors import InputError
from core.events import Fault, PositionClosed, Record
from core.market import Candle
from core.money import Ticks
from core.ports import OrderStrategy
from core.trading import Agent, HeldLot, Position, RestingOrder, Standing, Terms, checked_orders
from core.types import AgentState, ExitReason, OrderState
from core.values import replace
from engine import cancelling
from engine.execution import ExecutionEngine
from engine.laying import Laying
from engine.reconciling import changes, wanted_of
from engine.step import NOTHING, Draft, Step, joined

log = logging.getLogger(__name__)

KEEPING = (AgentState.RUNNING, AgentState.PAUSED)
MOVED = (OrderState.PENDING, OrderState.OPEN)
"""States of an order that change nothing of what is wanted."""
STOPPED_OUT = "stopped_out"
BROKEN = (ExitReason.STOP_LOSS, ExitReason.MAX_LOSS, ExitReason.LIQUIDATION)
"""After such an end a ladder is not laid out again by itself: a person looks first."""

AskOrders = Callable[["Keeper", Standing], None]
"""Asks a strategy that thinks elsewhere; `answered` takes what it says."""


class Keeper:
    """Asked after every fill and end of its agent's orders, and at closed candles. It places what
    is missing, ends what is no longer wanted and leaves the rest: asked twice it does nothing.
    `is_laid` once it was asked at all."""

    def __init__(
        self,
        agent: Agent,
        strategy: OrderStrategy,
        engine: ExecutionEngine,
        candles: Sequence[Candle],
        *,
        ask: AskOrders | None = None,
    ) -> None:
        self.agent_id = agent.id
        self.strategy = strategy
        self._engine = engine
        self._state = engine.state
        self._candles = candles
        self._ask = ask
        self._laying = Laying(engine)
        self._rejected: set[str] = set()
        self._failure = ""
        self.is_laid = False

    @property
    def terms(self) -> Terms:
        """Of its instrument."""
        return terms_of(self._engine, self._agent)

    @property
    def _agent(self) -> Agent:
        return self._state.agents[self.agent_id]

    def on_candle(self) -> Step:
        """What the venue rejected may be tried again."""
        self._rejected.clear()
        return self.keep()

    def on_results(self, step: Step) -> Step:
        """What fills and ends of its agent's orders come to."""
        ended = [each for each in step.working if each.order.agent == self.agent_id]
        self._rejected.update(
            each.order.tag for each in ended if each.state is OrderState.REJECTED and each.order.tag
        )
        if all(each.state in MOVED for each in ended):
            return NOTHING
        return joined(self._halt(step.records), self.keep())

    def keep(self) -> Step:
        """Asks the strategy, and brings about what it wants; nothing before the first quote."""
        agent, lane = self._agent, self._state.lanes[self._agent.instrument]
        if not (lane.bid and lane.ask):
            return NOTHING
        self.is_laid = True
        if agent.state not in KEEPING:
            return NOTHING
        draft = Draft()
        if agent.anchor is None:
            self._state.change(draft, replace(agent, anchor=Ticks((lane.bid + lane.ask) // 2)))
        standing = self.standing()
        if self._ask is not None:
            self._ask(self, standing)
            return draft.step()
        orders = self._asked(draft, standing)
        if orders is not None:
            self._bring_about(draft, orders)
        return draft.step()

    def answered(self, standing: Standing, orders: Sequence[RestingOrder] | Exception) -> Step:
        """Takes an answer that came later; where the agent stands otherwise by now it was asked
        again already."""
        draft = Draft()
        now = self.standing()
        if isinstance(orders, Exception):
            self._fail(draft, orders)
        elif self._agent.state in KEEPING and (now.lots, now.way) == (standing.lots, standing.way):
            self._failure = ""
            self._bring_about(draft, orders)
        return draft.step()

    def standing(self) -> Standing:
        agent, state = self._agent, self._state
        lane, position = state.lanes[agent.instrument], state.position_of(agent)
        held = lane.instrument
        anchor = (lane.bid + lane.ask) // 2 if agent.anchor is None else agent.anchor
        return Standing(
            at_ns=state.now_ns,
            bid=float(held.price(lane.bid)),
            ask=float(held.price(lane.ask)),
            anchor=float(held.price(anchor)),
            capital=float(held.money(agent.slice)),
            leverage=agent.leverage,
            terms=self.terms,
            way=0 if position is None else int(position.side),
            lots=() if position is None else self._lots(position),
            candles=tuple(self._candles),
            resting=self._resting(),
        )

    def _resting(self) -> frozenset[str]:
        working = self._state.working_of((self.agent_id, self._agent.instrument))
        return frozenset(each.order.tag for each in working if not each.is_ending)

    def _lots(self, position: Position) -> tuple[HeldLot, ...]:
        held = self._state.lanes[position.instrument].instrument
        return tuple(
            HeldLot(
                tag=lot.tag,
                size=float(held.size(lot.qty)),
                price=float(held.average_price(lot.cost, lot.qty)) if lot.qty else 0.0,
                entered=float(held.size(lot.entered)),
            )
            for lot in position.lots
        )

    def _asked(self, draft: Draft, standing: Standing) -> tuple[RestingOrder, ...] | None:
        """The border around foreign code: orders stay as they are when a strategy fails."""
        try:
            orders = checked_orders(self.strategy.orders(standing))
        except Exception as error:
            if self._failure != str(error):
                log.exception("strategy %s failed", self.strategy.name)
            self._fail(draft, error)
            return None
        self._failure = ""
        return orders

    def _fail(self, draft: Draft, error: Exception) -> None:
        """Reported once for each way in which it fails."""
        if self._failure == str(error):
            return
        self._failure = str(error)
        is_known = isinstance(error, InputError | ValueError)
        draft.records.append(
            Fault(
                agent=self.agent_id,
                instrument=self._agent.instrument,
                at_ns=self._state.now_ns,
                where=f"strategy {self.strategy.name}",
                detail=str(error) if is_known else type(error).__name__,
            )
        )

    def _bring_about(self, draft: Draft, orders: Iterable[RestingOrder]) -> None:
        agent = self._agent
        held = self._state.lanes[agent.instrument].instrument
        position = self._state.position_of(agent)
        may_rest = position is None or position.leaving is None
        wanted = [wanted_of(each, held) for each in orders if may_rest]
        is_withheld = self._laying.is_withheld(draft, agent, wanted)
        wanted = [each for each in wanted if each.qty > 0 and (each.closes or not is_withheld)]
        working = self._state.working_of((agent.id, agent.instrument))
        found = changes(wanted, working)
        for each in found.ends:
            cancelling.cancel(self._state, draft, each, cancelling.UNWANTED)
        places = [each for each in found.places if each.tag not in self._rejected]
        is_refused = self._laying.lay(draft, self.agent_id, places)
        self._laying.protect(draft, self.agent_id, wanted)
        if not (is_withheld or is_refused):
            self._engine.entries.forget(self.agent_id)

    def _halt(self, records: Iterable[Record]) -> Step:
        """A ladder whose stop was hit is paused."""
        is_broken = any(
            isinstance(each, PositionClosed)
            and each.agent == self.agent_id
            and each.result.reason in BROKEN
            for each in records
        )
        if not is_broken or self._agent.state is not AgentState.RUNNING:
            return NOTHING
        now_ns = self._state.now_ns
        return self._engine.set_state(self.agent_id, AgentState.PAUSED, STOPPED_OUT, "", now_ns)


def terms_of(engine: ExecutionEngine, agent: Agent) -> Terms:
    """What the venue of an agent's instrument asks."""
    lane = engine.state.lanes[agent.instrument]
    held = lane.instrument
    return Terms(
        tick=float(held.tick),
        step=float(held.step),
        min_size=float(held.size(held.min_qty)),
        min_value=float(held.money(held.min_notional)),
        maker_fee=held.maker_fee / 1_000_000,
        taker_fee=held.taker_fee / 1_000_000,
        is_spot=held.is_spot,
        price=float(held.price(lane.bid)),
    )
