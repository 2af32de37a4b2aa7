"""The ladder of an agent as screens see it, made from the engine's state."""

from core.orders import WorkingOrder
from core.trading import Agent
from core.types import AgentId, InstrumentId, OrderState
from core.views.ladder import LadderRow, LadderView
from engine.deciding import Deciding


class Ladders(Deciding):
    """The part of core.ports.Trading about resting orders."""

    def ladder(self, agent: AgentId) -> LadderView | None:
        """None where its strategy lets nothing rest, and nothing does."""
        state, found = self._engine.state, self._engine.state.agents[agent]
        resting = [each for each in state.working_of(_key(found)) if each.order.tag]
        runner = self._runtime.runners.get(agent)
        position = state.position_of(found)
        is_ladder = runner is not None and runner.keeper is not None
        if not (is_ladder or resting or (position is not None and position.lots)):
            return None
        return self._ladder(found, sorted(resting, key=_downwards))

    def _ladder(self, agent: Agent, resting: list[WorkingOrder]) -> LadderView:
        state, lane = self._engine.state, self._engine.state.lanes[agent.instrument]
        held, position = lane.instrument, state.position_of(agent)
        blocked = self._engine.entries.blocked.get(agent.id)
        shown = None if position is None else self._viewer.position(position, state.now_ns)
        return LadderView(
            agent=agent.id,
            instrument=held.id,
            mode=state.ledger.account.mode,
            state=agent.state,
            strategy=agent.strategy,
            title=held.title,
            tick=held.tick,
            now=held.price(lane.bid) if lane.bid else None,
            rows=tuple(self._row(each) for each in resting),
            side=None if shown is None else shown.side,
            held=held.size(0) if shown is None else shown.qty,
            lots=0 if position is None else sum(bool(lot.qty) for lot in position.lots),
            average=None if shown is None else shown.entry,
            net=held.money(0) if shown is None else shown.net,
            stop=None if shown is None else shown.stop,
            rounds=agent.run_rounds,
            rounds_net=held.money(agent.run_rounds_net),
            refused="" if blocked is None else blocked.code,
        )

    def _row(self, working: WorkingOrder) -> LadderRow:
        order = working.order
        held = self._engine.state.lanes[order.instrument].instrument
        return LadderRow(
            tag=order.tag,
            side=order.side,
            price=held.price(order.limit or 0),
            qty=held.size(working.left),
            closes=order.is_reduce_only,
            is_going=working.is_ending or working.state is OrderState.PENDING,
        )


def _key(agent: Agent) -> tuple[AgentId, InstrumentId]:
    return agent.id, agent.instrument


def _downwards(working: WorkingOrder) -> int:
    return -(working.order.limit or 0)
