"""What holds for every built-in strategy: equal paths, no look-ahead, bounds, both languages."""

import random
import subprocess
import sys
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.locales import load_text
from core.errors import InputError
from core.parameters import Parameter
from core.ports import Plotted
from core.types import Action
from strategies.arbitrage import ArbitrageStrategy
from strategies.base import BaseStrategy
from strategies.frame import candle_frame
from strategies.ml_signal import MlSignalStrategy
from strategies.registry import BUILTIN, builtin_strategies
from strategies.resting import RestingStrategy
from strategies.stepped import SteppedStrategy
from tests.regimes import candles, frame_of, regimes, walk, with_gaps
from tests.strategy_paths import NUMBER, assert_paths_equal, live

REGIMES = regimes()
SIGNALLING = tuple(each for each in BUILTIN if not issubclass(each, RestingStrategy))
ALONE = [each for each in SIGNALLING if each not in (ArbitrageStrategy, MlSignalStrategy)]
EVERY = pytest.mark.parametrize("kind", BUILTIN, ids=lambda kind: kind.name)
EVERY_ALONE = pytest.mark.parametrize("kind", ALONE, ids=lambda kind: kind.name)
Kind = type[BaseStrategy]


def traded(kind: Kind, regime: str) -> tuple[float, float]:
    """Shares of the candles on which it buys, and sells."""
    signal = kind().generate_signals(candle_frame(REGIMES[regime]))["signal"]
    return float((signal == 1).mean()), float((signal == -1).mean())


@pytest.mark.parametrize(
    ("kind", "regime"), list(product(ALONE, REGIMES)), ids=lambda each: getattr(each, "name", each)
)
def test_both_paths_are_equal_in_every_market(kind: Kind, regime: str) -> None:
    assert_paths_equal(kind(), REGIMES[regime])


