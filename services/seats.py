"""Where every use case begins: who asks, whether they may, and on which desk."""

import dataclasses
from dataclasses import dataclass

from core.errors import InputError
from core.ports import Desk, KeyValue, Trading, User, Users
from core.trading import Agent
from core.types import Access, AgentId, UserId


@dataclass(frozen=True, slots=True)
class Seat:
    """A member at their desk; `chosen` is the agent they want their screens to be about."""

    user: User
    trading: Trading
    chosen: AgentId = AgentId("")

    @property
    def agent(self) -> Agent:
        """The agent that the member's screens are about: the chosen one while there is one, else
        the first. Never the one that trades by hand."""
        agents = self.agents
        if not agents:
            raise InputError("This desk has no agent", code="no_agent")
        return next((agent for agent in agents if agent.id == self.chosen), agents[0])

    @property
    def agents(self) -> tuple[Agent, ...]:
        """All that a strategy leads: without the one that trades by hand."""
        return tuple(agent for agent in self.trading.agents() if not agent.is_manual)


class Seats:
    """Finds the seat of a user; raises InputError for who may not do what is asked. Which agent a
    member has chosen is kept over restarts."""

    def __init__(self, users: Users, desk: Desk, values: KeyValue | None = None) -> None:
        self._users = users
        self._desk = desk
        self._values = values
        self._chosen: dict[UserId, AgentId] = {}

    async def of(self, user: UserId, needed: Access = Access.VIEWER) -> Seat:
        member = await self._users.get(user)
        if member is None:
            raise InputError("You are not a member of this desk", code="not_a_member")
        if not member.access.allows(needed):
            raise InputError(f"Only a {needed} may do this", code="not_allowed", needed=str(needed))
        trading = await self._desk.trading(member.account)
        return Seat(member, trading, await self._choice(user))

    async def at(self, user: UserId, agent: AgentId, needed: Access = Access.VIEWER) -> Seat:
        """The seat of who pressed a button drawn for an agent ('': for the chosen one): it becomes
        the one their screens are about. Raises InputError when it is gone."""
        seat = await self.of(user, needed)
        if not agent:
            return seat
        if agent not in {each.id for each in seat.agents}:
            raise InputError("This desk has no such agent", code="no_agent")
        await self._choose(user, agent)
        return dataclasses.replace(seat, chosen=agent)

    async def _choose(self, user: UserId, agent: AgentId) -> None:
        if await self._choice(user) == agent:
            return
        self._chosen[user] = agent
        if self._values is not None:
            await self._values.put(_key(user), agent)

    async def _choice(self, user: UserId) -> AgentId:
        known = self._chosen.get(user)
        if known is None:
            stored = await self._values.get(_key(user)) if self._values is not None else None
            known = self._chosen.setdefault(user, AgentId(stored or ""))
        return known


def _key(user: UserId) -> str:
    return f"agent:{user}"
