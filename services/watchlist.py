"""Each member's own list of instruments."""

import asyncio
import json

from core.errors import InputError
from core.instrument import Instrument
from core.ports import KeyValue, Trading
from core.ports.watching import WatchList
from core.types import InstrumentId, UserId
from core.views.watching import SymbolsView, WatchRow, WatchView
from services.lookback import Lookback
from services.pages import page_of
from services.seats import Seat, Seats
from services.symbol_pages import shown_frame, symbols_view

FIRST = 8
"""So many instruments are watched before a member has chosen."""
MOST = 50
ROWS_A_PAGE = 6


class WatchStore:
    """Which instruments a member watches, in their order, over restarts. Those that are no longer
    traded stay on the list and come back with it."""

    def __init__(self, values: KeyValue) -> None:
        self._values = values

    async def of(self, user: UserId, trading: Trading) -> tuple[InstrumentId, ...]:
        listed = [held.id for held in trading.instruments()]
        kept = _read(await self._values.get(_key(user)))
        if kept is None:
            return tuple(listed[:FIRST])
        return tuple(name for name in kept if name in listed)

    async def keep(self, user: UserId, names: tuple[InstrumentId, ...], trading: Trading) -> None:
        listed = {held.id for held in trading.instruments()}
        kept = _read(await self._values.get(_key(user))) or ()
        absent = [name for name in kept if name not in listed]
        await self._values.put(_key(user), json.dumps([*names, *absent][:MOST]))


class WatchListService(WatchList):
    """Shows and changes the list; looking at it needs no right to trade."""

    def __init__(self, seats: Seats, lookback: Lookback, store: WatchStore) -> None:
        self._seats = seats
        self._lookback = lookback
        self._store = store

    async def view(self, user: UserId, page: int) -> WatchView:
        seat = await self._seats.of(user)
        names = await self._store.of(user, seat.trading)
        listed = {held.id: held for held in seat.trading.instruments()}
        shown, at, pages = page_of(names, page, ROWS_A_PAGE)
        async with asyncio.TaskGroup() as group:
            rows = [group.create_task(self._row(seat, listed[name])) for name in shown]
        return WatchView(
            mode=seat.trading.mode,
            rows=tuple(row.result() for row in rows),
            page=at,
            pages=pages,
            timeframe=shown_frame(seat),
            has_more=len(names) < len(listed),
        )

    async def choices(self, user: UserId, page: int, sought: str) -> SymbolsView:
        seat = await self._seats.of(user)
        watched = frozenset(await self._store.of(user, seat.trading))
        frame = shown_frame(seat)
        return symbols_view(seat, InstrumentId(""), frame, page, sought, watched)

    async def add(self, user: UserId, instrument: InstrumentId) -> str:
        seat = await self._seats.of(user)
        if instrument not in {held.id for held in seat.trading.instruments()}:
            raise InputError(f"There is no {instrument}", code="no_symbol", typed=instrument)
        names = await self._store.of(user, seat.trading)
        if instrument in names:
            return "watched"
        if len(names) >= MOST:
            raise InputError(f"A list holds {MOST}", code="list_full", most=str(MOST))
        await self._store.keep(user, (*names, instrument), seat.trading)
        return "watched"

    async def remove(self, user: UserId, instrument: InstrumentId) -> str:
        seat = await self._seats.of(user)
        names = await self._store.of(user, seat.trading)
        left = tuple(name for name in names if name != instrument)
        await self._store.keep(user, left, seat.trading)
        return "unwatched"

    async def raise_(self, user: UserId, instrument: InstrumentId) -> str:
        seat = await self._seats.of(user)
        names = list(await self._store.of(user, seat.trading))
        if instrument in names:
            at = names.index(instrument)
            names.insert((at or len(names)) - 1, names.pop(at))
            await self._store.keep(user, tuple(names), seat.trading)
        return ""

    async def _row(self, seat: Seat, held: Instrument) -> WatchRow:
        quote = seat.trading.quote(held.id)
        return WatchRow(
            instrument=held.id,
            title=held.title,
            base=held.base,
            tick=held.tick,
            feed=seat.trading.feed(held.id),
            quote=quote,
            day=await self._lookback.day(seat.trading, held, quote),
        )


def _read(text: str | None) -> tuple[InstrumentId, ...] | None:
    """None where nothing was chosen yet, or nobody can read what was."""
    try:
        found = json.loads(text) if text is not None else None
    except ValueError:
        return None
    if not isinstance(found, list):
        return None
    return tuple(dict.fromkeys(InstrumentId(name) for name in found if isinstance(name, str)))


def _key(user: UserId) -> str:
    return f"watch:{user}"
