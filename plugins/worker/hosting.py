"""The plugin inside its worker: loaded once, its strategies made on demand, its results checked."""

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from math import isfinite
from pathlib import Path
from typing import Any, cast

import pandas as pd

from core.errors import PluginError
from indicators.base import IndicatorPlugin
from plugins.contract import check_output, check_signals
from plugins.wire import Message
from plugins.worker import ladders
from plugins.worker.frames import candles_in, frame_in, frame_out, plain
from plugins.worker.loading import import_plugin, plugin_class
from plugins.worker.trial import try_indicator, try_strategy
from strategies.base import BacktestsItself, BaseStrategy, SizesPositions, position_share
from strategies.honesty import LookAhead
from strategies.plugin import StrategyPlugin

Values = dict[str, Any]
MOST_STRATEGIES = 200


class Hosted:
    """Answers requests by their `op`."""

    def __init__(self) -> None:
        self._plugin: type[StrategyPlugin] | type[IndicatorPlugin] | None = None
        self._strategies: dict[str, BaseStrategy] = {}
        self._ops: dict[str, Callable[[Message], Message]] = {
            "load": self._load,
            "advise": self._advise,
            "signals": self._signals,
            "settle": self._settle,
            "backtest": self._backtest,
            "calculate": self._calculate,
            "latest": self._latest,
            "orders": self._orders,
        }

    def answer(self, asked: Message) -> Message:
        """Raises whatever the plugin raises."""
        return self._ops[str(asked.header["op"])](asked)

    def _load(self, asked: Message) -> Message:
        header = asked.header
        texts = cast(Mapping[str, str], header["texts"])
        module = import_plugin(Path(str(header["path"])), texts, str(header["module"]))
        self._plugin = plugin_class(module)
        wrapper = self._made()
        if not wrapper.validate_environment():
            raise PluginError("validate_environment says that it cannot work here")
        told: Values = {"metadata": plain(wrapper.get_metadata())}
        if isinstance(wrapper, StrategyPlugin):
            told |= self._strategy_facts(wrapper)
        if header["is_tried"]:
            told["ahead"] = _told(self._try(wrapper))
        return Message(told)

    def _strategy_facts(self, wrapper: StrategyPlugin) -> Values:
        strategy = self._strategy({"key": "facts", "values": {}})
        return {
            "values": plain(strategy.get_parameters()),
            "bounds": {name: plain(each) for name, each in strategy.get_parameter_bounds().items()},
            "warmup": int(strategy.warmup),
            "tests_itself": isinstance(strategy, BacktestsItself),
            "sizes": isinstance(strategy, SizesPositions),
        }

    def _try(self, wrapper: StrategyPlugin | IndicatorPlugin) -> LookAhead | None:
        if isinstance(wrapper, StrategyPlugin):
            strategy = self._strategy({"key": "trial", "values": {}})
            if wrapper.get_metadata().get("rests_orders") is True:
                ladders.try_orders(strategy)
            return try_strategy(strategy, lambda frame: _signals(strategy, frame))
        return try_indicator(lambda frame: self._output(frame, {}))

    def _made(self) -> StrategyPlugin | IndicatorPlugin:
        if self._plugin is None:
            raise PluginError("is not loaded")
        return self._plugin()

    def _strategy(self, header: Mapping[str, object]) -> BaseStrategy:
        """The strategy of one agent, kept between its calls, with these parameters."""
        key, values = str(header["key"]), cast(Values, header["values"])
        strategy = self._strategies.get(key)
        if strategy is None:
            strategy = self._new_strategy()
            if len(self._strategies) >= MOST_STRATEGIES:
                self._strategies.pop(next(iter(self._strategies)))
            self._strategies[key] = strategy
        known = strategy.get_parameters()
        fresh = {name: value for name, value in values.items() if known.get(name) != value}
        if fresh:
            strategy.set_parameters(fresh)
        return strategy

    def _new_strategy(self) -> BaseStrategy:
        wrapper = self._made()
        if not isinstance(wrapper, StrategyPlugin):
            raise PluginError("is no strategy")
        made = wrapper.get_strategy_class()()
        if not isinstance(made, BaseStrategy):
            raise PluginError("get_strategy_class must return a class of BaseStrategy")
        return made

    def _advise(self, asked: Message) -> Message:
        """The advice of the newest `last` candles."""
        strategy = self._strategy(asked.header)
        signals = _signals(strategy, candles_in(asked))
        last = slice(-int(str(asked.header["last"])), None)
        ways = [int(each) for each in signals["signal"].to_numpy()[last]]
        strengths = [float(each) for each in signals["signal_strength"].to_numpy()[last]]
        shares = [position_share(strategy, each) for each in strengths]
        return Message({"signals": ways, "strengths": strengths, "shares": shares})

    def _orders(self, asked: Message) -> Message:
        """What should rest where the agent stands."""
        return ladders.answer(self._strategy(asked.header), asked)

    def _signals(self, asked: Message) -> Message:
        frame = frame_in(asked)
        result = _signals(self._strategy(asked.header), frame)
        added = [name for name in result.columns if name not in frame.columns]
        return frame_out(result[added], {})

    def _settle(self, asked: Message) -> Message:
        """Its parameters once these are set."""
        return Message({"values": plain(self._strategy(asked.header).get_parameters())})

    def _backtest(self, asked: Message) -> Message:
        strategy = self._strategy(asked.header)
        if not isinstance(strategy, BacktestsItself):
            raise PluginError("has no backtest of its own")
        return Message({"figures": plain(strategy.backtest(frame_in(asked)))})

    def _calculate(self, asked: Message) -> Message:
        frame = frame_in(asked)
        shapes: list[str] = []
        output = self._output(frame, cast(Values, asked.header["values"]), shapes)
        return frame_out(output, {"shape": shapes[0]})

    def _latest(self, asked: Message) -> Message:
        """The newest row of its outputs by name; none of data it refuses."""
        output = self._output(candles_in(asked), {}).select_dtypes("number")
        newest = {str(name): float(output[name].iloc[-1]) for name in output.columns}
        return Message({"latest": {name: each for name, each in newest.items() if isfinite(each)}})

    def _output(
        self, frame: pd.DataFrame, values: Values, shapes: list[str] | None = None
    ) -> pd.DataFrame:
        if self._plugin is None or not issubclass(self._plugin, IndicatorPlugin):
            raise PluginError("is no indicator")
        wrapper = self._plugin(**_taken(self._plugin, values))
        given = frame.copy()
        if not wrapper.validate_data(given):
            if shapes is None:
                return pd.DataFrame(index=frame.index)
            raise PluginError("validate_data refuses this data")
        result = wrapper.calculate(given, **_taken(wrapper.calculate, values))
        if shapes is not None:
            shapes.append(_shape(result))
        return check_output(frame, given, result)


def _signals(strategy: BaseStrategy, frame: pd.DataFrame) -> pd.DataFrame:
    given = frame.copy()
    return check_signals(frame, given, strategy.generate_signals(given))


def _taken(call: Callable[..., object], values: Values) -> Values:
    """Those of the values that it takes: a parameter belongs to the constructor, to `calculate`,
    or to both."""
    takes = signature(call).parameters
    if any(each.kind is Parameter.VAR_KEYWORD for each in takes.values()):
        return values
    return {name: value for name, value in values.items() if name in takes}


def _shape(result: object) -> str:
    if isinstance(result, pd.Series):
        return "series"
    return "frame" if isinstance(result, pd.DataFrame) else "dict"


def _told(ahead: LookAhead | None) -> list[int] | None:
    return None if ahead is None else [ahead.candle, ahead.known]
