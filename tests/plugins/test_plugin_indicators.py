"""Indicators of plugins: what they may return, and what the market screen shows of them."""

import pandas as pd
import pytest

from core.types import Timeframe
from indicators.catalogue import builtin_indicators
from plugins.factory import IndicatorManager
from plugins.readings import CANDLES, IndicatorReadings
from plugins.worker.trial import market
from tests.plugin_stage import HASTY, PluginStage, frame, indicator_text
from tests.samples import make_instrument

BTC = make_instrument("BTC")
SHAPES = {
    "a series": ("return data['close'].rolling(2).mean()", pd.Series, ["close"]),
    "a frame": ("return data[['low', 'high']] * 2", pd.DataFrame, ["low", "high"]),
    "named series": ("return {'up': data['high'], 'down': data['low']}", dict, ["up", "down"]),
}


@pytest.mark.parametrize(("body", "kind", "names"), SHAPES.values(), ids=list(SHAPES))
def test_a_result_is_a_series_a_frame_or_named_series_and_comes_back_as_it_was(
    stage: PluginStage, body: str, kind: type, names: list[str]
) -> None:
    stage.add(indicator_text(body=body))
    data = frame()
    result = IndicatorManager(stage.manager, builtin_indicators()).calculate_indicator("made", data)
    assert isinstance(result, kind)
    found = _series(result)
    assert [each.name for each in found] == names
    assert all(each.index.equals(data.index) for each in found)


def _series(result: object) -> "list[pd.Series[float]]":
    if isinstance(result, pd.Series):
        return [result]
    assert isinstance(result, dict | pd.DataFrame)
    return [result[name] for name in result]


async def test_the_newest_values_are_of_prices_as_people_read_them(stage: PluginStage) -> None:
    stage.add(indicator_text(body="return {'last': data['close'], 'text': data['close'] > 0}"))
    stage.add(indicator_text("early", body="return data['close'].rolling(999).mean()"), "early")
    readings, candles = IndicatorReadings(stage.manager), market(CANDLES)
    stage.manager.get("made").loaded()
    assert readings.wants == CANDLES
    (found,) = await readings.of(BTC, Timeframe.M1, candles)
    assert found.name == "made"
    assert dict(found.values) == {"last": pytest.approx(candles[-1].close * float(BTC.tick))}


async def test_it_is_asked_once_for_a_candle(stage: PluginStage) -> None:
    plugin = stage.add(indicator_text())
    readings, candles = IndicatorReadings(stage.manager), market(CANDLES)
    for _ in range(3):
        await readings.of(BTC, Timeframe.M1, candles)
    assert plugin.figures().calls == 1
    await readings.of(BTC, Timeframe.M1, candles[:-1])
    assert plugin.figures().calls == 2


async def test_one_that_fails_or_never_answers_is_left_out(stage: PluginStage) -> None:
    stage.make_manager(HASTY)
    loops = "while len(data) == 250: pass"
    stage.add(indicator_text(body=f"{loops}\n        return data['close']"))
    wrong = "return data['close' if len(data) != 250 else 'x']"
    stage.add(indicator_text("wrong", body=wrong), "wrong")
    stage.add(indicator_text("short", body="return data['close']"), "short")
    readings = IndicatorReadings(stage.manager)
    found = await readings.of(BTC, Timeframe.M1, market(250))
    assert [each.name for each in found] == ["short"]


async def test_without_an_indicator_no_candle_is_wanted(stage: PluginStage) -> None:
    assert IndicatorReadings(stage.manager).wants == 0
