"""One seed, two processes, the same bytes."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from core.clock import ManualClock
from core.codec import encode
from core.ports import Subscription
from core.types import HOUR_NS, SECOND_NS, Timeframe
from exchanges.simulated.faults import Fault, FaultKind
from exchanges.simulated.market import SimulatedMarket

start_ns = 1_767_571_200 * SECOND_NS
gap = Fault(kind=FaultKind.GAP, at_ns=start_ns + 60 * SECOND_NS, ppm=20_000)
market = SimulatedMarket(int(sys.argv[1]), ["ETHUSDT", "BTCUSDT"], ManualClock(), [gap])
ids = frozenset(item.id for item in market.listed)
timeframes = (Timeframe.S5, Timeframe.M1)
wanted = Subscription(frozenset((i, t) for i in ids for t in timeframes), ids)
for event in market.stream(wanted, start_ns, start_ns + HOUR_NS // 12):
    print(type(event).__name__, encode(event))
"""


def event_log(seed: int, hash_seed: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(seed)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout


@pytest.mark.parametrize("seed", [1, 20])
def test_one_seed_gives_byte_equal_event_logs_in_two_processes(seed: int) -> None:
    one, other = event_log(seed, "1"), event_log(seed, "2")
    assert len(one.splitlines()) > 2_500
    assert one == other


def test_another_seed_gives_another_log() -> None:
    assert event_log(1, "1") != event_log(2, "1")


def test_a_seed_means_the_same_market_on_every_machine() -> None:
    """A changed value here is a changed market: every recorded seed tells another story then."""
    digest = hashlib.sha256(event_log(1, "1")).hexdigest()
    assert digest == "f0e5c9aedf375070df7a702445f6d8a3846180af0d148a10416dd77a6e46cb68"
