"""GRID and DCA on real candles: on paper, replayed in memory and in a plain loop the same journal,
and the lots of a position are the position at every step."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.parameters import Value
from core.types import HOUR_NS, Timeframe
from core.values import replace
from exchanges.replay import Recordings
from tests.parity.facts import Tally
from tests.parity.plots import rules
from tests.parity.runs import Plot, account_of, trader
from tests.parity.test_real_data import assert_parity

pytestmark = [pytest.mark.data, pytest.mark.slow]

DAY_NS = 24 * HOUR_NS
LADDERS: Mapping[str, Mapping[str, Value]] = {
    "GRID": {"width": 1.5, "levels": 10, "invest": 10.0, "stop": 8.0},
    "DCA": {"deviation": 0.4, "target": 0.4, "stop": 8.0, "base": 1.0, "safety": 1.0},
}


async def test_ladders_keep_one_journal_on_real_candles(data: Path, tmp_path: Path) -> None:
    path = data / "spot/BTCUSDT-5m.csv.gz"
    (held,) = Recordings([path]).instruments
    start_ns = Recordings([path]).starts_ns + 10 * DAY_NS
    agents = [
        replace(
            trader(number, held.id, Timeframe.M5, rules("5", "5"), strategy=name, leverage=1),
            parameters=told,
        )
        for number, (name, told) in enumerate(LADDERS.items(), 1)
    ]
    plot = Plot(snapshot=account_of(*agents), start_ns=start_ns, end_ns=start_ns + 6 * DAY_NS)
    await assert_parity(
        plot, [path], Tally(trades=3, stops=0, targets=2, flips=0, partial=0, fundings=0), tmp_path
    )
