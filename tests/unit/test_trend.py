"""TREND: when it advises what, how sure it is, and that its two paths are one."""

import random
import subprocess
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.market import Candle
from core.money import Steps, Ticks
from core.trading import SignalResult
from core.types import MINUTE_NS, Action, InstrumentId, Timeframe
from strategies.frame import candle_frame
from strategies.trend import TrendStrategy, confidence

BTC = InstrumentId("sim:perp:BTCUSDT")
ETH = InstrumentId("sim:perp:ETHUSDT")
NUMBER = {Action.BUY: 1, Action.SELL: -1, Action.HOLD: 0}


def candles(
    closes: Iterable[int], *, wick: int = 10, first: int = 1, instrument: InstrumentId = BTC
) -> list[Candle]:
    made: list[Candle] = []
    for number, close in enumerate(closes, first):
        before = made[-1].close if made else close
        high, low = max(before, close) + wick, min(before, close) - wick
        made.append(
            Candle(
                instrument,
                number * MINUTE_NS,
                Timeframe.M1,
                Ticks(before),
                Ticks(high),
                Ticks(low),
                Ticks(close),
                Steps(1),
            )
        )
    return made


def walk(length: int, seed: int) -> list[Candle]:
    draw = random.Random(seed)
    price, closes = 6_700_000, []
    for _ in range(length):
        price += round(draw.gauss(0, 3_000))
        closes.append(price)
    return candles(closes, wick=500)


def advise(history: Sequence[Candle], **parameters: float) -> SignalResult:
    trend = TrendStrategy()
    trend.set_parameters(parameters)
    return trend.evaluate(history)


def one_by_one(history: Sequence[Candle]) -> list[SignalResult]:
    trend = TrendStrategy()
    return [trend.evaluate(history[: end + 1]) for end in range(len(history))]


def codes(result: SignalResult) -> tuple[str, ...]:
    return tuple(reason.code for reason in result.reasons)


RISING = candles(range(100_000, 106_000, 100))
FALLING = candles(range(106_000, 100_000, -100))


def test_a_rising_market_is_bought() -> None:
    result = advise(RISING)
    assert result.action is Action.BUY
    assert codes(result) == ("ema_above", "slope", "volatility")


def test_a_falling_market_is_sold() -> None:
    result = advise(FALLING)
    assert result.action is Action.SELL
    assert codes(result) == ("ema_below", "slope", "volatility")


def test_reasons_carry_the_periods_and_percent_of_the_price() -> None:
    values = {reason.code: reason.value for reason in advise(RISING).reasons}
    assert values == {"ema_above": "8/21", "slope": "+0.094", "volatility": "0.113"}


def test_a_flat_market_is_left_alone() -> None:
    result = advise(candles([100_000] * 100, wick=100))
    assert result == SignalResult(action=Action.HOLD, reasons=result.reasons)
    assert codes(result) == ("flat", "slope", "volatility")


def test_a_market_that_does_not_move_at_all_is_left_alone() -> None:
    still = candles([100_000] * 100, wick=0)
    assert advise(still, min_range_bp=0, min_tilt=0).action is Action.HOLD


def test_a_rise_too_small_to_pay_for_is_left_alone() -> None:
    creeping = candles(range(10_000_000, 10_000_100), wick=1)
    assert advise(creeping).action is Action.HOLD
    assert advise(creeping, min_range_bp=0).action is Action.BUY


def test_averages_that_crossed_on_a_slope_too_shallow_are_left_alone() -> None:
    assert advise(RISING, min_tilt=0.5).action is Action.BUY
    assert advise(RISING, min_tilt=1).action is Action.HOLD


def test_it_holds_until_it_has_seen_enough() -> None:
    results = one_by_one(RISING[:25])
    assert [codes(result)[0] for result in results[:23]] == ["warming_up"] * 23
    assert results[22].reasons[0].value == "23/24"
    assert results[23].action is Action.BUY


def test_it_holds_when_it_is_given_nothing() -> None:
    assert codes(advise([])) == ("warming_up",)


def test_a_turn_of_the_market_turns_the_advice() -> None:
    closes = [*range(100_000, 104_000, 100), *range(104_000, 100_000, -100)]
    actions = [result.action for result in one_by_one(candles(closes))]
    turned = [now for was, now in pairwise(actions) if now is not was]
    assert turned == [Action.BUY, Action.HOLD, Action.SELL]


@pytest.mark.parametrize(
    ("gap", "tilt", "expected"),
    [(0.0, 0.0, 0.5), (1.0, 0.0, 0.65), (-1.0, 0.0, 0.65), (0.0, -0.15, 0.6), (9.0, 9.0, 1.0)],
)
def test_confidence_grows_with_gap_and_tilt_of_either_sign(
    gap: float, tilt: float, expected: float
) -> None:
    assert confidence(gap, tilt) == pytest.approx(expected)


