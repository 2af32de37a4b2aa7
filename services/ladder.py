"""The use case of the ladder screen: what rests, what is held, and what the last fills brought."""

from core.errors import InputError
from core.events import LotSold, event_name
from core.ports import JournalReader
from core.ports.ladder import LadderBook
from core.types import UserId
from core.values import replace
from core.views.ladder import LadderFill, LadderView
from services.journal_rows import record_of
from services.seats import Seat, Seats

FILLS = 5


class LadderService(LadderBook):
    def __init__(self, seats: Seats, journal: JournalReader) -> None:
        self._seats = seats
        self._journal = journal

    async def view(self, user: UserId) -> LadderView:
        seat = await self._seats.of(user)
        view = seat.trading.ladder(seat.agent.id)
        if view is None:
            raise InputError("Its strategy lets no orders rest", code="no_ladder")
        return replace(
            view,
            agent_name=seat.agent.name if len(seat.agents) > 1 else "",
            access=seat.user.access,
            fills=await self._fills(seat),
        )

    async def _fills(self, seat: Seat) -> tuple[LadderFill, ...]:
        names = [event_name(LotSold, seat.trading.mode)]
        rows = await self._journal.page(
            seat.user.account, names, offset=0, limit=FILLS, agent=seat.agent.id
        )
        sold = [record_of(row) for row in rows]
        return tuple(_fill(each) for each in sold if isinstance(each, LotSold))


def _fill(sold: LotSold) -> LadderFill:
    return LadderFill(
        side=sold.side, entry=sold.entry, price=sold.price, qty=sold.qty, net=sold.net
    )
