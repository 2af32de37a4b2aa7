"""The journal as people read it: pages, filters, the card of one row or trade, and files."""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from core.errors import InputError
from core.events import (
    Audit,
    EntryRefused,
    Fault,
    FillBooked,
    GuardianTripped,
    Halted,
    OrderEnded,
    OrderPlaced,
    PositionClosed,
    Record,
    SettingChanged,
    SignalReady,
    SignalSuppressed,
    TradeHidden,
    event_name,
)
from core.ports import Clock, JournalBook, JournalEntry, JournalReader
from core.types import Access, AccountId, AgentId, Mode, UserId
from core.views import CardView, ExportView, JournalRow, JournalView
from services.export import FORMS, MOST_ROWS
from services.hidden import hidden_trades
from services.journal_rows import record_of, rows_of, trade_id_of
from services.marks import ClearMarks
from services.seats import Seat, Seats

PAGE_SIZE = 6
EXPORT_PAGE = 1_000
ERRORS = "errors"
KINDS: Mapping[str, tuple[type[Record], ...] | None] = MappingProxyType(
    {
        "all": None,
        "trades": (PositionClosed,),
        "orders": (OrderPlaced, OrderEnded, FillBooked),
        "signals": (SignalReady, SignalSuppressed, EntryRefused),
        ERRORS: (Fault, GuardianTripped, Halted, Audit),
    }
)


