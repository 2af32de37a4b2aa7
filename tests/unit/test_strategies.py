"""The strategy base and the registry: how a strategy written as a frame becomes advice."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from core.errors import InputError
from core.market import Candle
from core.money import Steps, Ticks
from core.parameters import Value
from core.ports import Strategy
from core.types import MINUTE_NS, Action, InstrumentId, Timeframe
from indicators.base import IndicatorPlugin
from strategies.base import BacktestsItself, BaseStrategy, SizesPositions
from strategies.frame import BadSignals
from strategies.plugin import StrategyPlugin
from strategies.registry import StrategyRegistry, builtin_strategies

CANDLES = [
    Candle(
        InstrumentId("sim:perp:BTCUSDT"),
        (number + 1) * MINUTE_NS,
        Timeframe.M1,
        Ticks(100 + number),
        Ticks(103 + number),
        Ticks(99 + number),
        Ticks(101 + number),
        Steps(7),
    )
    for number in range(3)
]


class Scripted(BaseStrategy):
    """Says what it was told, of every row; keeps the frame it saw."""

    name = "SCRIPTED"

    def __init__(self, signal: float, strength: float) -> None:
        super().__init__()
        self.said = (signal, strength)
        self.seen = pd.DataFrame()

    def generate_signals(self, df: pd.DataFrame) -> pd.DataFrame:
        self.seen = df
        return df.assign(signal=self.said[0], signal_strength=self.said[1])


class Silent(BaseStrategy):
    """Forgets to add its columns."""

    def generate_signals(self, df: pd.DataFrame) -> pd.DataFrame:
        return df


@pytest.mark.parametrize(
    ("signal", "action", "confidence"),
    [(1, Action.BUY, 0.7), (-1, Action.SELL, 0.7), (0, Action.HOLD, 0.0)],
)
def test_the_last_row_is_the_advice(signal: int, action: Action, confidence: float) -> None:
    result = Scripted(signal, 0.7).evaluate(CANDLES)
    assert (result.action, result.confidence) == (action, confidence)


def test_the_frame_holds_the_candles_by_opening_time() -> None:
    strategy = Scripted(0, 0)
    strategy.evaluate(CANDLES)
    assert strategy.seen.index.tolist() == [
        pd.Timestamp(candle.open_ns, unit="ns", tz="UTC") for candle in CANDLES
    ]
    assert strategy.seen.iloc[-1].to_dict() == {
        "open": 102.0,
        "high": 105.0,
        "low": 101.0,
        "close": 103.0,
        "volume": 7.0,
    }


def test_without_candles_there_is_no_advice() -> None:
    assert Scripted(1, 1).evaluate([]).action is Action.HOLD


@pytest.mark.parametrize(
    ("signal", "strength"),
    [(2, 0.5), (0.5, 0.5), (float("nan"), 0.5), (1, 1.5), (1, -0.1), (1, float("nan"))],
)
def test_signals_that_are_none_are_refused(signal: float, strength: float) -> None:
    with pytest.raises(BadSignals):
        Scripted(signal, strength).evaluate(CANDLES)


def test_missing_columns_are_refused() -> None:
    with pytest.raises(BadSignals):
        Silent().evaluate(CANDLES)


def test_the_registry_makes_a_fresh_strategy_each_time() -> None:
    registry = builtin_strategies()
    first: Strategy = registry.create("TREND")
    assert first.name == "TREND"
    assert registry.create("TREND") is not first


def test_the_registry_tells_what_it_has() -> None:
    registry = builtin_strategies()
    assert "TREND" in registry.names()
    assert all(entry.description for entry in registry.entries())


def test_an_unknown_strategy_is_refused_with_the_names_of_the_known() -> None:
    with pytest.raises(InputError) as refused:
        builtin_strategies().create("MOON")
    assert refused.value.code == "unknown_strategy"
    assert refused.value.values["known"].startswith("TREND, ")


def test_two_registries_do_not_share_what_is_registered() -> None:
    StrategyRegistry().register("MINE", lambda: Scripted(1, 1))
    assert "MINE" not in builtin_strategies().names()


class Parted(Scripted):
    """Asks for half of what it is sure of."""

    def calculate_position_size(self, signal_strength: float) -> float:
        return self.part * signal_strength

    part = 0.5


@pytest.mark.parametrize(
    ("part", "share"), [(0.5, 0.4), (9.0, 1.0), (-1.0, 0.0), (float("nan"), 0.0)]
)
def test_a_strategy_may_ask_for_less_than_its_risk_allows_never_for_more(
    part: float, share: float
) -> None:
    strategy = Parted(1, 0.8)
    strategy.part = part
    assert strategy.evaluate(CANDLES).share == share


def test_a_strategy_that_does_not_size_gets_all_that_its_risk_allows() -> None:
    assert Scripted(1, 0.8).evaluate(CANDLES).share == 1.0
    assert not isinstance(Scripted(1, 0.8), SizesPositions | BacktestsItself)


class FromTheGuide(BaseStrategy):
    """As the plugin guide writes one: it keeps its own parameters."""

    def __init__(self, **kwargs: float) -> None:
        super().__init__()
        self.name = "My Custom Strategy"
        self.description = "Description of your strategy"
        self.param1 = kwargs.get("param1", 10)

    def generate_signals(self, df: pd.DataFrame) -> pd.DataFrame:
        result_df = df.copy()
        result_df["signal"] = 0
        result_df["signal_strength"] = 0.5
        return result_df

    def get_parameters(self) -> dict[str, Value]:
        return {"param1": self.param1}

    def set_parameters(self, parameters: Mapping[str, object]) -> None:
        for key, value in parameters.items():
            if hasattr(self, key):
                setattr(self, key, value)

    def backtest(self, data: pd.DataFrame) -> dict[str, Any]:
        return {"trades": len(data)}


def test_a_strategy_of_the_guide_is_one_of_ours() -> None:
    strategy = FromTheGuide(param1=3)
    strategy.set_parameters({"param1": 20})
    advised: Strategy = strategy
    assert advised.name == "My Custom Strategy"
    assert advised.evaluate(CANDLES).action is Action.HOLD
    assert strategy.get_parameters() == {"param1": 20}
    assert strategy.get_parameter_bounds() == {}
    assert isinstance(strategy, BacktestsItself)
    assert strategy.logger.name == __name__


class GuidePlugin(StrategyPlugin):
    def get_strategy_class(self) -> type[BaseStrategy]:
        return FromTheGuide

    def get_metadata(self) -> dict[str, Any]:
        return {"id": "my_custom_strategy", "type": "strategy"}


class GuideIndicator(IndicatorPlugin):
    def calculate(self, data: pd.DataFrame, **kwargs: Any) -> "pd.Series[float]":
        return data["close"].rolling(2).mean()

    def get_metadata(self) -> dict[str, Any]:
        return {"id": "my_custom_indicator", "type": "indicator"}


def test_plugins_need_nothing_and_suit_every_place_unless_they_say_so() -> None:
    for plugin in (GuidePlugin(), GuideIndicator()):
        assert plugin.get_dependencies() == []
        assert plugin.validate_environment()
    assert GuideIndicator().validate_data(pd.DataFrame())
    assert isinstance(GuidePlugin().get_strategy_class()(), BaseStrategy)
