"""What the frames of a subscription come to: events, and what else has to be fetched."""

import logging
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import msgspec

from core.instrument import Instrument
from core.market import Candle, Funding, MarketEvent
from core.ports import Clock, Subscription
from core.types import SECOND_NS, InstrumentId, Timeframe
from exchanges.binance.answers import DepthAnswer
from exchanges.binance.candle_ledger import CandleLedger, Pair
from exchanges.binance.plan import Kind, SocketPlan, Stream, base_timeframe
from exchanges.binance.profile import Profile
from exchanges.binance.timeline import Timeline
from exchanges.wire.aggregate import Aggregate
from exchanges.wire.frame_reader import FrameReader
from exchanges.wire.frames import Bar, Data, Frame
from exchanges.wire.scale import OffTick, Scale

log = logging.getLogger(__name__)

MAX_LAG_NS = 3 * SECOND_NS
MOST_AHEAD_NS = 2 * SECOND_NS
_MS = 1_000_000


@dataclass(slots=True)
class Heard:
    """What one connection was heard of so far: how late its newest timed word was and when that
    came, and what it said about itself. `is_spare` while another connection of the same streams
    still delivers."""

    lag_ns: int = 0
    timed_ns: int = 0
    is_spare: bool = False
    is_leaving: bool = False
    bad_frames: int = 0
    name: str = ""

    def is_late(self, now_ns: int) -> bool:
        """Is what it says now too old? Words without a time (quotes on spot) are as old as those
        with one that came shortly before; after a silence nobody knows how old they are."""
        return self.lag_ns > MAX_LAG_NS or now_ns - self.timed_ns > MAX_LAG_NS