class JournalService(JournalBook):
    """Reads; a row that cannot be read is shown as such and hides no other. Among the errors an
    owner sees those of the account `desk` too: what belongs to nobody's money."""

    def __init__(
        self,
        seats: Seats,
        journal: JournalReader,
        marks: ClearMarks,
        clock: Clock,
        *,
        desk: AccountId | None = None,
    ) -> None:
        self._seats = seats
        self._journal = journal
        self._marks = marks
        self._clock = clock
        self._desk = desk

    async def view(self, user: UserId, kind: str, page: int, agent: str = "") -> JournalView:
        """Pages count from 1; one beyond the ends shows the end."""
        seat = await self._seats.of(user)
        names, only = _names(kind, seat.trading.mode), AgentId(agent) if agent else None
        beside, after = self._beside(seat, kind), await self._marks.of(user)
        count = await self._journal.count(
            seat.user.account, names, beside=beside, agent=only, after=after
        )
        pages = max(1, -(-count // PAGE_SIZE))
        page = min(max(page, 1), pages)
        entries = await self._journal.page(
            seat.user.account,
            names,
            offset=(page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
            beside=beside,
            agent=only,
            after=after,
        )
        rows = rows_of(seat.trading, entries)
        nets = [row.net for row in rows if row.net is not None]
        return JournalView(
            mode=seat.trading.mode,
            kind=kind,
            page=page,
            pages=pages,
            rows=rows,
            net=sum(nets, Decimal(0)),
            trades=len(nets),
            utc_offset_min=seat.user.utc_offset_min,
            agent=AgentId(agent),
            agents=tuple((each.id, each.name) for each in seat.trading.agents()),
            is_cleared=after > 0,
            access=seat.user.access,
        )

    async def card(self, user: UserId, row: int) -> CardView | None:
        seat = await self._seats.of(user)
        beside = self._desk if seat.user.access.allows(Access.OWNER) else None
        entry = await self._journal.one(seat.user.account, row, beside=beside)
        return None if entry is None else await self._card(seat, entry)

    async def trade(self, user: UserId, trade_id: str) -> CardView:
        """The card of its close, or of the newest that is known of it while it is open."""
        seat = await self._seats.of(user)
        return await self._card(seat, _told_best(await self._of_trade(seat, trade_id)))

    async def clear(self, user: UserId) -> str:
        """The mark is the newest row there is, of the desk's own too: numbers are one for all."""
        seat = await self._seats.of(user)
        newest = await self._journal.page(
            seat.user.account, None, offset=0, limit=1, beside=self._desk
        )
        if newest:
            await self._marks.put(user, newest[0].sequence)
            await self._note_cleared(seat, "cleared")
        return "cleared"

    async def uncover(self, user: UserId) -> str:
        seat = await self._seats.of(user)
        await self._marks.forget(user)
        await self._note_cleared(seat, "all")
        return "uncovered"

    async def hide(self, user: UserId, trade_id: str, *, is_hidden: bool) -> str:
        seat = await self._seats.of(user, Access.TRADER)
        entry = _told_best(await self._of_trade(seat, trade_id))
        if not isinstance(record_of(entry), PositionClosed):
            raise InputError("Only a closed trade counts in statistics", code="trade_open")
        if is_hidden != (trade_id in await hidden_trades(self._journal, seat.user.account)):
            record = TradeHidden(
                agent=entry.agent,
                instrument=entry.instrument,
                at_ns=self._clock.now_ns(),
                trade_id=trade_id,
                is_hidden=is_hidden,
                by=str(user),
            )
            await self._journal.note(seat.user.account, record)
        return "hidden" if is_hidden else "counted"

    async def export(self, user: UserId, kind: str, agent: str, form: str) -> ExportView:
        """Made in a thread: fifty thousand rows must not hold prices up."""
        seat = await self._seats.of(user)
        if form not in FORMS:
            raise InputError(f"The forms are: {', '.join(FORMS)}", code="unknown_kind")
        entries = await self._all(seat, kind, AgentId(agent) if agent else None)
        content = await asyncio.to_thread(FORMS[form], kind, entries)
        return ExportView(
            name=f"dzentra-{seat.trading.mode.lower()}-{kind}.{form}",
            content=content,
            rows=len(entries),
            is_cut=len(entries) >= MOST_ROWS,
        )

    async def _all(self, seat: Seat, kind: str, agent: AgentId | None) -> list[JournalEntry]:
        """The newest rows that a file takes, oldest first."""
        names, after = _names(kind, seat.trading.mode), await self._marks.of(seat.user.id)
        beside, found = self._beside(seat, kind), list[JournalEntry]()
        while len(found) < MOST_ROWS:
            page = await self._journal.page(
                seat.user.account,
                names,
                offset=len(found),
                limit=EXPORT_PAGE,
                beside=beside,
                agent=agent,
                after=after,
            )
            found += page
            if len(page) < EXPORT_PAGE:
                break
        return found[::-1]

    async def _note_cleared(self, seat: Seat, shown: str) -> None:
        record = SettingChanged(
            at_ns=self._clock.now_ns(),
            setting="journal",
            old="",
            new=shown,
            by=str(seat.user.id),
        )
        await self._journal.note(seat.user.account, record)

    def _beside(self, seat: Seat, kind: str) -> AccountId | None:
        is_told = kind == ERRORS and seat.user.access.allows(Access.OWNER)
        return self._desk if is_told else None

    async def _card(self, seat: Seat, entry: JournalEntry) -> CardView:
        record = record_of(entry)
        trade_id = trade_id_of(record)
        hidden = await hidden_trades(self._journal, seat.user.account) if trade_id else frozenset()
        return CardView(
            mode=seat.trading.mode,
            row=rows_of(seat.trading, [entry])[0],
            events=await self._events(seat, trade_id),
            utc_offset_min=seat.user.utc_offset_min,
            trade_id=trade_id,
            is_hidden=trade_id in hidden,
            is_closed=isinstance(record, PositionClosed),
            access=seat.user.access,
        )

    async def _events(self, seat: Seat, trade_id: str) -> tuple[JournalRow, ...]:
        """The life of the trade that the row belongs to, oldest first."""
        if not trade_id:
            return ()
        found = await self._journal.of_trade(seat.user.account, trade_id)
        return rows_of(seat.trading, sorted(found, key=lambda each: each.sequence))

    async def _of_trade(self, seat: Seat, trade_id: str) -> Sequence[JournalEntry]:
        found = await self._journal.of_trade(seat.user.account, trade_id)
        if not found:
            raise InputError(f"There is no trade {trade_id[:40]}", code="no_trade")
        return found


def _told_best(entries: Sequence[JournalEntry]) -> JournalEntry:
    """The row that tells a trade's end, or else the newest."""
    ends = (entry for entry in entries if isinstance(record_of(entry), PositionClosed))
    return next(ends, entries[0])


def _names(kind: str, mode: Mode) -> tuple[str, ...] | None:
    if kind not in KINDS:
        raise InputError(f"The journal shows: {', '.join(KINDS)}", code="unknown_kind")
    records = KINDS[kind]
    return None if records is None else tuple(event_name(each, mode) for each in records)
