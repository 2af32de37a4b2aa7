"""The examples beside the guide are plugins that pass, and do what they say."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import PluginError
from indicators.catalogue import builtin_indicators
from plugins.factory import IndicatorManager
from plugins.hosting import Status
from plugins.nursery import ROOT
from plugins.remote import StrategyMaker
from tests.plugin_stage import PluginStage, frame

EXAMPLES = sorted((ROOT / "examples").glob("*_plugin.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_loads_and_looks_at_the_past_only(stage: PluginStage, path: Path) -> None:
    assert stage.manager.add(path).status is Status.ACTIVE
    assert stage.told == []


def test_the_examples_are_these_four() -> None:
    assert [path.stem for path in EXAMPLES] == [
        "bollinger_bands_plugin",
        "custom_rsi_plugin",
        "mean_reversion_plugin",
        "momentum_strategy_plugin",
    ]


def market(closes: list[float]) -> pd.DataFrame:
    made = frame(len(closes))
    return made.assign(open=closes, high=closes, low=closes, close=closes)


def test_momentum_follows_a_move_and_sizes_by_its_strength(stage: PluginStage) -> None:
    plugin = stage.manager.add(ROOT / "examples/momentum_strategy_plugin.py")
    assert plugin.facts.sizes
    strategy = StrategyMaker(plugin)(lookback=5, threshold=0.01)
    up = strategy.generate_signals(market([100 * 1.01**n for n in range(60)]))
    down = strategy.generate_signals(market([100 * 0.99**n for n in range(60)]))
    assert (up["signal"].iloc[-1], down["signal"].iloc[-1]) == (1, -1)


def test_mean_reversion_buys_a_fall_and_sells_a_jump(stage: PluginStage) -> None:
    plugin = stage.manager.add(ROOT / "examples/mean_reversion_plugin.py")
    strategy = StrategyMaker(plugin)()
    flat = [100.0, 100.5] * 29
    fall = strategy.generate_signals(market([*flat, 100.0, 80.0]))["signal"]
    jump = strategy.generate_signals(market([*flat, 100.0, 120.0]))["signal"]
    assert (fall.iloc[-1], jump.iloc[-1], fall.iloc[-3]) == (1, -1, 0)


def test_bands_come_by_name_and_the_rest_as_a_series(stage: PluginStage) -> None:
    for name in ("bollinger_bands_plugin", "custom_rsi_plugin"):
        stage.manager.add(ROOT / f"examples/{name}.py")
    indicators = IndicatorManager(stage.manager, builtin_indicators())
    data = market([100.0 + n for n in range(60)])
    bands = indicators.calculate_indicator("bollinger_bands", data, period=10, std_dev=1.0)
    assert sorted(bands) == ["bandwidth", "lower_band", "sma", "upper_band"]
    assert bands["sma"].iloc[-1] == np.mean(data["close"].iloc[-10:])
    rsi = indicators.calculate_indicator("custom_rsi", data)
    assert isinstance(rsi, pd.Series)
    assert rsi.iloc[-1] == pytest.approx(100.0)


def test_data_that_an_indicator_refuses_is_not_calculated_on(stage: PluginStage) -> None:
    stage.manager.add(ROOT / "examples/bollinger_bands_plugin.py")
    indicators = IndicatorManager(stage.manager, builtin_indicators())
    with pytest.raises(PluginError, match="validate_data refuses this data"):
        indicators.calculate_indicator("bollinger_bands", frame(5))
