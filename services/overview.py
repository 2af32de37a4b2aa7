"""The desk at a glance."""

from core.ports import Clock, JournalReader, Overview
from core.types import SECOND_NS, UserId
from core.views import MenuView, StatusView
from services.seats import Seats

SHOWN_AGENTS = 8
"""Of a hundred agents the views alone would hold the loop up for tens of milliseconds."""


class DeskService(Overview):
    """Reads only. Uptime counts from when the service was made."""

    def __init__(self, seats: Seats, journal: JournalReader, clock: Clock, *, version: str) -> None:
        self._seats = seats
        self._journal = journal
        self._clock = clock
        self._version = version
        self._started_ns = clock.monotonic_ns()

    async def menu(self, user: UserId) -> MenuView:
        seat = await self._seats.of(user)
        return seat.trading.menu_view(seat.user.access, seat.agent.id)

    async def status(self, user: UserId) -> StatusView:
        seat = await self._seats.of(user)
        trading, agents = seat.trading, seat.agents
        return StatusView(
            menu=trading.menu_view(seat.user.access, seat.agent.id),
            agents=tuple(trading.auto_view(agent.id) for agent in agents[:SHOWN_AGENTS]),
            more_agents=max(len(agents) - SHOWN_AGENTS, 0),
            uptime_s=(self._clock.monotonic_ns() - self._started_ns) // SECOND_NS,
            version=self._version,
            journal_rows=await self._journal.count(seat.user.account, None),
        )
