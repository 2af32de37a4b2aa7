"""The recorded stream of a real venue, five-second candles counted from its trades: what TREND
did on it stands in a golden file. `DZENTRA_GOLDEN=write` writes that file again.
"""

import json
import os
from pathlib import Path

import pytest

from app.settings import Settings
from backtest.jumping import JumpingClock
from core.types import Source, Timeframe
from exchanges.replay import Recordings
from tests.parity.default_desk import just_started
from tests.parity.facts import results
from tests.parity.runs import Lines, Plot, in_a_loop, on_paper
from tests.parity.story import Story
from tests.parity.venues import replay

pytestmark = [pytest.mark.data, pytest.mark.slow]

GOLDEN = Path(__file__).parents[1] / "golden" / "recorded_spot_5s.json"
TIMES = ("opened_at_ns", "closed_at_ns")
KEPT = ("side", "qty", "entry", "exit", "reason", "gross", "fees", "net", "flags", *TIMES)
"""Of each closed trade: what came of the recording, nothing of the recording itself."""
END_NS = 1 << 62


def recorded(data: Path) -> list[Path]:
    return sorted((data / "ws").glob("spot-btcusdt_*.txt.gz"))


def plot_of(found: Recordings, paths: list[Path]) -> Plot:
    """Start was pressed at the recording's first line."""
    settings = Settings(_env_file=None, timeframe=Timeframe.S5)
    venue = replay(*paths)(JumpingClock(found.starts_ns))
    snapshot = just_started(settings, venue, found.starts_ns)
    return Plot(snapshot=snapshot, start_ns=found.starts_ns, end_ns=END_NS)


def story_of(found: Recordings, plot: Plot) -> Story:
    wanted = plot.wanted(found.instruments)
    return Story(
        instruments=found.instruments,
        events=list(found.stream(wanted, plot.start_ns + 1)),
        sources={held.id: Source.LAST for held in found.instruments},
    )


def golden_text(lines: Lines) -> str:
    kept = [{name: result[name] for name in KEPT} for result in results(lines)]
    return json.dumps(kept, indent=1, sort_keys=True) + "\n"


async def test_both_recordings_in_sequence_give_the_trades_of_the_golden_file(
    data: Path, tmp_path: Path
) -> None:
    paths = recorded(data)
    assert len(paths) == 2
    found = Recordings(paths)
    plot = plot_of(found, paths)
    lines = in_a_loop(plot, story_of(found, plot))
    trades = golden_text(lines)
    if os.environ.get("DZENTRA_GOLDEN") == "write":
        GOLDEN.write_text(trades)
    assert len(json.loads(trades)) >= 3
    assert trades == GOLDEN.read_text()
    assert await on_paper(plot, replay(*paths), tmp_path) == lines
