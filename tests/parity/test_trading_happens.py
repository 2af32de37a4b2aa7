"""With the settings nobody touched, trading happens: soon, and both ways it can end.

The demo's market runs 60 times as fast as the desk's clock: a minute of the desk is an hour of the
market. The runs are the demo's, straight through the runtime on the market's own time.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import pytest

from app.settings import Settings
from backtest.jumping import JumpingClock
from core.events import PositionClosed, PositionOpened
from core.market import MarketEvent
from core.ports import Subscription
from core.types import MINUTE_NS, SECOND_NS, ExitReason
from engine.history import run_through
from engine.memory import MemoryJournal
from exchanges.factory import make_broker
from exchanges.simulated.market import SimulatedMarket
from tests.parity.default_desk import just_started
from tests.parity.runs import attach_all, make_runtime
from tests.parity.story import TICKS_PACE
from tests.parity.venues import simulated_venue

pytestmark = pytest.mark.slow

SEEDS = range(1, 21)
STARTED_NS = 1_767_571_200 * SECOND_NS
"""When Start was pressed."""
MINUTE_OF_DESK_NS = TICKS_PACE * MINUTE_NS
BOTH_ENDS = {ExitReason.STOP_LOSS, ExitReason.TAKE_PROFIT}
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of ten minutes of the desk: when the first position was opened (None: never), and how
    positions ended."""

    opened_ns: int | None
    reasons: frozenset[ExitReason]


class Watching(MemoryJournal):
    """A journal that knows what it has seen."""

    def __init__(self) -> None:
        super().__init__()
        self._opened_ns: int | None = None
        self._reasons: set[ExitReason] = set()
        self._read = 0

    def outcome(self) -> Outcome:
        for unit in self.units[self._read :]:
            for record in unit.records:
                if isinstance(record, PositionOpened):
                    self._opened_ns = self._opened_ns or record.at_ns
                elif isinstance(record, PositionClosed):
                    self._reasons.add(record.result.reason)
        self._read = len(self.units)
        return Outcome(self._opened_ns, frozenset(self._reasons))


def run(seed: int) -> Outcome:
    """Ten minutes of the demo, or less when all has been seen."""
    settings = Settings(_env_file=None, sim_seed=seed)
    desk, journal = JumpingClock(STARTED_NS), Watching()
    venue = simulated_venue(desk, settings.symbols, settings.sim_seed)
    assert isinstance(venue.market, SimulatedMarket)
    broker = make_broker(venue, seed=settings.sim_seed)
    runtime = make_runtime(just_started(settings, venue, STARTED_NS), venue, broker, desk, journal)
    history = venue.market.history
    attach_all(runtime, lambda name, bars, limit: history(name, bars, STARTED_NS, limit))
    wanted = Subscription(runtime.candles, frozenset(bars[0] for bars in runtime.candles))
    end_ns = STARTED_NS + 10 * MINUTE_OF_DESK_NS
    events = venue.market.stream(wanted, STARTED_NS, end_ns)
    run_through(runtime, until_both_ends(events, journal), journal)
    return journal.outcome()


def until_both_ends(events: Iterator[MarketEvent], journal: Watching) -> Iterator[MarketEvent]:
    known = 0
    for event in events:
        if len(journal.units) != known:
            known = len(journal.units)
            if journal.outcome().reasons >= BOTH_ENDS:
                return
        yield event


@pytest.fixture(scope="module")
def outcomes() -> dict[int, Outcome]:
    """One run a seed, in two processes."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return dict(zip(SEEDS, pool.map(run, SEEDS), strict=True))


def test_of_twenty_seeds_eighteen_open_a_position_within_a_minute(
    outcomes: dict[int, Outcome],
) -> None:
    first = {seed: outcome.opened_ns for seed, outcome in outcomes.items()}
    soon = [at for at in first.values() if at is not None and at < STARTED_NS + MINUTE_OF_DESK_NS]
    assert len(soon) >= 18, first


def test_of_twenty_seeds_twelve_see_a_stop_and_a_target_within_ten_minutes(
    outcomes: dict[int, Outcome],
) -> None:
    seen = [outcome.reasons >= BOTH_ENDS for outcome in outcomes.values()]
    assert sum(seen) >= 12, {seed: outcome.reasons for seed, outcome in outcomes.items()}
