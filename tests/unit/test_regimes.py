"""The kind of market a trade was opened in."""

import numpy as np
import pytest
import talib

from analytics.regimes import DOWN, PERIOD, RANGE, TREND_ADX, UNKNOWN, UP, entry_regimes, regimes_of
from core.statistics import PriceBar
from core.types import InstrumentId
from core.values import replace
from tests.unit.test_trade_statistics import closed

BTC = InstrumentId("btc")


def bars(closes: list[float], wick: float = 0.5) -> list[PriceBar]:
    return [
        PriceBar(
            open_ns=number * 10,
            at_ns=(number + 1) * 10,
            high=close + wick,
            low=close - wick,
            close=close,
        )
        for number, close in enumerate(closes)
    ]


RISING = bars([100.0 + number for number in range(60)])
FALLING = bars([200.0 - number for number in range(60)])
SWINGING = bars([100.0 + number % 2 for number in range(60)])


@pytest.mark.parametrize(("market", "regime"), [(RISING, UP), (FALLING, DOWN), (SWINGING, RANGE)])
def test_a_market_is_a_trend_or_a_range(market: list[PriceBar], regime: str) -> None:
    assert regimes_of(market)[-1] == regime


def test_too_few_bars_are_no_regime() -> None:
    assert set(regimes_of(RISING[: 2 * PERIOD])) == {UNKNOWN}
    assert regimes_of(RISING)[PERIOD] == UNKNOWN


def test_the_judge_is_the_adx_of_an_independent_library() -> None:
    draw = np.random.default_rng(7)
    market = bars(list(100 + np.cumsum(draw.normal(0, 1, 400))), wick=1.0)
    high = np.array([bar.high for bar in market])
    low = np.array([bar.low for bar in market])
    close = np.array([bar.close for bar in market])
    index = talib.ADX(high, low, close, PERIOD)
    plus, minus = talib.PLUS_DI(high, low, close, PERIOD), talib.MINUS_DI(high, low, close, PERIOD)
    found = regimes_of(market)
    for at in range(200, 400):
        if abs(index[at] - TREND_ADX) > 1e-6:
            trend = UP if plus[at] > minus[at] else DOWN
            assert found[at] == (RANGE if index[at] < TREND_ADX else trend)


def test_a_trade_has_the_regime_of_the_last_bar_closed_before_it() -> None:
    turning = RISING + [
        replace(bar, open_ns=bar.open_ns + 600, at_ns=bar.at_ns + 600) for bar in FALLING
    ]
    early = replace(closed("1"), instrument=BTC)
    early = replace(early, result=replace(early.result, opened_at_ns=600))
    late = replace(early, result=replace(early.result, opened_at_ns=1_200))
    assert entry_regimes([early, late], {BTC: turning}) == [UP, DOWN]


def test_the_future_changes_no_regime() -> None:
    assert regimes_of(RISING + SWINGING)[:60] == regimes_of(RISING)


def test_a_trade_without_bars_has_an_unknown_one() -> None:
    assert entry_regimes([closed("1")], {}) == [UNKNOWN]
