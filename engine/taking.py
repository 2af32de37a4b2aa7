"""Entries that a person wants of an agent: by its own rules, through every gate."""

from core.money import PPM, Ppm
from core.trading import Agent, Reason, Signal
from core.types import Action, AgentId, UserId
from core.views import EstimateView
from engine.deciding import Deciding
from engine.step import NOTHING, Draft, Step


class Taking(Deciding):
    """Forced entries."""

    def would_open(self, agent: AgentId, action: Action) -> EstimateView | None:
        return self._viewer.would_open(self._engine.state.agents[agent], action)

    async def force(self, agent: AgentId, action: Action, *, by: UserId) -> str:
        """A signal of a person: the agent's own one counts as used with it, where it says the
        same."""
        answers = ["refused"]

        def decide(now_ns: int) -> Step:
            found = self._engine.state.agents[agent]
            position = self._engine.state.position_of(found)
            if position is not None and position.side.opening.name == action.value:
                answers[0] = "already"
                return NOTHING
            draft = Draft(records=[self._changed(found, "forced", "", action.value, by)])
            step = self._engine.force(self._wish(found, action, now_ns), now_ns)
            if step.orders:
                answers[0] = "taken"
            draft.add(step)
            return draft.step()

        await self._decide(decide)
        return answers[0]

    def _wish(self, agent: Agent, action: Action, now_ns: int) -> Signal:
        runner = self._runtime.runners.get(agent.id)
        own = runner.signal if runner is not None else None
        is_same = own is not None and own.action is action
        held = self._engine.state.lanes[agent.instrument]
        return Signal(
            agent=agent.id,
            instrument=agent.instrument,
            at_ns=now_ns,
            action=action,
            confidence=Ppm(PPM),
            reasons=(Reason("by_hand"),),
            started_at_ns=own.started_at_ns if own and is_same else agent.used_signal_ns,
            repeats=1,
            needed=1,
            price=held.instrument.tick * (held.bid + held.ask) / 2,
        )
