"""Very many made-up markets, and twenty long ones, through the compiled loop and the engine: no
digit differs.

DZENTRA_MARKETS says how many (20000), DZENTRA_LONG_BARS how long the long ones are (1000000).
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings

from backtest.compiled.run import HandedOver
from bench.alike import alike
from bench.engine import FOLDER
from bench.make_data import bars_file
from tests.parity.compiled import Story, by_engine, by_loop
from tests.parity.markets import stories

pytestmark = pytest.mark.long

MARKETS = int(os.environ.get("DZENTRA_MARKETS", "20000"))
LONG = int(os.environ.get("DZENTRA_LONG_BARS", "1000000"))


@settings(
    max_examples=MARKETS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(story=stories())
def test_the_loop_and_the_engine_agree_on_many_markets(story: Story) -> None:
    found = by_loop(story)
    if not isinstance(found, HandedOver):
        assert found == by_engine(story)


def test_backtest_replayed_paper_and_the_loop_trade_the_same_on_twenty_symbols() -> None:
    assert alike(bars_file(FOLDER, 2 * LONG), LONG).is_met
