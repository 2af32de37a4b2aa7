"""The use case of signals that come from outside the chat: each is taken once, and not too many."""

import asyncio
import json
from collections import deque

from core.errors import InputError
from core.ports import Clock, Desk, KeyValue, Trading, Users
from core.types import MINUTE_NS, Action, AgentId, UserId
from core.values import Frozen

KEPT_IDS = 500
"""Ids of an agent that are remembered, over restarts as well."""
A_MINUTE = 30
"""Signals of an agent; a strategy weighs them at closed candles, so more say nothing."""


class OutsideSignal(Frozen, frozen=True, kw_only=True):
    """`id` is the sender's own name for it: sent twice, it is taken once."""

    agent: AgentId
    id: str
    action: Action
    confidence: float


class SignalIntake:
    """Hands signals to agents of any account of the desk."""

    def __init__(self, users: Users, desk: Desk, values: KeyValue, clock: Clock) -> None:
        self._users = users
        self._desk = desk
        self._values = values
        self._clock = clock
        self._recent: dict[AgentId, deque[int]] = {}
        self._lock = asyncio.Lock()

    async def take(self, signal: OutsideSignal) -> str:
        """taken, known (that id came before) or too_many. Raises InputError where no agent is of
        that id, it does not run, or its strategy takes no signals."""
        async with self._lock:
            user, trading = await self._found(signal.agent)
            known = await self._known(signal.agent)
            if signal.id in known:
                return "known"
            if self._is_full(signal.agent):
                return "too_many"
            await trading.send_signal(signal.agent, signal.action, signal.confidence, by=user)
            await self._keep(signal.agent, [*known, signal.id][-KEPT_IDS:])
            return "taken"

    async def _found(self, agent: AgentId) -> tuple[UserId, Trading]:
        for user in await self._users.all():
            trading = await self._desk.trading(user.account)
            if any(each.id == agent for each in trading.agents()):
                return user.id, trading
        raise InputError("This desk has no such agent", code="no_agent")

    def _is_full(self, agent: AgentId) -> bool:
        now_ns = self._clock.monotonic_ns()
        recent = self._recent.setdefault(agent, deque(maxlen=A_MINUTE))
        if len(recent) == A_MINUTE and now_ns - recent[0] < MINUTE_NS:
            return True
        recent.append(now_ns)
        return False

    async def _known(self, agent: AgentId) -> list[str]:
        text = await self._values.get(_key(agent))
        return [] if text is None else [str(each) for each in json.loads(text)]

    async def _keep(self, agent: AgentId, ids: list[str]) -> None:
        await self._values.put(_key(agent), json.dumps(ids))


def _key(agent: AgentId) -> str:
    return f"sent:{agent}"
