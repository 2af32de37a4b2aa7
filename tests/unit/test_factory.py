"""Which market and clock the settings mean."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from core.clock import ScaledClock, SystemClock
from core.errors import InputError
from core.types import InstrumentId, Source
from exchanges.factory import Venue, make_broker, open_venue
from exchanges.simulated.broker import SimulatedBroker

START_NS = 1_704_067_200_000_000_000


class StoppedClock(SystemClock):
    def now_ns(self) -> int:
        return START_NS

    def monotonic_ns(self) -> int:
        return 0


def opened(exchange: str, *, paths: tuple[Path, ...] = (), since_ns: int = 0) -> Venue:
    desk = StoppedClock()
    return open_venue(
        exchange,
        desk,
        symbols=["BTCUSDT"],
        clock=ScaledClock(desk, anchor_ns=START_NS - 10, speed=60),
        since_ns=since_ns,
        replay_path=paths,
        replay_speed=10,
    )


def recording(tmp_path: Path) -> Path:
    path = tmp_path / "futures" / "BTCUSDT-1h.csv.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(b"open_time,open\n1704070800000,100,101,99,100,5\n"))
    return path


def test_the_simulated_exchange_runs_on_the_clock_it_is_given() -> None:
    venue = opened("simulated")
    assert venue.market.name == "simulated"
    assert [held.id for held in venue.instruments] == ["sim:perp:BTCUSDT"]
    assert venue.clock.now_ns() == START_NS - 10 + 600
    assert (venue.pace, venue.is_lossless, dict(venue.sources)) == (60, True, {})
    assert isinstance(make_broker(venue, seed=1), SimulatedBroker)


def test_a_replay_begins_with_its_recording(tmp_path: Path) -> None:
    venue = opened("replay", paths=(recording(tmp_path),))
    assert venue.market.name == "replay"
    assert venue.clock.now_ns() == 1_704_070_800_000_000_000
    assert venue.sources == {InstrumentId("binance:usdm:BTCUSDT"): Source.LAST}


def test_a_replay_goes_on_after_what_was_already_processed(tmp_path: Path) -> None:
    since_ns = 1_704_070_800_000_000_000 + 77
    assert (
        opened("replay", paths=(recording(tmp_path),), since_ns=since_ns).clock.now_ns() == since_ns
    )


def test_each_feed_is_its_own() -> None:
    venue = opened("simulated")
    assert venue.feed(lambda _: True) is not venue.feed(lambda _: True)


def test_another_exchange_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="EXCHANGE is kraken; it may be simulated or replay"):
        opened("kraken")


def test_a_market_without_a_network_imports_none() -> None:
    check = "import sys, app.desk; print({'httpx', 'websockets'} & set(sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.strip() == "set()"
