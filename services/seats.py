"""Where every use case begins: who asks, whether they may, and on which desk."""

from dataclasses import dataclass

from core.errors import InputError
from core.ports import Desk, Trading, User, Users
from core.trading import Agent
from core.types import Access, UserId


@dataclass(frozen=True, slots=True)
class Seat:
    """A member at their desk."""

    user: User
    trading: Trading

    @property
    def agent(self) -> Agent:
        """The agent that the member's screens are about."""
        agents = self.trading.agents()
        if not agents:
            raise InputError("This desk has no agent", code="no_agent")
        return agents[0]


class Seats:
    """Finds the seat of a user; raises InputError for who may not do what is asked."""

    def __init__(self, users: Users, desk: Desk) -> None:
        self._users = users
        self._desk = desk

    async def of(self, user: UserId, needed: Access = Access.VIEWER) -> Seat:
        member = await self._users.get(user)
        if member is None:
            raise InputError("You are not a member of this desk", code="not_a_member")
        if not member.access.allows(needed):
            raise InputError(f"Only a {needed} may do this", code="not_allowed", needed=str(needed))
        return Seat(member, await self._desk.trading(member.account))
