"""Venues as the desk composes them, opened at a desk's present."""

from collections.abc import Sequence
from pathlib import Path

from backtest.jumping import JumpingClock
from core.clock import ScaledClock
from exchanges.factory import Venue, open_venue
from tests.parity.runs import OpenVenue
from tests.parity.story import TICKS_PACE


def simulated_venue(desk: JumpingClock, symbols: Sequence[str], seed: int) -> Venue:
    """EXCHANGE=simulated at the demo's speed."""
    clock = ScaledClock(desk, anchor_ns=desk.now_ns(), speed=TICKS_PACE)
    return open_venue("simulated", desk, symbols=symbols, clock=clock, sim_seed=seed)


def replay(*paths: Path, speed: int = TICKS_PACE, symbols: Sequence[str] = ()) -> OpenVenue:
    """EXCHANGE=replay, gone on with from the desk's present."""

    def opened(desk: JumpingClock) -> Venue:
        return open_venue(
            "replay",
            desk,
            symbols=symbols,
            clock=ScaledClock(desk, anchor_ns=desk.now_ns(), speed=speed),
            since_ns=desk.now_ns(),
            replay_path=paths,
            replay_speed=speed,
        )

    return opened
