"""Parity on real recordings, skipped where they are not there."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.trading import TrailKind
from core.types import HOUR_NS, MINUTE_NS, Source, Timeframe
from exchanges.replay import Recordings
from tests.parity.facts import FULL, SPOT, Tally, tally
from tests.parity.plots import partial_from, rules, stepping, trail
from tests.parity.runs import Plot, account_of, in_a_loop, in_memory, on_paper, trader
from tests.parity.story import BARS_PACE, TICKS_PACE, Story
from tests.parity.venues import replay

pytestmark = [pytest.mark.data, pytest.mark.slow]

GOLDEN = Path(__file__).parents[1] / "golden" / "recorded_spot_5s.json"
DAY_NS = 24 * HOUR_NS
MOST = 1_000


async def assert_parity(
    plot: Plot, paths: Sequence[Path], least: Tally, folder: Path, *, pace: int = BARS_PACE
) -> None:
    """On paper from the files, replayed in memory, and in a plain loop."""
    found = Recordings(paths)
    wanted = plot.wanted(found.instruments)
    story = Story(
        instruments=found.instruments,
        events=list(found.stream(wanted, plot.start_ns + 1, plot.end_ns)),
        before={bars: found.candles(*bars, plot.start_ns, MOST) for bars in sorted(wanted.candles)},
        sources={held.id: Source.LAST for held in found.instruments},
        pace=pace,
    )
    loop = in_a_loop(plot, story)
    held = tally(loop)
    assert held.covers(least), f"the compared run is too thin: {held}, wanted {least}"
    assert await on_paper(plot, replay(*paths, speed=story.pace), folder) == loop
    assert await in_memory(plot, story.venue) == loop


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
    moving, highest = trail(TrailKind.MOVING_TARGET), trail(TrailKind.BELOW_HIGHEST, "1", "1")
    for number, way in enumerate((moving, highest), len(agents)):
        risk = stepping("1", "2", "4", stop="1.5", trail=way, time_stop_s=5 * 86_400)
        agents.append(trader(number, found.instruments[1].id, Timeframe.H1, risk))
    plot = Plot(
        snapshot=account_of(*agents),
        start_ns=start_ns,
        end_ns=start_ns + 60 * DAY_NS,
        faults=partial_from(start_ns + 10 * DAY_NS, 5 * DAY_NS),
    )
    await assert_parity(plot, paths, FULL, tmp_path)


@pytest.mark.parametrize(("name", "days"), [("ETHUSDT-1m", 1), ("BTCUSDT-5m", 4)])
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
        snapshot=account_of(*agents),
        start_ns=start_ns,
        end_ns=start_ns + days * DAY_NS,
        # As short as a bar: what is left of an exit must not fall below the least value.
        faults=partial_from(start_ns, bars.ns, every_ns=20 * bars.ns, times=500),
    )
    await assert_parity(plot, [path], SPOT, tmp_path)


async def test_the_recorded_stream_of_futures_where_no_funding_fell(
    data: Path, tmp_path: Path
) -> None:
    """Six minutes on candles of a second; marks and fundings were not recorded."""
    path = data / "ws/usdm-btcusdt_20240808.txt.gz"
    found = Recordings([path])
    (held,) = found.instruments
    tight = (("0.015", "0.02"), ("0.02", "0.02"), ("0.02", "0.03"), ("0.03", "0.03"))
    stops = (*tight, ("0.03", "0.04"), ("2", "2"), ("3", "3"))
    agents = [
        trader(number, held.id, Timeframe.S1, rules(*stop)) for number, stop in enumerate(stops, 1)
    ]
    below = trail(TrailKind.BELOW_TRIGGER, distance="0.01")
    highest = trail(TrailKind.BELOW_HIGHEST, distance="0.015")
    for number, way in enumerate((below, highest), len(agents) + 1):
        risk = stepping("0.02", "0.03", "0.05", stop="0.03", trail=way)
        agents.append(trader(number, held.id, Timeframe.S1, risk))
    plot = Plot(
        snapshot=account_of(*agents),
        start_ns=found.starts_ns,
        end_ns=1 << 62,
        faults=partial_from(found.starts_ns + 3 * MINUTE_NS, MINUTE_NS),
    )
    await assert_parity(
        plot, [path], dataclasses.replace(FULL, fundings=0), tmp_path, pace=TICKS_PACE
    )
