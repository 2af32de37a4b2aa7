"""Picks the market and its clock by the values of the settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.clock import ScaledClock, SystemClock
from core.errors import InputError
from core.instrument import Instrument
from core.ports import Clock, MarketData
from exchanges.playback import PlaybackClock
from exchanges.replay import Recordings, ReplayMarket
from exchanges.simulated.market import SimulatedMarket

EXCHANGES = ("simulated", "replay")


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A market, its clock and what it lists. With `is_lossless` nothing may be conflated: it is
    made or recorded, and every run of it has to be the same."""

    market: MarketData
    clock: Clock
    instruments: tuple[Instrument, ...]
    is_lossless: bool


def open_venue(
    exchange: str,
    desk: SystemClock,
    *,
    symbols: Sequence[str],
    anchor_ns: int,
    sim_seed: int = 1,
    sim_speed: int = 1,
    replay_path: Sequence[Path] = (),
    replay_speed: int = 1,
) -> Venue:
    """Raises InputError with what is possible. `anchor_ns` is the instant at which simulated time
    and the desk's were the same, and for a replay the last event already processed (0: none).
    Reads recorded candles at once: call it in a thread."""
    if exchange == "simulated":
        scaled = ScaledClock(desk, anchor_ns=anchor_ns, speed=sim_speed)
        simulated = SimulatedMarket(sim_seed, symbols, scaled)
        return Venue(market=simulated, clock=scaled, instruments=simulated.listed, is_lossless=True)
    if exchange == "replay":
        recordings = Recordings(replay_path, symbols)
        start_ns = max(recordings.starts_ns, anchor_ns)
        clock = PlaybackClock(desk, start_ns=start_ns, speed=replay_speed)
        return Venue(
            market=ReplayMarket(recordings, clock),
            clock=clock,
            instruments=recordings.instruments,
            is_lossless=True,
        )
    raise InputError(
        f"EXCHANGE is {exchange}; it may be {' or '.join(EXCHANGES)}", code="unknown_exchange"
    )
