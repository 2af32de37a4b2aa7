"""One instrument at a time: its price, its day, its trend, and the way to another."""

from core.errors import InputError
from core.instrument import Instrument
from core.ports import Clock
from core.ports.watching import MarketWatch, Readings, Trends
from core.types import InstrumentId, Timeframe, UserId
from core.views.watching import MarketView, ReadingView, SymbolsView
from services.lookback import Lookback
from services.seats import Seat, Seats
from services.symbol_pages import TIMEFRAMES, shown_frame, symbols_view
from services.symbols import find_symbol
from services.watchlist import WatchStore


class MarketService(MarketWatch):
    """Reads only."""

    def __init__(
        self,
        seats: Seats,
        lookback: Lookback,
        trends: Trends,
        watched: WatchStore,
        clock: Clock,
        readings: Readings | None = None,
    ) -> None:
        self._seats = seats
        self._lookback = lookback
        self._trends = trends
        self._watched = watched
        self._clock = clock
        self._readings = readings

    async def view(
        self, user: UserId, instrument: InstrumentId | None, timeframe: Timeframe | None
    ) -> MarketView:
        seat = await self._seats.of(user)
        trading = seat.trading
        held = _held(seat, instrument)
        frame = timeframe or shown_frame(seat)
        quote = trading.quote(held.id)
        watched = await self._watched.of(user, trading)
        return MarketView(
            mode=trading.mode,
            instrument=held.id,
            title=held.title,
            base=held.base,
            tick=held.tick,
            timeframe=frame,
            timeframes=TIMEFRAMES,
            feed=trading.feed(held.id),
            access=seat.user.access,
            now_ns=self._clock.now_ns(),
            utc_offset_min=seat.user.utc_offset_min,
            quote=quote,
            day=await self._lookback.day(trading, held, quote),
            trend=self._trends.trend(await self._lookback.closes(trading, held, frame)),
            readings=await self._read(seat, held, frame),
            is_watched=held.id in watched,
        )

    async def _read(
        self, seat: Seat, held: Instrument, frame: Timeframe
    ) -> tuple[ReadingView, ...]:
        """A venue is asked for more candles only where an indicator goes by them."""
        if self._readings is None or not self._readings.wants:
            return ()
        wanted = self._readings.wants
        candles = await self._lookback.latest(seat.trading, held, frame, wanted)
        return tuple(await self._readings.of(held, frame, candles))

    async def symbols(
        self,
        user: UserId,
        current: InstrumentId,
        timeframe: Timeframe | None,
        page: int,
        sought: str,
    ) -> SymbolsView:
        seat = await self._seats.of(user)
        return symbols_view(seat, current, timeframe or shown_frame(seat), page, sought)

    async def find(self, user: UserId, name: str) -> InstrumentId:
        seat = await self._seats.of(user)
        return find_symbol(seat.trading, name).id


def _held(seat: Seat, instrument: InstrumentId | None) -> Instrument:
    """What is asked for; what is not traded here is answered by what is."""
    wanted = instrument or seat.agent.instrument
    listed = seat.trading.instruments()
    found = next((held for held in listed if held.id == wanted), None) or next(iter(listed), None)
    if found is None:
        raise InputError("Nothing is traded here", code="no_symbol", typed=wanted)
    return found
