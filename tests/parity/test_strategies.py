"""Every built-in strategy trades the same on paper and in a plain loop, and its two paths are one
on real candles."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.parameters import Value
from core.types import HOUR_NS, Source, Timeframe
from core.values import replace
from exchanges.replay import Recordings
from exchanges.simulated.instruments import instrument_id
from strategies.arbitrage import ArbitrageStrategy
from strategies.base import BaseStrategy
from strategies.ml_signal import MlSignalStrategy
from strategies.registry import BUILTIN
from strategies.resting import RestingStrategy
from tests.parity.facts import tally
from tests.parity.plots import FUNDED_NS, S5, S15, SYMBOL, book_story, partial_from, rules
from tests.parity.runs import Plot, account_of, in_a_loop, on_paper, trader
from tests.parity.test_parity import demo_venue
from tests.strategy_paths import assert_paths_equal

pytestmark = pytest.mark.slow

CANDLES_ENOUGH = [each for each in BUILTIN if each not in (ArbitrageStrategy, MlSignalStrategy)]
EVERY = pytest.mark.parametrize("kind", CANDLES_ENOUGH, ids=lambda kind: kind.name)
SIGNALLING = pytest.mark.parametrize(
    "kind",
    [each for each in CANDLES_ENOUGH if not issubclass(each, RestingStrategy)],
    ids=lambda kind: kind.name,
)
NARROW: Mapping[str, Mapping[str, Value]] = {
    "GRID": {"width": 0.3, "levels": 4, "invest": 10.0, "side": "both"},
    "DCA": {"deviation": 0.1, "target": 0.1, "stop": 2.0, "base": 1.0, "safety": 1.0},
}
"""Ladders that fill within the hour."""
ROWS = 2_500


@EVERY
async def test_on_paper_and_in_a_loop_it_keeps_one_journal(
    kind: type[BaseStrategy], tmp_path: Path
) -> None:
    """On candles of seconds around a funding time, with orders that fill in part."""
    instrument = instrument_id(SYMBOL)
    agents = (
        trader(1, instrument, S5, rules("0.15", "0.2"), strategy=kind.name),
        trader(2, instrument, S15, rules("0.3", "0.4"), strategy=kind.name),
    )
    told = NARROW.get(kind.name, {})
    narrowed = [replace(each, parameters=told) for each in agents]
    start_ns = FUNDED_NS - HOUR_NS
    plot = Plot(
        snapshot=account_of(*narrowed),
        start_ns=start_ns,
        end_ns=FUNDED_NS + HOUR_NS // 2,
        faults=partial_from(start_ns, HOUR_NS // 4),
    )
    loop = in_a_loop(plot, await book_story(plot))
    assert tally(loop).trades >= 3
    assert await on_paper(plot, demo_venue, tmp_path) == loop


@pytest.mark.data
@SIGNALLING
def test_both_paths_are_equal_on_real_candles_and_it_trades_both_ways(
    kind: type[BaseStrategy], data: Path
) -> None:
    found = Recordings([data / "spot/BTCUSDT-5m.csv.gz"])
    (held,) = found.instruments
    end_ns = found.starts_ns + (ROWS + 1_000) * Timeframe.M5.ns
    history = found.candles(held.id, Timeframe.M5, end_ns, ROWS, Source.LAST)
    frame = assert_paths_equal(kind(), history)
    assert {1, -1} <= set(frame["signal"])
