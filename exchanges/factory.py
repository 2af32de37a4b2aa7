"""Picks the market and its clock by the values of the settings."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Protocol

from core.clock import ScaledClock, SystemClock
from core.errors import ExchangeError, InputError, RateLimited
from core.instrument import Instrument
from core.ports import Clock, MarketData
from core.ports.system import WireProbe
from core.types import InstrumentId, Source
from exchanges.feed import FreshFeed
from exchanges.pulse import FeedLimits
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.faults import Faults
from exchanges.simulated.market import SimulatedMarket
from exchanges.simulated.paper import PaperSettings

log = logging.getLogger(__name__)

EXCHANGES = ("simulated", "replay")
LIVE_EXCHANGES = ("binance", "binance_futures")
AGAIN_S, LONGEST_S, PATIENCE_S = 5.0, 60.0, 2.0
"""Between two questions to a venue that does not answer; for its answer, where stops can be armed
without it."""


class Relisting(Protocol):
    """A venue whose rules change while the desk runs."""

    @property
    def outgrown(self) -> frozenset[InstrumentId]:
        """What the desk counts in units that the venue has left."""
        ...

    def renew(self, but: Set[InstrumentId] = frozenset()) -> None:
        """Takes the venue's units, but for those. Only while no account runs."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A market, its clock and what it lists. With `is_lossless` nothing may be conflated: it is
    made or recorded, and every run of it has to be the same. `pace` is how fast its time runs;
    `sources` says where triggers are judged on another price than the usual (marks on perps,
    prints on spot): recordings hold no stream of marks. `wire` tells of a venue on the network,
    `relisting` of the units that it has changed."""

    market: MarketData
    clock: Clock
    instruments: tuple[Instrument, ...]
    is_lossless: bool
    pace: int = 1
    sources: Mapping[InstrumentId, Source] = field(default_factory=dict)
    wire: WireProbe | None = None
    relisting: Relisting | None = None

    def feed(self, is_held: Callable[[InstrumentId], bool]) -> FreshFeed:
        """The feed of one runtime; `is_held` says what must not be conflated."""
        held = _everything if self.is_lossless else is_held
        return FreshFeed(self.market, self.clock, is_held=held, limits=_limits(self.pace))


def open_venue(
    exchange: str,
    desk: SystemClock,
    *,
    symbols: Sequence[str],
    clock: ScaledClock,
    since_ns: int = 0,
    sim_seed: int = 1,
    replay_path: Sequence[Path] = (),
    replay_speed: int = 1,
) -> Venue:
    """Raises InputError with what is possible. `clock` is the simulated market's; `since_ns` is the
    last event of a replay that was already processed (0: none). Reads recorded candles at once:
    call it in a thread."""
    if exchange == "simulated":
        simulated = SimulatedMarket(sim_seed, symbols, clock)
        return Venue(
            market=simulated,
            clock=clock,
            instruments=simulated.listed,
            is_lossless=True,
            pace=clock.speed,
        )
    if exchange == "replay":
        return _replayed(replay_path, symbols, desk, since_ns, replay_speed)
    raise InputError(
        f"EXCHANGE is {exchange}; it may be {' or '.join(EXCHANGES)}", code="unknown_exchange"
    )


def _replayed(
    path: Sequence[Path], symbols: Sequence[str], desk: SystemClock, since_ns: int, speed: int
) -> Venue:
    # Only here: numpy, which reads what is stored in columns, takes longer than a market to open.
    from exchanges.replay import Recordings, ReplayMarket

    recordings = Recordings(path, symbols)
    clock = ScaledClock(
        desk,
        anchor_ns=desk.now_ns(),
        market_ns=max(recordings.starts_ns, since_ns),
        speed=speed,
    )
    return Venue(
        market=ReplayMarket(recordings, clock),
        clock=clock,
        instruments=recordings.instruments,
        is_lossless=True,
        pace=speed,
        sources={held.id: Source.LAST for held in recordings.instruments},
    )


@asynccontextmanager
async def open_live(
    exchange: str,
    desk: SystemClock,
    *,
    symbols: Sequence[str],
    rest_url: str = "",
    ws_url: str = "",
    is_testnet: bool = False,
    known: Sequence[Instrument] = (),
    held: Set[InstrumentId] = frozenset(),
) -> AsyncIterator[Callable[[], Awaitable[Venue]]]:
    """A venue on the network, shared by all accounts: its limits go by address. What is yielded
    gives it once the venue has answered, or at once where `known`, the instruments of an earlier
    day, will do. What is `held` is counted in the units it is known in. Raises InputError at once
    for symbols that the venue does not list."""
    # Only here: the network's libraries take a while to import.
    from exchanges.binance.opening import open_market
    from exchanges.binance.profile import profile_of

    profile = profile_of(exchange, rest=rest_url, ws=ws_url, is_testnet=is_testnet)
    loading = asyncio.Lock()
    async with open_market(profile, desk, symbols, rng=Random()) as market:
        market.recall(known)

        async def venue() -> Venue:
            async with loading:
                await _load(market, exchange, desk, tries=0)
            return Venue(
                market=market,
                clock=market.clock,
                instruments=market.listed,
                is_lossless=False,
                wire=market,
                relisting=market,
            )

        await _first_load(market, exchange, desk, loading)
        market.renew(but=held)
        yield venue


class Loading(Protocol):
    """A market that does not know its instruments before its venue has told of them."""

    @property
    def listed(self) -> Sequence[Instrument]: ...
    async def load(self) -> None: ...


async def _first_load(market: Loading, name: str, desk: SystemClock, loading: asyncio.Lock) -> None:
    """Raises InputError. Stops that can be armed without the venue do not wait long for it: the
    market's own upkeep asks again."""
    if not market.listed:
        async with loading:
            await _load(market, name, desk, tries=1)
        return
    try:
        async with asyncio.timeout(PATIENCE_S):
            await market.load()
    except (ExchangeError, TimeoutError) as error:
        log.warning("%s does not answer; its rules of an earlier day arm stops: %s", name, error)


async def _load(market: Loading, name: str, desk: SystemClock, *, tries: int) -> None:
    """Raises InputError; gives up in silence after so many tries, 0 for never."""
    while not market.listed:
        try:
            await market.load()
        except ExchangeError as error:
            log.warning("%s does not answer yet: %s", name, error)
            tries -= 1
            if not tries:
                return
            asked_s = error.retry_after_s if isinstance(error, RateLimited) else 0
            await desk.sleep(min(max(asked_s, AGAIN_S), LONGEST_S))


def make_broker(venue: Venue, *, seed: int) -> SimulatedBroker:
    """The paper broker of a venue's instruments; the simulated market's faults are its too."""
    faults = venue.market.faults if isinstance(venue.market, SimulatedMarket) else Faults()
    listed = {instrument.id: instrument for instrument in venue.instruments}
    return SimulatedBroker(listed, seed=seed, config=PaperSettings(), faults=faults)


def _limits(pace: int) -> FeedLimits:
    """A market that runs faster than the desk is not stale before the desk would call it so: its
    own time passes between two breaths of the machine."""
    plain = FeedLimits()
    return FeedLimits(
        silence_s=plain.silence_s * pace,
        ask_s=plain.ask_s * pace,
        max_age_s=plain.max_age_s * pace,
        answer_timeout_s=plain.answer_timeout_s,
        retry_s=plain.retry_s * pace,
    )


def _everything(_instrument: InstrumentId) -> bool:
    return True
