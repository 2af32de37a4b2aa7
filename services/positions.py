"""Open positions of every agent: how they may leave, and closing a part of them."""

from collections.abc import Sequence

from core.codec import decode
from core.errors import InputError
from core.events import SignalReady, event_name
from core.ports import JournalEntry, JournalReader, ManualDesk
from core.ports.manual_use_cases import PositionList
from core.types import Access, AccountId, Mode, UserId
from core.views import JournalRow, PositionView
from core.views.builder import PositionCardView, PositionsView
from services.levels import Ground
from services.plans import changed_plan
from services.seats import Seats

PAGE_SIZE = 5
MOST_EVENTS = 60
_SIGNALS_BACK = 50


class PositionsService(PositionList):
    """Codes for a toast: exits_set, stale, flat, and of break-even done, losing."""

    def __init__(self, seats: Seats, journal: JournalReader) -> None:
        self._seats = seats
        self._journal = journal

    async def view(self, user: UserId, page: int) -> PositionsView:
        seat = await self._seats.of(user)
        desk = seat.trading
        positions = desk.positions()
        pages = max(1, -(-len(positions) // PAGE_SIZE))
        page = min(max(page, 1), pages)
        return PositionsView(
            mode=seat.trading.mode,
            positions=tuple(positions[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
            page=page,
            pages=pages,
            total=len(positions),
            orders=len(desk.orders()),
        )

    async def card(self, user: UserId, trade_id: str) -> PositionCardView | None:
        seat = await self._seats.of(user)
        desk = seat.trading
        position = held(desk, trade_id)
        if position is None:
            return None
        signal = await self._signal(seat.user.account, position, seat.trading.mode)
        events = await self._journal.of_trade(seat.user.account, trade_id)
        return PositionCardView(
            mode=seat.trading.mode,
            position=position,
            plan=desk.exits(trade_id) or position.exits,
            utc_offset_min=seat.user.utc_offset_min,
            events=_rows(events, position.base),
            reasons=signal.reasons if signal is not None else (),
            confidence_pct=round(signal.confidence) if signal is not None else None,
        )

    async def find(self, user: UserId, name: str) -> str:
        desk = (await self._seats.of(user)).trading
        typed = name.strip().lower()
        for position in desk.positions():
            names = (position.trade_id.lower(), position.base.lower(), position.title.lower())
            if typed in names or position.trade_id.rpartition("-")[2].lstrip("0") == typed:
                return position.trade_id
        raise InputError("There is no such position", code="no_position", typed=name[:20])

    async def put(self, user: UserId, trade_id: str, field: str, text: str) -> str:
        desk = (await self._seats.of(user, Access.TRADER)).trading
        position, plan = held(desk, trade_id), desk.exits(trade_id)
        if position is None or plan is None:
            return "flat"
        plan = changed_plan(plan, field, text, ground_of(position))
        code = await desk.set_exits(trade_id, plan, version=position.version, by=user)
        return "exits_set" if code == "done" else code

    async def break_even(self, user: UserId, trade_id: str, version: str) -> str:
        desk = (await self._seats.of(user, Access.TRADER)).trading
        return await desk.break_even_of(trade_id, version=version, by=user)

    async def _signal(
        self, account: AccountId, position: PositionView, mode: Mode
    ) -> SignalReady | None:
        """The last that was READY when an agent opened it; a person's order has none."""
        if position.is_manual:
            return None
        name = event_name(SignalReady, mode)
        rows = await self._journal.page(account, [name], offset=0, limit=_SIGNALS_BACK)
        for row in rows:
            if row.agent == position.agent and row.at_ns <= position.opened_at_ns:
                return _decoded(row)
        return None


def held(desk: ManualDesk, trade_id: str) -> PositionView | None:
    return next((each for each in desk.positions() if each.trade_id == trade_id), None)


def ground_of(position: PositionView) -> Ground:
    return Ground(side=position.side, entry=position.entry, now=position.now)


def _decoded(row: JournalEntry) -> SignalReady | None:
    try:
        return decode(SignalReady, row.payload)
    except InputError:
        return None


def _rows(entries: Sequence[JournalEntry], base: str) -> tuple[JournalRow, ...]:
    """Oldest first; of very many the newest."""
    newest = sorted(entries, key=lambda each: each.sequence)[-MOST_EVENTS:]
    return tuple(
        JournalRow(
            id=entry.sequence, at_ns=entry.at_ns, name=entry.name, base=base, payload=entry.payload
        )
        for entry in newest
    )
