"""Several agents and instruments at once."""

from core.ports import Clock
from core.ports.watching import Monitoring
from core.trading import FeedHealth
from core.types import AgentState, FeedStatus, UserId
from core.views.watching import AgentRow, MonitorView
from services.agent_rows import agent_rows, manual_row
from services.pages import page_of
from services.seats import Seat, Seats

AGENTS_A_PAGE = 8
WORKS = (AgentState.RUNNING, AgentState.OBSERVING)
_WORST_FIRST = (FeedStatus.STALE, FeedStatus.FALLBACK, FeedStatus.LIVE)


class MonitorService(Monitoring):
    """Reads only."""

    def __init__(self, seats: Seats, clock: Clock) -> None:
        self._seats = seats
        self._clock = clock

    async def view(self, user: UserId, page: int) -> MonitorView:
        seat = await self._seats.of(user)
        rows = agent_rows(seat)
        manual = manual_row(seat)
        if manual is not None and manual.positions:
            rows = (*rows, manual)
        shown, at, pages = page_of(rows, page, AGENTS_A_PAGE)
        return MonitorView(
            mode=seat.trading.mode,
            funds=seat.trading.funds(),
            today=seat.trading.menu_view(seat.user.access).today,
            agents=shown,
            feeds=_feeds(seat, rows),
            page=at,
            pages=pages,
            total=len(rows),
            running=sum(row.state in WORKS for row in rows),
            halted=seat.trading.account.halted is not None,
            now_ns=self._clock.now_ns(),
            utc_offset_min=seat.user.utc_offset_min,
        )


def _feeds(seat: Seat, rows: tuple[AgentRow, ...]) -> tuple[tuple[str, FeedHealth], ...]:
    """The feeds of what agents trade or hold, those in trouble first."""
    held = {each.title for each in seat.trading.menu_view(seat.user.access).positions}
    used = {row.title for row in rows} | held
    found = [
        (each.title, seat.trading.feed(each.id))
        for each in seat.trading.instruments()
        if each.title in used
    ]
    return tuple(sorted(found, key=lambda feed: _WORST_FIRST.index(feed[1].status)))
