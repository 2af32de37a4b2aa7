"""Every built-in indicator: what it tells of itself, and that no frame troubles it."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from indicators.base import Category, Indicator
from indicators.catalogue import Catalogue, builtin_indicators
from indicators.columns import Column
from tests.regimes import candles, walk

CATALOGUE = builtin_indicators()
ALL = pytest.mark.parametrize("indicator", CATALOGUE.entries(), ids=lambda each: each.name)
NAMES = ("open", "high", "low", "close", "volume")


def columns(length: int, seed: int = 1) -> dict[str, Column]:
    history = candles(walk(length, seed), seed=seed)
    return {
        name: np.array([getattr(candle, name) for candle in history], dtype=float) for name in NAMES
    }


FRAME = columns(500)
HISTORY = {each.name: each.calculate(FRAME) for each in CATALOGUE.entries()}


def test_there_are_more_than_sixty_in_every_category() -> None:
    counts = {category: len(CATALOGUE.entries(category)) for category in Category}
    assert sum(counts.values()) == len(CATALOGUE.names()) >= 60
    assert min(counts.values()) >= 4


def test_an_unknown_indicator_is_refused() -> None:
    with pytest.raises(InputError, match="No indicator is named moon"):
        CATALOGUE.get("moon")


def test_a_later_indicator_takes_the_place_of_its_name() -> None:
    (sma,) = (each for each in CATALOGUE.entries() if each.name == "sma")
    assert Catalogue([sma, sma]).names() == ("sma",)


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(InputError, match="obv needs volume"):
        CATALOGUE.get("obv").calculate({"close": np.ones(5)})


def test_a_parameter_out_of_bounds_is_refused() -> None:
    with pytest.raises(InputError, match="period goes from 2 to 500"):
        CATALOGUE.get("rsi").calculate(FRAME, period=1)


def test_the_catalogue_is_told_without_loading_talib_or_pandas() -> None:
    program = """
import sys
from indicators.catalogue import builtin_indicators
told = [each.metadata() for each in builtin_indicators().entries()]
print(len(told) > 60, {"pandas", "talib"} & set(sys.modules))
"""
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert answer.stdout.split() == ["True", "set()"]


@ALL
def test_it_tells_what_a_screen_needs(indicator: Indicator) -> None:
    told = indicator.metadata()
    assert indicator.name == indicator.name.lower()
    assert told["id"] == indicator.name
    assert told["type"] == "indicator"
    assert indicator.title
    assert indicator.source
    assert len(set(indicator.outputs)) == len(indicator.outputs) > 0
    for parameter in indicator.parameters:
        assert parameter.checked(parameter.default) == parameter.default
        assert parameter.low is not None
        assert parameter.high is not None


@ALL
def test_it_knows_something_of_a_long_frame(indicator: Indicator) -> None:
    for values in HISTORY[indicator.name].values():
        assert values.dtype == np.float64
        assert len(values) == 500
        assert np.isfinite(values).any()
        assert not np.isinf(values).any()


@ALL
def test_no_row_knows_what_comes_after_it(indicator: Indicator) -> None:
    for length in (0, 1, 2, 3, 7, 15, 31, 60, 101, 222, 499):
        part = indicator.calculate({name: FRAME[name][:length] for name in NAMES})
        for name, values in part.items():
            np.testing.assert_array_equal(values, HISTORY[indicator.name][name][:length])


@ALL
def test_the_columns_it_is_given_stay_as_they_were(indicator: Indicator) -> None:
    given_columns = {name: values.copy() for name, values in FRAME.items()}
    indicator.calculate(given_columns)
    for name in NAMES:
        np.testing.assert_array_equal(given_columns[name], FRAME[name])


@ALL
@pytest.mark.parametrize("value", [0.0, 5.0])
def test_a_market_that_never_moves_is_no_error(indicator: Indicator, value: float) -> None:
    still = {name: np.full(120, value) for name in NAMES}
    for values in indicator.calculate(still).values():
        assert not np.isinf(values).any()


@ALL
def test_after_a_hole_it_starts_afresh(indicator: Indicator) -> None:
    holed = {name: values.copy() for name, values in FRAME.items()}
    for values in holed.values():
        values[200] = np.nan
    alone = indicator.calculate({name: values[201:] for name, values in FRAME.items()})
    for name, values in indicator.calculate(holed).items():
        assert np.isnan(values[200])
        np.testing.assert_array_equal(values[:200], HISTORY[indicator.name][name][:200])
        np.testing.assert_array_equal(values[201:], alone[name])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_frame_and_no_parameter_troubles_any_of_them(data: st.DataObject) -> None:
    indicator = data.draw(st.sampled_from(CATALOGUE.entries()))
    length = data.draw(st.integers(0, 80))
    holes = data.draw(st.lists(st.integers(0, 79), max_size=8))
    made = {name: values.copy() for name, values in columns(length, seed=length).items()}
    for hole in holes:
        if hole < length:
            made[data.draw(st.sampled_from(NAMES))][hole] = data.draw(
                st.sampled_from([np.nan, np.inf, -np.inf])
            )
    wanted = {
        each.name: data.draw(
            st.integers(int(each.low or 0), int(each.high or 0))
            if isinstance(each.default, int)
            else st.floats(each.low, each.high)
        )
        for each in indicator.parameters
    }
    found = indicator.calculate(made, **wanted)
    assert tuple(found) == indicator.outputs
    is_whole = np.all([np.isfinite(made[name]) for name in indicator.inputs], axis=0)
    for values in found.values():
        assert len(values) == length
        assert not np.isinf(values).any()
        assert np.isnan(values[~is_whole]).all()