def test_the_frame_and_the_live_path_agree_on_every_bar_of_a_walk() -> None:
    history = walk(3_000, seed=3)
    frame = TrendStrategy().generate_signals(candle_frame(history))
    live = one_by_one(history)
    assert [NUMBER[result.action] for result in live] == frame.signal.tolist()
    assert [result.confidence for result in live] == frame.signal_strength.tolist()
    assert {1, -1, 0} == set(frame.signal)


@settings(max_examples=50)
@given(st.lists(st.integers(1_000, 1_000_000), min_size=1, max_size=80), st.integers(0, 500))
def test_the_frame_and_the_live_path_agree_on_any_prices(closes: list[int], wick: int) -> None:
    history = candles(closes, wick=wick)
    frame = TrendStrategy().generate_signals(candle_frame(history))
    live = one_by_one(history)
    assert [NUMBER[result.action] for result in live] == frame.signal.tolist()
    assert [result.confidence for result in live] == frame.signal_strength.tolist()


def test_no_row_knows_what_comes_after_it() -> None:
    frame = candle_frame(walk(400, seed=4))
    whole = TrendStrategy().generate_signals(frame)
    for length in random.Random(1).sample(range(1, 400), 20):
        pd.testing.assert_frame_equal(
            TrendStrategy().generate_signals(frame[:length]), whole[:length]
        )


def test_the_frame_it_is_given_stays_as_it_was() -> None:
    frame = candle_frame(walk(100, seed=5))
    before = frame.copy()
    TrendStrategy().generate_signals(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_an_empty_frame_has_no_signals() -> None:
    assert TrendStrategy().generate_signals(candle_frame([])).signal.tolist() == []


def test_a_restart_goes_on_with_the_same_numbers() -> None:
    history = walk(3_000, seed=6)
    live = one_by_one(history)
    warmup = TrendStrategy().warmup
    for end in range(warmup, 3_000, 61):
        assert TrendStrategy().evaluate(history[end - warmup : end]) == live[end - 1]


def test_asking_twice_changes_nothing() -> None:
    trend = TrendStrategy()
    first = trend.evaluate(RISING)
    assert trend.evaluate(RISING) == first
    assert trend.evaluate(RISING[-5:]) == first


def test_candles_that_came_in_between_are_taken_too() -> None:
    trend = TrendStrategy()
    trend.evaluate(RISING[:30])
    assert trend.evaluate(RISING[10:]) == advise(RISING)


def test_a_hole_in_the_candles_starts_it_afresh() -> None:
    after_hole = RISING[40:]
    trend = TrendStrategy()
    trend.evaluate(RISING[:30])
    assert trend.evaluate(after_hole) == advise(after_hole)
    assert codes(trend.evaluate(after_hole)) == ("warming_up",)


def test_a_hole_inside_the_history_counts_the_same_live_and_after_a_restart() -> None:
    holed = [*RISING[:20], *RISING[30:]]
    assert one_by_one(holed)[-1] == advise(holed)


def test_another_instrument_or_an_earlier_time_starts_it_afresh() -> None:
    trend = TrendStrategy()
    trend.evaluate(RISING)
    other = candles(range(106_000, 103_000, -100), first=61, instrument=ETH)
    assert trend.evaluate(other) == advise(other)
    assert trend.evaluate(FALLING[:40]) == advise(FALLING[:40])


def test_new_parameters_count_from_the_first_candle_on() -> None:
    trend = TrendStrategy()
    trend.evaluate(RISING)
    trend.set_parameters({"fast": 3, "slow": 10})
    assert trend.evaluate(RISING) == advise(RISING, fast=3, slow=10)
    assert trend.warmup == 240


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"fast": 1}, "parameter_bounds"),
        ({"fast": 8.5}, "parameter_bounds"),
        ({"slow": 201}, "parameter_bounds"),
        ({"min_tilt": -0.1}, "parameter_bounds"),
        ({"min_tilt": float("nan")}, "parameter_bounds"),
        ({"fast": True}, "parameter_bounds"),
        ({"colour": 3}, "unknown_parameter"),
        ({"fast": 21}, "fast_not_below_slow"),
        ({"fast": 5, "slow": 500}, "parameter_bounds"),
    ],
)
def test_wrong_parameters_are_refused_and_none_is_set(
    parameters: dict[str, float], code: str
) -> None:
    trend = TrendStrategy()
    before = trend.get_parameters()
    with pytest.raises(InputError) as refused:
        trend.set_parameters(parameters)
    assert refused.value.code == code
    assert trend.get_parameters() == before


def test_the_live_path_loads_no_pandas() -> None:
    program = """
import sys
from core.market import Candle
from core.types import Timeframe
from strategies.registry import builtin_strategies
trend = builtin_strategies().create("TREND")
ns = Timeframe.M1.ns
history = [Candle("x", i * ns, Timeframe.M1, p, p + 9, p - 9, p, 1)
           for i, p in enumerate(range(10_000, 13_000, 50), 1)]
print(trend.evaluate(history).action, {"pandas", "numpy"} & set(sys.modules))
"""
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert answer.stdout.split() == ["BUY", "set()"]
