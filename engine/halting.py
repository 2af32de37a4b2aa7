"""States of agents, and the halt that only a person's unlock leaves."""

from core.events import AgentStateChanged, GuardianTripped, Halted
from core.money import Money, Ppm, from_money, from_ppm
from core.trading import Agent, Halt
from core.types import AgentId, AgentState, ExitReason
from core.values import replace
from engine import cancelling
from engine.entries import Entries
from engine.exits import Exits
from engine.state import State
from engine.step import Draft

KILL = "kill"


class Halting:
    """Moves agents between states, watches the account's drawdown, flattens and latches."""

    def __init__(self, state: State, exits: Exits, entries: Entries) -> None:
        self._state = state
        self._exits = exits
        self._entries = entries

    def watch(self, draft: Draft | None) -> Draft | None:
        """Judges the account after an event: while halted what is left of it, else its losses."""
        state, guardian = self._state, self._state.guardian
        if state.halted is not None:
            return self._finish(draft)
        if state.unvalued:
            return draft
        equity, low = state.equity, guardian.day_low
        is_over = guardian.judge(equity)
        if equity <= guardian.day_floor < low:
            draft = draft or Draft()
            self._told_day(draft, equity)
        if is_over:
            draft = draft or Draft()
            self._trip(draft, equity)
        return draft

    def begin_day(self) -> None:
        """A new day of the user, once equity is known."""
        state = self._state
        if not state.unvalued:
            state.guardian.roll(state.now_ns, state.equity)

    def _finish(self, draft: Draft | None) -> Draft | None:
        """Sends away a position that an entry under way opened after the halt, then tells."""
        state = self._state
        if any(position.leaving is None for position in state.positions.values()):
            draft = draft or Draft()
            is_kill = state.halted is not None and state.halted.cause == KILL
            self._exits.flatten(draft, ExitReason.KILL if is_kill else ExitReason.DRAWDOWN)
        if draft is not None:
            self.tell(draft)
        return draft

    def _told_day(self, draft: Draft, equity: int) -> None:
        guardian = self._state.guardian
        loss, limit = guardian.day_loss_ppm(equity), guardian.day_limit_ppm()
        self._record(draft, "daily_loss", loss, limit)
        cancelling.withdraw_all(self._state, draft)

    def _trip(self, draft: Draft, equity: int) -> None:
        guardian = self._state.guardian
        limit = guardian.limit_ppm()
        self._record(draft, "drawdown", guardian.drawdown_ppm(equity), limit)
        self.halt(draft, "drawdown", ExitReason.DRAWDOWN, limit)
        self.tell(draft)

    def _record(self, draft: Draft, rule: str, value: int, limit: int) -> None:
        draft.records.append(
            GuardianTripped(
                at_ns=self._state.now_ns,
                rule=rule,
                value_pct=from_ppm(value),
                limit_pct=from_ppm(limit),
                positions=len(self._state.positions),
            )
        )

    def halt(self, draft: Draft, cause: str, reason: ExitReason, limit: int = 0) -> None:
        """Closes every position and moves every agent to HALTED; nothing when it is so already."""
        state = self._state
        if state.halted is not None:
            return
        state.halted = Halt(
            cause=cause,
            at_ns=state.now_ns,
            positions=self._exits.flatten(draft, reason),
            equity=Money(state.equity),
            value=Ppm(state.guardian.drawdown_ppm(state.equity) if limit else 0),
            limit=Ppm(limit),
        )
        for agent in list(state.agents.values()):
            self.move(draft, agent, AgentState.HALTED, cause, "")

    def tell(self, draft: Draft) -> None:
        """Once the last position is gone, and no order can open another, says what the flattening
        came to."""
        state, halted = self._state, self._state.halted
        is_held = any(not position.is_dust for position in state.positions.values())
        if halted is None or halted.result is not None or is_held or state.orders:
            return
        result = state.ledger.wallet - halted.equity
        state.halted = replace(halted, result=Money(result))
        draft.records.append(
            Halted(
                at_ns=state.now_ns,
                cause=halted.cause,
                positions=halted.positions,
                result=from_money(result, state.ledger.account.asset),
            )
        )

    def unlock(self, draft: Draft, by: str) -> None:
        """Leaves HALTED: agents are OFF, the high-water mark starts from what is left."""
        state = self._state
        if state.halted is None:
            return
        state.halted = None
        state.guardian.rebase(state.equity)
        for agent in list(state.agents.values()):
            self.move(draft, agent, AgentState.OFF, "unlock", by)

    def set_state(self, draft: Draft, agent: AgentId, new: AgentState, cause: str, by: str) -> None:
        self.move(draft, self._state.agents[agent], new, cause, by)

    def move(self, draft: Draft, agent: Agent, new: AgentState, cause: str, by: str) -> None:
        """Moves an agent to a state; the same state again is nothing."""
        if agent.state is new:
            return
        now_ns = self._state.now_ns
        changed = replace(agent, state=new, state_reason=f"{cause}:{by}", state_since_ns=now_ns)
        is_new_run = agent.state in (AgentState.OFF, AgentState.HALTED)
        if is_new_run and new in (AgentState.RUNNING, AgentState.OBSERVING):
            changed = _fresh_run(changed)
        self._state.change(draft, changed)
        if new is not AgentState.RUNNING:
            cancelling.withdraw(self._state, draft, (agent.id, agent.instrument))
        self._entries.forget(agent.id)
        draft.records.append(
            AgentStateChanged(
                agent=agent.id,
                instrument=agent.instrument,
                at_ns=now_ns,
                old=agent.state,
                new=new,
                cause=cause,
                by=by,
            )
        )


def _fresh_run(agent: Agent) -> Agent:
    """Counts from nothing, and lays its orders out anew."""
    return replace(
        agent,
        run_realised=Money(0),
        run_trades=0,
        run_rounds=0,
        run_rounds_net=Money(0),
        anchor=None,
    )
