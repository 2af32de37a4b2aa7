"""Binance's public side as `core.ports.MarketData`: spot and futures differ in the profile."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence, Set
from random import Random

from core.errors import ExchangeError, InputError, Unreachable
from core.health import WireHealth
from core.instrument import Instrument
from core.market import Candle, Funding, MarketEvent, NewRules, Quote
from core.ports import Subscription
from core.types import SECOND_NS, InstrumentId, Source, Timeframe
from exchanges.binance.history import History
from exchanges.binance.listing import changes, instruments_of, weight_limit
from exchanges.binance.live import LiveStream
from exchanges.binance.plan import plan
from exchanges.binance.profile import Profile
from exchanges.binance.receiver import Receiver
from exchanges.binance.rest import Rest
from exchanges.binance.rulebook import Rulebook
from exchanges.binance.timeline import Timeline
from exchanges.binance.venue_clock import VenueClock
from exchanges.wire.exchange_info import ExchangeInfo

log = logging.getLogger(__name__)

LOOK_S, REFRESH_S, HALTED_S, DOUBTED_S, AGAIN_S = 1.0, 3600.0, 60.0, 30.0, 10.0
SILENT_NS, MOST_SILENT_ASKS = 5 * SECOND_NS, 10
"""Questions for a quote that follow each other closer than this are of one silence."""
OPEN_S = 10.0
_MS = 1_000_000


class BinanceMarket:
    """One for the whole desk: its requests share one budget. Each `events` has its own sockets.

    `load` or `recall` comes before everything else, and `group` runs what stands behind `events`.
    Events are told in the venue's time, prices of what it has halted not at all; a closed candle is
    told when the venue says so, a moment after the first prices beyond its close, at its own time.
    Rules that change are told among the events, and taken as `Rulebook` says.
    """

    def __init__(
        self,
        profile: Profile,
        rest: Rest,
        clock: VenueClock,
        symbols: Sequence[str],
        *,
        rng: Random,
        group: asyncio.TaskGroup,
        open_s: float = OPEN_S,
    ) -> None:
        self.name = profile.name
        self.clock, self.rest = clock, rest
        self._rules = Rulebook()
        self.streams: list[LiveStream] = []
        self._past_reconnects = self._past_filled = 0
        self._silences: dict[InstrumentId, tuple[int, int]] = {}
        self._doubts_status = False
        self._profile, self._symbols = profile, tuple(symbols)
        self._history = History(rest, profile)
        self._timeline = Timeline()
        self._rng, self._group, self._open_s = rng, group, open_s

    async def load(self) -> None:
        """The venue's time and what it lists. Raises InputError for symbols it does not have, and
        ExchangeError while it does not answer."""
        self.clock.sync(await self.rest.trips())
        info = await self.rest.get("exchangeInfo", ExchangeInfo, {})
        self.rest.governor.limit = weight_limit(info) or self.rest.governor.limit
        found = instruments_of(info, self._symbols, self._profile, self.listed)
        for old, new in zip(self._rules.newest, found, strict=False):
            if told := changes(old, new):
                log.warning("%s: rules changed: %s", new.id, ", ".join(told))
        self._tell(self._rules.told(found, self._off_tick()))

    @property
    def listed(self) -> tuple[Instrument, ...]:
        return self._rules.listed

    @property
    def is_loaded(self) -> bool:
        """Has the venue told its rules since the start?"""
        return bool(self._rules.newest)

    def recall(self, known: Sequence[Instrument]) -> None:
        """Goes by the rules of an earlier day until the venue tells today's; nothing where a symbol
        is not among them."""
        found = {held.id: held for held in known}
        names = [self._profile.id(symbol) for symbol in self._symbols]
        if found.keys() >= set(names):
            self._rules.recall([found[name] for name in names])

    @property
    def outgrown(self) -> frozenset[InstrumentId]:
        """What is counted in units that the venue has left."""
        return self._rules.outgrown

    def renew(self, but: Set[InstrumentId] = frozenset()) -> None:
        """Counts in the venue's units from now on, but for those. While nobody reads events, nor
        will judge what was read before."""
        self._rules.renew(but)

    def _tell(self, changed: Sequence[Instrument]) -> None:
        for stream in self.streams:
            for held in self.listed:
                if held.id in self._rules.coarse:
                    stream.receiver.coarsen(held)
            for held in changed:
                stream.tell(NewRules(held.id, self.clock.now_ns(), held))

    def _off_tick(self) -> frozenset[InstrumentId]:
        return frozenset(name for stream in self.streams for name in stream.receiver.off_tick)

    async def upkeep(self) -> None:
        """Keeps time and rules: hourly, each minute while a symbol is halted, and soon when what is
        heard does not fit them."""
        loaded_ns, wait_s = self.clock.monotonic_ns(), REFRESH_S
        while True:
            await self.clock.sleep(LOOK_S)
            if not self.is_loaded:
                wait_s = min(wait_s, AGAIN_S)
            elif self._is_doubted():
                wait_s = min(wait_s, DOUBTED_S)
            elif self._rules.halted:
                wait_s = min(wait_s, HALTED_S)
            now_ns = self.clock.monotonic_ns()
            if now_ns - loaded_ns < wait_s * SECOND_NS:
                continue
            loaded_ns, wait_s = now_ns, REFRESH_S
            try:
                await self.load()
            except (ExchangeError, InputError) as error:
                log.warning("%s: time and rules are not refreshed: %s", self.name, error)
                wait_s = AGAIN_S

    async def instruments(self) -> tuple[Instrument, ...]:
        """As they hold here now."""
        if not self.listed:
            await self.load()
        return self.listed

    async def quote(self, instrument: InstrumentId) -> Quote:
        held = self._held(instrument)
        self._note_silence(instrument)
        if instrument in self._rules.halted:
            raise Unreachable(f"{instrument} is not traded now")
        told = await self._history.quote(held, is_coarse=instrument in self._rules.coarse)
        at_ns = self._timeline.stamp(instrument, self.clock.now_ns())
        return Quote(instrument, at_ns, *told)

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        end_ns = min(end_ns, self.clock.now_ns())
        held = self._held(instrument)
        return await self._history.candles(
            held, timeframe, end_ns=end_ns, limit=limit, source=source
        )

    async def fundings(
        self, instrument: InstrumentId, *, since_ns: int, until_ns: int
    ) -> tuple[Funding, ...]:
        """As `core.ports.FundingHistory`; spot has none."""
        if self._profile.is_spot:
            return ()
        found = await self._history.fundings(self._held(instrument), since_ns)
        return tuple(funding for funding in found if since_ns < funding.at_ns <= until_ns)

    async def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        """Never ends by itself and raises nothing: outages show as silence."""
        listed = {held.id: held for held in self.listed}
        sockets = plan(wanted, listed, self._profile)
        receiver = Receiver(
            wanted,
            sockets,
            listed,
            self._profile,
            self.clock,
            self._timeline,
            since_ns,
            halted=self._rules.halted,
            coarse=self._rules.coarse & wanted.instruments,
        )
        stream = LiveStream(
            receiver, sockets, self._profile, self.clock, rng=self._rng, open_s=self._open_s
        )
        stream.start(self._group, self._history, listed)
        self.streams.append(stream)
        for name in sorted(wanted.instruments):
            stream.tell(NewRules(name, since_ns or self.clock.now_ns(), listed[name]))
        try:
            async for event in stream.events():
                yield event
        finally:
            stream.stop()
            self.streams.remove(stream)
            self._past_reconnects += stream.reconnects
            self._past_filled += receiver.filled

    def health(self) -> WireHealth:
        """As `core.ports.WireProbe`; counts since the start."""
        now_ns, governor = self.clock.monotonic_ns(), self.rest.governor
        return WireHealth(
            rtt_ms=self.clock.rtt_ns / _MS,
            offset_ms=self.clock.offset_ms,
            used=governor.spent(now_ns),
            limit=governor.limit,
            refusals=governor.refusals,
            blocked_s=max(governor.blocked_until_ns - now_ns, 0) / SECOND_NS,
            reconnects=self._past_reconnects + sum(stream.reconnects for stream in self.streams),
            filled=self._past_filled + sum(stream.receiver.filled for stream in self.streams),
        )

    def _note_silence(self, instrument: InstrumentId) -> None:
        """Who asks hears no stream. When that lasts the symbol may be halted, which its quote would
        not tell: its status is doubted, once in a silence."""
        now_ns = self.clock.monotonic_ns()
        asks, last_ns = self._silences.get(instrument, (0, now_ns))
        asks = asks + 1 if now_ns - last_ns < SILENT_NS else 1
        self._silences[instrument] = asks, now_ns
        self._doubts_status = self._doubts_status or asks == MOST_SILENT_ASKS

    async def ask(self) -> None:
        self.clock.sync(await self.rest.trips())

    def _held(self, instrument: InstrumentId) -> Instrument:
        for held in self.listed:
            if held.id == instrument:
                return held
        raise InputError(f"{instrument} is not traded here", code="unknown_instrument")

    def _is_doubted(self) -> bool:
        """Did a stream say something that our clock or our rules do not allow? Asked once."""
        found = False
        for stream in self.streams:
            receiver = stream.receiver
            found = found or receiver.doubts_time or receiver.doubts_rules
            receiver.doubts_time = receiver.doubts_rules = False
        found = found or self._doubts_status
        self._doubts_status = False
        return found