class Receiver:
    """Decodes, drops what is old or known, and keeps books and candles whole.

    What a connection says more than `MAX_LAG_NS` late is no price any more: books and candles still
    learn from it, nobody fills on it, and it does not count as a sign of life. What is
    `halted`, now or later, is not traded: its streams live, and nobody fills on it either.
    """

    def __init__(
        self,
        wanted: Subscription,
        sockets: Sequence[SocketPlan],
        listed: dict[InstrumentId, Instrument],
        profile: Profile,
        clock: Clock,
        timeline: Timeline,
        since_ns: int,
        *,
        halted: Set[InstrumentId] = frozenset(),
        coarse: Set[InstrumentId] = frozenset(),
    ) -> None:
        self._halted = halted
        streams = (stream for socket in sockets for stream in socket.streams)
        self._streams = {stream.name: stream for stream in streams}
        self._readers = {name: FrameReader(listed[name]) for name in wanted.instruments}
        self._scales = {name: Scale.of(listed[name]) for name in wanted.instruments}
        for name in coarse:
            self.coarsen(listed[name])
        self._clock, self._timeline = clock, timeline
        self._decode = msgspec.json.Decoder(Frame).decode
        self.ledger = CandleLedger(_bases(wanted, profile), since_ns or clock.now_ns())
        self._given = {pair for pair in wanted.candles if pair[1] in profile.timeframes}
        self._made: dict[InstrumentId, list[Aggregate]] = {}
        for instrument, timeframe in sorted(set(wanted.candles) - self._given):
            if base_timeframe(timeframe, profile) is not None:
                self._made.setdefault(instrument, []).append(Aggregate(timeframe))
        perps = () if profile.is_spot else wanted.instruments
        self.fundings = dict.fromkeys(perps, since_ns or clock.now_ns())
        self.doubts_fundings = bool(since_ns and perps)
        self.doubts_time = self.doubts_rules = False
        self.off_tick: set[InstrumentId] = set()
        self.frames = self.filled = 0

    def take(self, heard: Heard, text: bytes | str) -> tuple[str, list[MarketEvent]]:
        """The stream that spoke in time (empty: none) and the events of one frame. The border of
        what a venue may send: no frame raises."""
        self.frames += 1
        try:
            frame = self._decode(text)
            stream = self._streams.get(frame.stream)
            if stream is None or frame.data is None:
                self._about_itself(heard, frame)
                return "", []
            return self._said(heard, stream, frame, frame.data)
        except (ValueError, ArithmeticError, msgspec.MsgspecError) as error:
            heard.bad_frames += 1
            if heard.bad_frames == 1:
                log.warning("%s sent what cannot be read: %s", heard.name, error)
            return "", []

    def _said(
        self, heard: Heard, stream: Stream, frame: Frame, data: Data
    ) -> tuple[str, list[MarketEvent]]:
        now_ns = self._clock.now_ns()
        if data.E:
            lag_ns = now_ns - data.E * _MS
            heard.lag_ns, heard.timed_ns = lag_ns, now_ns
            self.doubts_time |= not -MOST_AHEAD_NS <= lag_ns <= MAX_LAG_NS
        is_late = heard.is_late(now_ns)
        try:
            events = list(self._events(heard, stream, frame, data, now_ns))
        except ValueError as error:
            self.doubts_rules = True
            if isinstance(error, OffTick):
                self.off_tick.add(stream.instrument)
            raise
        if stream.instrument in self._halted:
            return stream.name, [event for event in events if isinstance(event, Candle | Funding)]
        if is_late:
            return "", [event for event in events if isinstance(event, Candle | Funding)]
        return stream.name, events

    def _events(
        self, heard: Heard, stream: Stream, frame: Frame, data: Data, now_ns: int
    ) -> Iterator[MarketEvent]:
        reader = self._readers[stream.instrument]
        if stream.kind is Kind.KLINE:
            if data.k is not None and data.k.x and stream.timeframe is not None:
                bar = self._candle(stream.instrument, stream.timeframe, data.k)
                yield from self._closed(self.ledger.take(bar))
            return
        is_ahead = stream.kind is Kind.DEPTH and not reader.book.follows(data.U, data.u, data.pu)
        if heard.is_spare and is_ahead:
            return
        at_ns = min(data.E * _MS, now_ns) if data.E else now_ns
        at_ns = self._timeline.stamp(stream.instrument, at_ns)
        if stream.kind is Kind.MARK:
            yield from self._funding(reader.funding_until(at_ns))
        event = reader.read(at_ns, frame)
        if event is not None:
            yield event

    def _candle(self, instrument: InstrumentId, timeframe: Timeframe, bar: Bar) -> Candle:
        """Raises ValueError for a bar that is none: it would be waited for in vain."""
        ticks, steps = self._scales[instrument].ticks, self._scales[instrument].steps
        at_ns = (bar.T + 1) * _MS
        is_whole = at_ns % timeframe.ns == 0 and at_ns - bar.t * _MS == timeframe.ns
        if not is_whole or at_ns > self._clock.now_ns() + MOST_AHEAD_NS:
            raise ValueError(f"no closed candle of {timeframe} lasts from {bar.t} to {bar.T}")
        first, high, low, last = ticks(bar.o), ticks(bar.h), ticks(bar.l), ticks(bar.c)
        if not low <= min(first, last) <= max(first, last) <= high:
            raise ValueError(f"the prices of the candle from {bar.t} are not in order")
        return Candle(instrument, at_ns, timeframe, first, high, low, last, steps(bar.v))

    def _closed(self, candles: Iterator[Candle]) -> Iterator[Candle]:
        """The wanted ones of the venue's candles, and the longer ones made of its seconds."""
        for candle in candles:
            if (candle.instrument, candle.timeframe) in self._given:
                yield candle
            if candle.timeframe is Timeframe.S1:
                for aggregate in self._made.get(candle.instrument, ()):
                    yield from aggregate.add(candle)

    def _funding(self, funding: Funding | None) -> Iterator[Funding]:
        if funding is not None and funding.at_ns > self.fundings[funding.instrument]:
            self.fundings[funding.instrument] = funding.at_ns
            yield funding

    def _about_itself(self, heard: Heard, frame: Frame) -> None:
        told = frame.e or (frame.data.e if frame.data else "")
        if told == "serverShutdown":
            heard.is_leaving = True
        elif frame.error is not None:
            log.warning("%s refused: %s %s", heard.name, frame.error.code, frame.error.msg)

    # --- what was fetched

    def fetched_candles(self, candles: Sequence[Candle]) -> list[MarketEvent]:
        return list(self._closed(self.ledger.filled(candles)))

    def fetched_fundings(self, fundings: Sequence[Funding]) -> list[MarketEvent]:
        return [event for funding in fundings for event in self._funding(funding)]

    def fetched_book(self, instrument: InstrumentId, answer: DepthAnswer) -> None:
        """The book is told with its next change: a snapshot is no sign of life of the stream.
        Raises ValueError for levels that make no sense."""
        frame = Frame(last_update_id=answer.last_update_id, bids=answer.bids, asks=answer.asks)
        self._readers[instrument].read(self._clock.now_ns(), frame)

    def books_wanted(self) -> list[InstrumentId]:
        """Whose book waits for a snapshot."""
        return [name for name, reader in self._readers.items() if reader.wants_book]

    def hears(self, instrument: InstrumentId) -> bool:
        return instrument in self._readers

    def coarsen(self, held: Instrument) -> None:
        """The venue's tick is finer than ours from now on."""
        reader = self._readers.get(held.id)
        if reader is not None and not reader.is_coarse:
            self._readers[held.id] = FrameReader(held, is_coarse=True)
            self._scales[held.id] = Scale.of(held, is_rounded=True)

    def broke(self, streams: Sequence[Stream]) -> None:
        """A connection ended with no other in its place: changes of these books were missed."""
        for stream in streams:
            if stream.kind is Kind.DEPTH:
                self._readers[stream.instrument].book.invalidate()
            elif stream.kind is Kind.MARK:
                self.doubts_fundings = True


def _bases(wanted: Subscription, profile: Profile) -> set[Pair]:
    found = ((name, base_timeframe(timeframe, profile)) for name, timeframe in wanted.candles)
    return {(name, base) for name, base in found if base is not None}
