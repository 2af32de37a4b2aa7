"""Pictures as members ask for them: gathers what is on them, and has them drawn."""

import logging
from collections.abc import Awaitable, Mapping, Sequence
from decimal import Decimal

from core.errors import ExchangeError, InputError, StorageError
from core.instrument import Instrument
from core.pictures import Levels, Marks, Picture, PictureSpec, Words
from core.ports import Clock, Gallery, JournalReader, Pictures, Themes, Trading
from core.reports import Report
from core.trading import Agent
from core.types import InstrumentId, Timeframe, UserId
from core.views import PositionView
from services.chart_candles import CandleShelf, frame_for
from services.chart_layers import (
    levels_of,
    levels_of_entry,
    lines_of,
    marks_of,
    resting_levels,
    trip_of,
)
from services.chart_specs import (
    Reader,
    allocation_spec,
    candle_spec,
    card_spec,
    comparison_spec,
    equity_spec,
    report_spec,
)
from services.chart_tales import Tales
from services.closed import ClosedTrades, equity_before
from services.seats import Seat, Seats

log = logging.getLogger(__name__)

SHOWN, WARM = 100, 150
"""Candles on a picture, and before them for averages to settle."""
AROUND = 0.3
"""Of a trade's length, shown before and after it."""


class PictureService(Pictures):
    """The border of pictures: a market that is silent or a journal that cannot be read costs the
    picture, never the screen."""

    def __init__(
        self,
        seats: Seats,
        journal: JournalReader,
        gallery: Gallery,
        themes: Themes,
        clock: Clock,
        *,
        words: Mapping[str, Words],
    ) -> None:
        self._seats = seats
        self._tales = Tales(journal)
        self._gallery = gallery
        self._themes = themes
        self._words = words
        self._shelf = CandleShelf(clock)
        self._closed = ClosedTrades(journal, clock)

    async def candles(
        self,
        user: UserId,
        instrument: InstrumentId | None = None,
        timeframe: Timeframe | None = None,
    ) -> Picture | None:
        return await self._drawn(self._candles(user, instrument, timeframe))

    async def position(self, user: UserId, trade_id: str) -> Picture | None:
        return await self._drawn(self._position(user, trade_id))

    async def trade(self, user: UserId, row: int) -> Picture | None:
        return await self._drawn(self._trade(user, row))

    async def trade_card(self, user: UserId, row: int) -> Picture | None:
        return await self._drawn(self._card(user, row))

    async def equity(self, user: UserId, days: int) -> Picture | None:
        return await self._drawn(self._equity(user, days))

    async def report(self, user: UserId, report: Report) -> Picture | None:
        return await self._drawn(self._reported(user, report))

    async def compare(self, user: UserId, days: int) -> Picture | None:
        return await self._drawn(self._compared(user, days))

    async def allocation(self, user: UserId) -> Picture | None:
        return await self._drawn(self._allocated(user))

    async def _drawn(self, gathering: Awaitable[PictureSpec | None]) -> Picture | None:
        try:
            spec = await gathering
        except (ExchangeError, StorageError, TimeoutError) as error:
            log.warning("no picture: %s", str(error) or type(error).__name__)
            return None
        return None if spec is None else await self._gallery.draw(spec)

    async def _reader(self, user: UserId) -> Reader:
        seat = await self._seats.of(user)
        words = self._words.get(seat.user.language, Words())
        return Reader(seat, words, await self._themes.of(user))

    async def _candles(
        self, user: UserId, instrument: InstrumentId | None, timeframe: Timeframe | None
    ) -> PictureSpec | None:
        reader = await self._reader(user)
        trading = reader.seat.trading
        agent = _agent_of(reader.seat, instrument)
        held = _instrument(trading, instrument or agent.instrument)
        frame = timeframe or agent.timeframe
        candles = await self._shelf.newest(trading, held, frame, SHOWN + WARM)
        shown = candles[-SHOWN:]
        is_its_own = agent.instrument == held.id
        lines = trading.lines(agent.id, candles) if is_its_own else {}
        since_ns = shown[0].open_ns if shown else 0
        told = await self._tales.since(reader.seat, held, since_ns)
        positions = _positions(reader.seat, held)
        levels = [level for each in positions for level in levels_of(each, reader.words)]
        levels += resting_levels(trading.ladder(agent.id) if is_its_own else None)
        return candle_spec(
            reader,
            held,
            shown,
            (lines_of(lines, held, len(shown)), Levels(tuple(levels)), marks_of(told)),
            note=f"{agent.strategy} x{agent.leverage}" if is_its_own else "",
            last=_last(reader.seat, held),
        )

    async def _position(self, user: UserId, trade_id: str) -> PictureSpec | None:
        reader = await self._reader(user)
        trading = reader.seat.trading
        found = [each for each in _all_positions(reader.seat) if each.trade_id == trade_id]
        if not found:
            return None
        position = found[0]
        held = _instrument(trading, position.instrument)
        agent = _agent_of(reader.seat, held.id)
        frame = frame_for(position.held_s * 1_000_000_000, agent.timeframe, SHOWN * 7 // 10)
        candles = await self._shelf.newest(trading, held, frame, SHOWN)
        told = await self._tales.of_trade(reader.seat, trade_id)
        levels = Levels(tuple(levels_of(position, reader.words)))
        note = f"{position.side.name} x{position.leverage}"
        layers = (levels, marks_of(told))
        return candle_spec(reader, held, candles, layers, note=note, last=position.now)

    async def _trade(self, user: UserId, row: int) -> PictureSpec | None:
        reader = await self._reader(user)
        told = await self._tales.closed(reader.seat, row)
        if told is None:
            return None
        held, agent = _traded(reader.seat, told.closed.instrument)
        result = told.closed.result
        span_ns = max(result.closed_at_ns - result.opened_at_ns, 1)
        frame = frame_for(span_ns, agent.timeframe, SHOWN * 6 // 10)
        around_ns = max(round(span_ns * AROUND), 10 * frame.ns)
        limit = min(-(-(span_ns + 2 * around_ns) // frame.ns), 2 * SHOWN)
        candles = await self._shelf.until(
            reader.seat.trading, held, frame, limit, result.closed_at_ns + around_ns
        )
        trip = trip_of(result)
        layers = [Marks((trip.entry, trip.exit), (trip,))]
        levels = [levels_of_entry(told.opened, reader.words)] if told.opened else []
        note = f"{result.side.name} x{result.leverage}"
        return candle_spec(reader, held, candles, (*levels, *layers), note=note)

    async def _card(self, user: UserId, row: int) -> PictureSpec | None:
        reader = await self._reader(user)
        told = await self._tales.closed(reader.seat, row)
        if told is None:
            return None
        held, agent = _traded(reader.seat, told.closed.instrument)
        result = told.closed.result
        span_ns = max(result.closed_at_ns - result.opened_at_ns, 1)
        frame = frame_for(span_ns, agent.timeframe, SHOWN)
        limit = min(-(-span_ns // frame.ns) + 1, 2 * SHOWN)
        candles = await self._shelf.until(
            reader.seat.trading, held, frame, limit, result.closed_at_ns
        )
        return card_spec(reader, held, told.closed, candles)

    async def _equity(self, user: UserId, days: int) -> PictureSpec | None:
        reader = await self._reader(user)
        closed = await self._closed.of(reader.seat, days)
        return equity_spec(reader, days, closed, equity_before(reader.seat, closed))

    async def _reported(self, user: UserId, report: Report) -> PictureSpec | None:
        return report_spec(await self._reader(user), report)

    async def _compared(self, user: UserId, days: int) -> PictureSpec | None:
        reader = await self._reader(user)
        closed = await self._closed.of(reader.seat, days)
        return comparison_spec(reader, days, reader.seat.trading.agents(), closed)

    async def _allocated(self, user: UserId) -> PictureSpec | None:
        reader = await self._reader(user)
        view = reader.seat.trading.menu_view(reader.seat.user.access)
        return allocation_spec(reader, view)


def _instrument(trading: Trading, wanted: InstrumentId) -> Instrument:
    for held in trading.instruments():
        if held.id == wanted:
            return held
    raise InputError(f"{wanted} is not traded here", code="no_such_choice")


def _traded(seat: Seat, instrument: InstrumentId) -> tuple[Instrument, Agent]:
    """An instrument with who trades it."""
    return _instrument(seat.trading, instrument), _agent_of(seat, instrument)


def _agent_of(seat: Seat, instrument: InstrumentId | None) -> Agent:
    """The one that the screens are about where it trades the instrument, else any that does."""
    if instrument is None:
        return seat.agent
    agents = (seat.agent, *seat.agents)
    return next((agent for agent in agents if agent.instrument == instrument), seat.agent)


def _all_positions(seat: Seat) -> Sequence[PositionView]:
    return seat.trading.menu_view(seat.user.access).positions


def _positions(seat: Seat, held: Instrument) -> list[PositionView]:
    return [each for each in _all_positions(seat) if each.title == held.title]


def _last(seat: Seat, held: Instrument) -> Decimal | None:
    """The middle of the newest quote, where an agent watches the instrument."""
    for agent in seat.trading.agents():
        quote = seat.trading.auto_view(agent.id).quote
        if agent.instrument == held.id and quote is not None:
            return held.price(round((quote.bid + quote.ask) / 2 / held.tick))
    return None
