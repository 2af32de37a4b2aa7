"""What people set of agents: states, rules, what they trade."""

from collections.abc import Mapping, Sequence

from core.errors import InputError
from core.events import Record
from core.instrument import Instrument
from core.parameters import Value
from core.trading import Agent, RiskValue
from core.types import AgentId, AgentState, InstrumentId, Timeframe, UserId
from core.values import replace
from engine.deciding import Deciding
from engine.rule_texts import risk_text
from engine.step import NOTHING, Draft, Step

STATES = {
    "start": AgentState.RUNNING,
    "observe": AgentState.OBSERVING,
    "pause": AgentState.PAUSED,
    "resume": AgentState.RUNNING,
    "stop": AgentState.OFF,
}
FROM = {
    "pause": (AgentState.RUNNING,),
    "resume": (AgentState.PAUSED,),
}


class AgentSettings(Deciding):
    """Settings of the agents there are."""

    async def set_state(self, agent: AgentId, action: str, *, by: UserId) -> None:
        """start, observe, pause, resume or stop; nothing where it makes no sense. Raises InputError
        where its strategy cannot work as it is set."""

        def decide(now_ns: int) -> Step:
            now = self._auto(agent).state
            if action in ("start", "resume") and (error := self.misfit(agent)) is not None:
                raise error
            if now is AgentState.HALTED or now not in FROM.get(action, (now,)):
                return NOTHING
            return self._engine.set_state(agent, STATES[action], "user", str(by), now_ns)

        await self._decide(decide)
        if action == "stop" or agent not in self._runtime.runners:
            await self._session.follow(agent)
        elif action in ("start", "resume"):
            await self._session.act(agent)

    async def set_risk(
        self, agent: AgentId, changes: Mapping[str, RiskValue], *, by: UserId
    ) -> None:
        def decide(now_ns: int) -> Step:
            found = self._engine.state.agents[agent]
            risk = replace(found.risk, **changes)  # type: ignore[arg-type]
            draft = Draft()
            for name, new in changes.items():
                old = getattr(found.risk, name)
                was, now = risk_text(name, old), risk_text(name, new)
                draft.records.append(self._changed(found, name, was, now, by))
            draft.add(self._engine.change_agent(replace(found, risk=risk), now_ns))
            return draft.step()

        await self._decide(decide)
        await self._session.act(agent)

    async def set_blacklist(self, instruments: Sequence[InstrumentId], *, by: UserId) -> None:
        """Nothing is opened on these from now on; what is open stays, and is guarded."""
        known = {held.id: held.symbol for held in self.instruments()}
        names = [known.get(each, each) for each in instruments]

        def decide(now_ns: int) -> Step:
            ledger = self._engine.state.ledger
            old = [known.get(each, each) for each in ledger.account.blacklist]
            ledger.account = replace(ledger.account, blacklist=tuple(instruments))
            changed = self._changed(self.agents()[0], "blacklist", _listed(old), _listed(names), by)
            return Draft(records=[changed]).step()

        await self._decide(decide)

    async def configure(self, agent: AgentId, setting: str, value: str, *, by: UserId) -> None:
        """Changes strategy, symbol, timeframe or leverage; raises InputError while a position or
        an order is open, or for a value that is none of the choices."""

        def decide(now_ns: int) -> Step:
            found = self._auto(agent)
            if self._is_busy(found):
                raise self._busy(found)
            changed, old = self._configured(found, setting, value)
            self._session.check(changed)
            draft = Draft(records=[self._changed(found, setting, old, value, by)])
            draft.add(self._engine.change_agent(changed, now_ns))
            return draft.step()

        await self._decide(decide)
        self._session.resubscribe()
        await self._session.follow(agent)

    async def set_parameters(
        self, agent: AgentId, strategy: str, values: Mapping[str, Value], *, by: UserId
    ) -> None:
        """Puts these of its strategy and all others to their defaults; each change is journaled.
        A position stays as it is: parameters make signals alone. Raises InputError for a value out
        of bounds, or when the agent has another strategy by now."""

        def decide(now_ns: int) -> Step:
            found = self._auto(agent)
            if found.strategy != strategy:
                raise InputError("It has another strategy now", code="other_strategy")
            wanted = self._session.settled(replace(found, parameters=values))
            if wanted == found.parameters:
                return NOTHING
            draft = Draft(records=self._parameters_changed(found, wanted, by))
            changed = replace(found, parameters=wanted, earlier=found.parameters)
            draft.add(self._engine.change_agent(changed, now_ns))
            return draft.step()

        before = self._auto(agent).parameters
        await self._decide(decide)
        if self._auto(agent).parameters != before:
            await self._session.follow(agent)

    def misfit(self, agent: AgentId) -> InputError | None:
        """Why its strategy cannot work as it is set, None where it can."""
        return self._session.misfit(self._engine.state.agents[agent])

    def _parameters_changed(
        self, agent: Agent, wanted: Mapping[str, Value], by: UserId
    ) -> list[Record]:
        names = sorted({*agent.parameters, *wanted})
        return [
            self._changed(
                agent,
                f"{agent.strategy}.{name}",
                _value(agent.parameters.get(name)),
                _value(wanted.get(name)),
                by,
            )
            for name in names
            if agent.parameters.get(name) != wanted.get(name)
        ]

    def _auto(self, name: AgentId) -> Agent:
        """An agent that a strategy leads; raises InputError for any other."""
        found = self._engine.state.agents.get(name)
        if found is None:
            raise InputError("This desk has no such agent", code="no_agent")
        if found.is_manual:
            raise InputError("This one trades by hand", code="manual_agent")
        return found

    def _is_busy(self, agent: Agent) -> bool:
        state = self._engine.state
        key = (agent.id, agent.instrument)
        return key in state.positions or state.is_pending(key)

    def _busy(self, agent: Agent) -> InputError:
        """What is to be done first."""
        key, state = (agent.id, agent.instrument), self._engine.state
        if key in state.positions or not all(each.order.tag for each in state.working_of(key)):
            return InputError("Close the position first", code="position_open")
        return InputError("Its orders rest: stop it first", code="orders_rest")

    def _configured(self, agent: Agent, setting: str, value: str) -> tuple[Agent, str]:
        if setting == "strategy" and value in self._strategies:
            return replace(agent, strategy=value, parameters={}, earlier={}), agent.strategy
        if setting == "symbol":
            found = self._instrument(value)
            old = self._engine.state.lanes[agent.instrument].instrument
            return replace(
                agent, instrument=found.id, leverage=min(agent.leverage, found.max_leverage)
            ), old.symbol
        if setting == "timeframe" and value in list(Timeframe):
            return replace(agent, timeframe=Timeframe(value)), agent.timeframe
        if setting == "leverage":
            return replace(agent, leverage=self._leverage(agent, value)), str(agent.leverage)
        raise InputError(f"{value} is not one of the choices", code="no_such_choice")

    def _instrument(self, name: str) -> Instrument:
        for held in self.instruments():
            if name in (held.id, held.symbol):
                return held
        raise InputError(f"{name} is not traded here", code="no_such_choice")

    def _leverage(self, agent: Agent, value: str) -> int:
        most = self._engine.state.lanes[agent.instrument].instrument.max_leverage
        if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= most:
            raise InputError(
                f"Leverage is 1 to {most}", code="out_of_range", low="1", high=str(most)
            )
        return int(value)


def _value(value: Value | None) -> str:
    return "default" if value is None else str(value)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "off"
