"""Which streams a subscription needs, and on which sockets."""

from collections.abc import Iterator
from enum import Enum
from itertools import groupby

from core.instrument import Instrument
from core.ports import Subscription
from core.types import InstrumentId, Timeframe
from core.values import Frozen
from exchanges.binance.profile import Profile

MOST_STREAMS = 800


class Kind(Enum):
    """Of a stream; the value is how many seconds of silence are odd for one that is traded."""

    TICKER = 5.0
    MARK = 3.0
    DEPTH = 8.0
    KLINE = 10.0
    TRADE = 60.0


class Stream(Frozen, frozen=True):
    """One stream; `timeframe` is set for candles alone."""

    name: str
    kind: Kind
    route: str
    instrument: InstrumentId
    timeframe: Timeframe | None = None


class SocketPlan(Frozen, frozen=True):
    """The streams of one socket, all of one route."""

    route: str
    streams: tuple[Stream, ...]


def base_timeframe(timeframe: Timeframe, profile: Profile) -> Timeframe | None:
    """The venue's own candles that these are made of: themselves, or seconds; None where it has
    none so short."""
    if timeframe in profile.timeframes:
        return timeframe
    return Timeframe.S1 if Timeframe.S1 in profile.timeframes else None


def plan(
    wanted: Subscription, listed: dict[InstrumentId, Instrument], profile: Profile
) -> tuple[SocketPlan, ...]:
    """Sockets in order of their routes, each within what one may carry."""
    names = {stream.name: stream for stream in _streams(wanted, listed, profile)}
    by_route = sorted(names.values(), key=lambda stream: stream.route)
    sockets: list[SocketPlan] = []
    for route, group in groupby(by_route, key=lambda stream: stream.route):
        streams = tuple(group)
        starts = range(0, len(streams), MOST_STREAMS)
        sockets += [SocketPlan(route, streams[i : i + MOST_STREAMS]) for i in starts]
    return tuple(sockets)


def _streams(
    wanted: Subscription, listed: dict[InstrumentId, Instrument], profile: Profile
) -> Iterator[Stream]:
    for instrument in sorted(wanted.instruments):
        symbol, routes = listed[instrument].symbol.lower(), profile.routes
        yield Stream(f"{symbol}@bookTicker", Kind.TICKER, routes["bookTicker"], instrument)
        yield Stream(f"{symbol}@depth@100ms", Kind.DEPTH, routes["depth"], instrument)
        trades = profile.trades
        yield Stream(f"{symbol}@{trades}", Kind.TRADE, routes[trades], instrument)
        if not profile.is_spot:
            yield Stream(f"{symbol}@markPrice@1s", Kind.MARK, routes["markPrice"], instrument)
    for instrument, timeframe in sorted(wanted.candles):
        base = base_timeframe(timeframe, profile)
        if base is not None:
            name = f"{listed[instrument].symbol.lower()}@kline_{base}"
            yield Stream(name, Kind.KLINE, profile.routes["kline"], instrument, base)
