"""Parity on real recordings, and the golden list of what TREND did on the recorded stream."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.clock import ScaledClock
from core.types import HOUR_NS, Source, Timeframe
from exchanges.factory import Venue, open_venue
from exchanges.replay import Recordings
from tests.parity.facts import FULL, SPOT, Tally, tally
from tests.parity.jumping import JumpingClock
from tests.parity.plots import partial_from, rules
from tests.parity.runs import Plot, in_a_loop, in_memory, on_paper, trader
from tests.parity.story import BARS_PACE, Story

pytestmark = pytest.mark.data

GOLDEN = Path(__file__).parents[1] / "golden" / "recorded_spot_5s.json"
DAY_NS = 24 * HOUR_NS


@pytest.fixture(scope="module")
def data() -> Path:
    folder = Path(os.environ.get("DZENTRA_DATA", ""))
    if not os.environ.get("DZENTRA_DATA") or not (folder / "ws").is_dir():
        pytest.skip("DZENTRA_DATA names no folder with the real market data")
    return folder


def opened(paths: Sequence[Path], symbols: Sequence[str], desk: JumpingClock) -> Venue:
    """As EXCHANGE=replay composes it, from the desk's present on."""
    unused = ScaledClock(desk, anchor_ns=desk.now_ns(), speed=BARS_PACE)
    return open_venue(
        "replay",
        desk,
        symbols=symbols,
        clock=unused,
        since_ns=desk.now_ns(),
        replay_path=paths,
        replay_speed=BARS_PACE,
    )


async def assert_parity(plot: Plot, paths: Sequence[Path], least: Tally, folder: Path) -> None:
    """On paper from the files, replayed in memory, and in a plain loop."""
    found = Recordings(paths)
    symbols = sorted({held.symbol for held in found.instruments})
    wanted = plot.wanted(found.instruments)
    story = Story(
        instruments=found.instruments,
        events=list(found.stream(wanted, plot.start_ns + 1, plot.end_ns)),
        before={
            bars: found.candles(*bars, plot.start_ns, MOST) for bars in sorted(wanted.candles)
        },
        sources={held.id: Source.LAST for held in found.instruments},
        pace=BARS_PACE,
    )
    loop = in_a_loop(plot, story)
    print(tally(loop))
    held = tally(loop)
    assert held.covers(least), f"the compared run is too thin: {held}, wanted {least}"
    assert await on_paper(plot, lambda desk: opened(paths, symbols, desk), folder) == loop
    assert await in_memory(plot, story.venue) == loop


MOST = 1_000


async def test_hours_of_futures_with_their_marks_and_fundings(data: Path, tmp_path: Path) -> None:
    paths = [data / f"futures/{symbol}-1h.csv.gz" for symbol in ("BTCUSDT", "ETHUSDT")]
    found = Recordings(paths)
    start_ns = found.starts_ns + 60 * DAY_NS
    agents = [
        trader(number, held.id, timeframe, rules(stop, target))
        for number, (held, timeframe, stop, target) in enumerate(
            (held, timeframe, stop, target)
            for held in found.instruments
            for timeframe, stop, target in ((Timeframe.H1, "1", "2"), (Timeframe.H4, "3", "3"))
        )
    ]
    plot = Plot(
        agents=tuple(agents),
        start_ns=start_ns,
        end_ns=start_ns + 60 * DAY_NS,
        faults=partial_from(start_ns + 10 * DAY_NS, 5 * DAY_NS),
    )
    await assert_parity(plot, paths, FULL, tmp_path)


@pytest.mark.parametrize(
    ("name", "days"), [("ETHUSDT-1m", 3), ("BTCUSDT-5m", 10)]
)
async def test_minutes_of_spot_where_nothing_flips_and_nothing_is_funded(
    data: Path, tmp_path: Path, name: str, days: int
) -> None:
    path = data / f"spot/{name}.csv.gz"
    found = Recordings([path])
    (held,) = found.instruments
    bars = Timeframe(name.split("-")[1])
    start_ns = found.starts_ns + 5 * DAY_NS
    stops = (("0.2", "0.25"), ("0.3", "0.4"), ("0.5", "0.5"))
    agents = tuple(
        trader(number, held.id, bars, rules(*stop), leverage=1)
        for number, stop in enumerate(stops, 1)
    )
    plot = Plot(
        agents=agents,
        start_ns=start_ns,
        end_ns=start_ns + days * DAY_NS,
        # As short as a bar: what is left of an exit must not fall below the least value.
        faults=partial_from(start_ns, bars.ns, every_ns=20 * bars.ns, times=500),
    )
    await assert_parity(plot, [path], SPOT, tmp_path)