@EVERY_ALONE
@settings(max_examples=25, deadline=None)
@given(
    closes=st.lists(st.integers(1_000, 1_000_000), min_size=1, max_size=90),
    wick=st.integers(0, 500),
    is_holed=st.booleans(),
)
def test_both_paths_are_equal_on_any_prices(
    kind: Kind, closes: list[int], wick: int, is_holed: bool
) -> None:
    history = candles(closes, wick=wick)
    if is_holed:
        del history[len(history) // 2 : len(history) // 2 + 3]
    assert_paths_equal(shortest(kind), history)


def shortest(kind: Kind) -> BaseStrategy:
    """With every number of candles small, so that few candles are enough for signals."""
    short = {
        each.name: min(each.default, max(int(each.low or 0), 5))
        for each in kind.PARAMETERS
        if isinstance(each.default, int) and each.name not in ("slow", "fast")
    }
    return kind(**short)


@EVERY_ALONE
def test_a_restart_goes_on_with_the_same_numbers(kind: Kind) -> None:
    history = candles(walk(3_200, seed=6, noise=9_000), seed=6)
    whole = kind().generate_signals(candle_frame(history))
    warmup = kind().warmup
    for end in range(max(warmup, 1_700), 3_200, 149):
        told = kind().evaluate(history[end - warmup : end])
        assert NUMBER[told.action] == whole["signal"].iloc[end - 1]
        assert told.confidence == whole["signal_strength"].iloc[end - 1]


def framed(kind: Kind) -> pd.DataFrame:
    """Rows with everything that any strategy reads, with a hole."""
    frame = frame_of(with_gaps(candles(walk(500, seed=4, noise=9_000), seed=4)))
    draw = np.random.default_rng(1)
    return frame.assign(
        pair_close=np.array(walk(len(frame), seed=9), dtype=float),
        sent_signal=draw.choice([np.nan, 1.0, -1.0, 0.0], len(frame), p=[0.9, 0.05, 0.04, 0.01]),
        sent_confidence=draw.random(len(frame)),
        spread_bp=draw.choice([np.nan, 0.5, 3.0, 9.0], len(frame)),
        imbalance=draw.choice([np.nan, 0.4, -0.4], len(frame)),
    )


@EVERY
def test_no_row_knows_what_comes_after_it(kind: Kind) -> None:
    frame = framed(kind)
    whole = kind().generate_signals(frame)
    for length in random.Random(1).sample(range(1, len(frame)), 20):
        pd.testing.assert_frame_equal(kind().generate_signals(frame[:length]), whole[:length])


@pytest.mark.parametrize("kind", SIGNALLING, ids=lambda kind: kind.name)
def test_signals_are_signals_and_the_frame_stays_as_it_was(kind: Kind) -> None:
    frame = framed(kind)
    before = frame.copy()
    made = kind().generate_signals(frame)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_index_equal(made.index, frame.index)
    assert set(made["signal"]) <= {1, -1, 0}
    assert made["signal"].abs().sum() > 0
    assert made["signal_strength"].between(0, 1).all()
    assert (made["signal_strength"][made["signal"] == 0] == 0).all()


@EVERY
@pytest.mark.parametrize("length", [0, 1, 2])
def test_a_short_frame_holds(kind: Kind, length: int) -> None:
    made = kind().generate_signals(candle_frame(REGIMES["up"][:length]))
    assert made["signal"].tolist() == [0] * length
    assert made["signal_strength"].tolist() == [0.0] * length


@EVERY
def test_without_candles_and_in_a_market_that_stands_still_it_holds(kind: Kind) -> None:
    assert kind().evaluate([]).action is Action.HOLD
    assert {result.action for result in live(kind(), REGIMES["still"][:150])} == {Action.HOLD}


@pytest.mark.parametrize("name", ["TREND", "EMA_CROSSOVER", "MOMENTUM", "BREAKOUT", "SUPERTREND"])
def test_those_that_follow_buy_what_rises_and_sell_what_falls(name: str) -> None:
    (kind,) = (each for each in BUILTIN if each.name == name)
    bought, sold = traded(kind, "up")
    assert bought > 0.3
    assert sold < 0.05
    bought, sold = traded(kind, "down")
    assert sold > 0.3
    assert bought < 0.05
    assert traded(kind, "crash")[1] > 0.02


def test_mean_reversion_leaves_trends_alone_and_trades_the_range_both_ways() -> None:
    (kind,) = (each for each in BUILTIN if each.name == "MEAN_REVERSION")
    assert sum(traded(kind, "up")) == sum(traded(kind, "down")) == 0.0
    assert min(traded(kind, "range")) > 0.05


@EVERY
def test_its_parameters_are_described_bounded_and_set_all_or_none(kind: Kind) -> None:
    strategy = kind()
    before = strategy.get_parameters()
    bounds = strategy.get_parameter_bounds()
    assert list(before) == list(bounds) == [each.name for each in kind.PARAMETERS]
    for name, told in bounds.items():
        assert told["default"] == before[name]
        assert told["description"]
        if told["type"] == "str":
            continue
        assert told["min"] <= before[name] <= told["max"]  # type: ignore[operator]
        with pytest.raises(InputError):
            strategy.set_parameters({**before, name: told["max"] + 1})  # type: ignore[operator]
    with pytest.raises(InputError):
        strategy.set_parameters({**before, "colour": 3})
    assert strategy.get_parameters() == before
    assert kind(**before).get_parameters() == before


@pytest.mark.parametrize(
    ("name", "parameters", "code"),
    [
        ("EMA_CROSSOVER", {"fast": 26}, "fast_not_below_slow"),
        ("SCALPING", {"slow": 8}, "fast_not_below_slow"),
        ("MEAN_REVERSION", {"leave": 2.0}, "leave_not_nearer"),
        ("BREAKOUT", {"exit_period": 21}, "exit_longer_than_entry"),
        ("ARBITRAGE", {"broken": 1.5}, "pair_bounds_not_rising"),
    ],
)
def test_values_that_contradict_one_another_are_refused(
    name: str, parameters: dict[str, float], code: str
) -> None:
    (kind,) = (each for each in BUILTIN if each.name == name)
    with pytest.raises(InputError) as refused:
        kind(**parameters)
    assert refused.value.code == code


@EVERY
def test_its_module_names_its_source(kind: Kind) -> None:
    told = sys.modules[kind.__module__].__doc__ or ""
    assert told.startswith(f"{kind.name}: ")
    assert kind.name == "TREND" or "Source: " in told


@EVERY
@pytest.mark.parametrize("language", ["en", "ru"])
def test_its_card_is_told_in_both_languages(kind: Kind, language: str) -> None:
    phrases = load_text(language).phrases
    names = ["title", "idea", "loses", *(f"parameter.{each.name}" for each in kind.PARAMETERS)]
    missing = [name for name in names if f"strategy.{kind.name}.{name}" not in phrases]
    assert missing == []
    title = load_text(language).t(f"strategy.{kind.name}.title")
    assert len(title) <= 22


def test_every_reason_that_a_strategy_gives_has_its_phrase() -> None:
    phrases = load_text("en").phrases
    given_reasons = {
        reason.code
        for kind in ALONE
        for regime in ("up", "down", "range")
        for result in live(kind(), REGIMES[regime][:300])
        for reason in result.reasons
    }
    given_reasons |= {"no_partner", "pair", "nothing_sent", "sent", "age"}
    assert {code for code in given_reasons if f"reason.{code}" not in phrases} == set()
    assert len(given_reasons) > 15


def test_the_live_paths_load_neither_pandas_nor_numpy() -> None:
    program = """
import sys
from core.market import Candle
from core.types import Timeframe
from strategies.registry import builtin_strategies
ns = Timeframe.M1.ns
history = [Candle("x", i * ns, Timeframe.M1, p, p + 9, p - 9, p, 5)
           for i, p in enumerate(range(10_000, 13_000, 30), 1)]
registry = builtin_strategies()
said = {registry.create(name).evaluate(history).action.value for name in registry.names()}
print(sorted(said), {"pandas", "numpy", "talib"} & set(sys.modules))
"""
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert answer.stdout.strip() == "['BUY', 'HOLD'] set()"


def test_the_registry_offers_every_one_with_its_parameters() -> None:
    registry = builtin_strategies()
    for kind in BUILTIN:
        entry = registry.entry(kind.name)
        assert entry.parameters == kind.PARAMETERS
        assert all(isinstance(each, Parameter) for each in entry.parameters)
        assert isinstance(registry.create(kind.name), kind)
        assert len(kind.name) <= 14


def test_stepped_strategies_start_afresh_with_new_parameters() -> None:
    for kind in ALONE:
        assert issubclass(kind, SteppedStrategy)
        strategy = kind()
        strategy.evaluate(REGIMES["up"])
        strategy.set_parameters(strategy.get_parameters())
        assert strategy.evaluate(REGIMES["up"]) == kind().evaluate(REGIMES["up"])


@pytest.mark.parametrize(
    "strategy",
    [made for made in (kind() for kind in BUILTIN) if isinstance(made, Plotted)],
    ids=lambda made: made.name,
)
def test_lines_it_shows_have_a_number_for_every_candle(strategy: Plotted) -> None:
    for length in (0, 1, 300):
        lines = list(strategy.lines(REGIMES["wild"][:length]).values())
        assert lines
        for values in lines:
            assert len(values) == length
            assert np.isfinite(values).all()


def plotted(name: str) -> dict[str, list[float]]:
    strategy = builtin_strategies().create(name)
    assert isinstance(strategy, Plotted)
    return {title: list(values) for title, values in strategy.lines(REGIMES["range"]).items()}


def test_the_lines_are_those_that_signals_come_from() -> None:
    closes = [candle.close for candle in REGIMES["range"]]
    upper, lower = plotted("MEAN_REVERSION").values()
    signal = signals_in_range("MEAN_REVERSION")
    turned = [row for row in range(30, 600) if signal[row] == 1 and signal[row - 1] != 1]
    assert turned
    assert all(closes[row] <= lower[row] < upper[row] for row in turned)
    high, low = plotted("BREAKOUT").values()
    signal = signals_in_range("BREAKOUT")
    turned = [row for row in range(30, 600) if signal[row] == 1 and signal[row - 1] != 1]
    assert turned
    assert all(closes[row] > high[row] > low[row] for row in turned)
    (line,) = plotted("SUPERTREND").values()
    signal = signals_in_range("SUPERTREND")
    assert all((closes[row] - line[row]) * signal[row] >= 0 for row in range(30, 600))


def signals_in_range(name: str) -> list[int]:
    """The signals of a strategy at its defaults, in a range."""
    (kind,) = (each for each in BUILTIN if each.name == name)
    told: list[int] = kind().generate_signals(candle_frame(REGIMES["range"]))["signal"].tolist()
    return told
