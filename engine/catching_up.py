"""Agents whose market did not tell its history: they work again once it does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from core.errors import ExchangeError, StorageError
from core.ports import MarketData
from core.trading import Agent
from core.types import AgentId, AgentState
from engine.runtime import TradeRuntime

log = logging.getLogger(__name__)

AGAIN_S = ANSWER_S = 10.0
CAUSE = "recovery_failed"
WORKING = (AgentState.OBSERVING, AgentState.RUNNING)


class CatchingUp:
    """Who was paused for it comes back to the state it had; what a person did with it since
    stands. It is not asked again what a venue was asked to wait for: the market refuses itself."""

    def __init__(
        self,
        runtime: TradeRuntime,
        market: MarketData,
        follow: Callable[[AgentId], Awaitable[bool]],
    ) -> None:
        self._runtime = runtime
        self._market = market
        self._follow = follow
        self._late: dict[AgentId, AgentState] = {}

    def add(self, agent: Agent) -> None:
        """Remembers the state of one that is about to be paused."""
        if agent.state in WORKING:
            self._late[agent.id] = agent.state

    async def run(self) -> None:
        """Looks after them until cancelled. A runtime that can decide nothing more is rebuilt by
        its owner, this with it."""
        while True:
            await self._runtime.desk_clock.sleep(AGAIN_S)
            for name in list(self._late):
                try:
                    await self._try(name)
                except StorageError as error:
                    log.warning("agent %s does not come back yet: %s", name, error)

    async def _try(self, name: AgentId) -> None:
        runtime = self._runtime
        agent = runtime.engine.state.agents.get(name)
        is_paused = agent is not None and agent.state is AgentState.PAUSED
        if agent is None or not is_paused or not agent.state_reason.startswith(CAUSE):
            del self._late[name]
        elif await self._is_answering(agent):
            state, now_ns = self._late.pop(name), runtime.clock.now_ns()
            await runtime.decide(
                lambda: runtime.engine.set_state(name, state, "recovered", "", now_ns)
            )
            await self._follow(name)

    async def _is_answering(self, agent: Agent) -> bool:
        now_ns = self._runtime.clock.now_ns()
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._market.candles(
                    agent.instrument, agent.timeframe, end_ns=now_ns, limit=1
                )
        except (ExchangeError, TimeoutError):
            return False
        return True
