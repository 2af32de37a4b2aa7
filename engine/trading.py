"""One account's running desk, as the use cases see it: implements core.ports.Trading."""

from core.errors import InputError
from core.trading import AlertSettings, FeedHealth, SentSignal
from core.types import HOUR_NS, Action, AgentId, UserId
from core.values import replace
from engine import recovery
from engine.agents import Agents
from engine.by_hand import ByHand
from engine.ladder_views import Ladders
from engine.step import Draft, Step
from engine.taking import Taking
from engine.watched import Watched


class AccountTrading(Watched, Ladders, Agents, ByHand, Taking):
    """The account as a whole: its halt, its alerts, its day."""

    @property
    def is_calm(self) -> bool:
        """Is no order on its way, that a restart would give up or send again?"""
        return not any(recovery.is_in_flight(it) for it in self._engine.state.orders.values())

    async def halt(self, *, by: UserId) -> None:
        await self._decide(self._engine.kill)

    async def unlock(self, *, by: UserId) -> None:
        await self._decide(lambda now_ns: self._engine.unlock(str(by), now_ns))
        for agent in self.agents():
            await self._session.follow(agent.id)

    async def check_feed(self, agent: AgentId) -> FeedHealth:
        return self._health(self._engine.state.agents[agent].instrument)

    async def set_utc_offset(self, minutes: int, *, by: UserId) -> None:
        """Moves the user's midnight; takes effect at the next one."""

        def decide(now_ns: int) -> Step:
            old = self._engine.state.ledger.account.utc_offset_min
            first = self.agents()[0]
            record = self._changed(first, "utc_offset", str(old), str(minutes), by)
            draft = Draft(records=[record])
            draft.add(self._engine.set_utc_offset(minutes, now_ns))
            return draft.step()

        await self._decide(decide)

    async def set_alerts(self, alerts: AlertSettings, *, by: UserId) -> None:
        self._runtime.alerts.settings = alerts

    async def send_signal(
        self, agent: AgentId, action: Action, confidence: float, *, by: UserId
    ) -> None:
        def decide(now_ns: int) -> Step:
            found = self._auto(agent)
            runner = self._runtime.runners.get(agent)
            if runner is None:
                raise InputError("Start the agent first", code="agent_off")
            runner.hearing.send(SentSignal(at_ns=now_ns, action=action, confidence=confidence))
            record = self._changed(found, "sent", "", f"{action} {confidence:.2f}", by)
            return Draft(records=[record]).step()

        await self._decide(decide)

    async def clear_rest(self, agent: AgentId, *, by: UserId) -> None:
        def decide(now_ns: int) -> Step:
            found = self._engine.state.agents[agent]
            draft = Draft(records=[self._changed(found, "cooldown", "on", "off", by)])
            rested = replace(found, last_exit_ns=0, muted_until_ns=0)
            draft.add(self._engine.change_agent(rested, now_ns))
            return draft.step()

        await self._decide(decide)
        self._runtime.alerts.mute(agent, 0)
        await self._session.act(agent)

    async def mute(self, agent: AgentId, hours: int) -> None:
        """No signal alerts of an agent for some hours of market time."""
        until_ns = self._runtime.clock.now_ns() + hours * HOUR_NS

        def decide(now_ns: int) -> Step:
            draft = Draft()
            muted = replace(self._engine.state.agents[agent], muted_until_ns=until_ns)
            self._engine.state.change(draft, muted)
            return draft.step()

        await self._decide(decide)
        self._runtime.alerts.mute(agent, until_ns)
