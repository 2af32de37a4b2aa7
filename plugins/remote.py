"""A plugin's strategy as the desk uses it: one of ours, whose thoughts are formed elsewhere."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from core.errors import PluginError
from core.market import Candle
from core.parameters import Value, settled
from core.trading import SignalResult
from plugins.columns import advice, advice_request, frame_answer, frame_request
from plugins.hosting import HostedPlugin, Status
from plugins.wire import Message
from strategies.base import BaseStrategy, warming_up

if TYPE_CHECKING:
    import pandas as pd


class RemoteStrategy(BaseStrategy):
    """Fulfils `core.ports.ConsultedStrategy`. `evaluate` and `generate_signals` wait for the
    worker: they are for backtests and scripts, never for the desk's loop."""

    def __init__(self, plugin: HostedPlugin, key: str, **parameters: object) -> None:
        self._plugin = plugin
        self._key = key
        self._values: dict[str, Value] = {}
        self.name = f"{plugin.id} (REPAINTS)" if plugin.status is Status.REPAINTS else plugin.id
        self.description = plugin.metadata.description
        super().__init__(**parameters)

    @property
    def warmup(self) -> int:
        return self._plugin.facts.warmup

    async def consult(self, candles: Sequence[Candle], last: int) -> Sequence[SignalResult]:
        """Advice of the newest `last` candles. Raises PluginError."""
        if not candles:
            return [warming_up()]
        wanted = min(last, len(candles))
        header = self._header()
        answer = await self._plugin.ask_later(lambda: advice_request(header, candles, wanted))
        return _checked(advice(answer), wanted)

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        if not candles:
            return warming_up()
        answer = self._plugin.ask(advice_request(self._header(), candles, 1))
        return _checked(advice(answer), 1)[0]

    def generate_signals(self, df: "pd.DataFrame") -> "pd.DataFrame":
        """The frame's own columns, and those the plugin added."""
        import pandas as pd

        asked = frame_request({**self._header(), "op": "signals"}, df)
        added = frame_answer(self._plugin.ask(asked), df.index)
        return pd.concat([df, added], axis="columns")

    def get_parameters(self) -> dict[str, Value]:
        defaults = {each.name: each.default for each in self._plugin.facts.parameters}
        return defaults | self._values

    def set_parameters(self, parameters: Mapping[str, object]) -> None:
        """Checked against the bounds that the plugin declares; `settle` asks the plugin itself.
        Until it is loaded only what its metadata bounds is known: others are taken as they are."""
        known = self._plugin.facts.parameters
        names = {each.name for each in known}
        is_waiting = self._plugin.status is Status.WAITING
        free = {
            name: value
            for name, value in parameters.items()
            if is_waiting and name not in names and isinstance(value, Value)
        }
        bounded = {name: value for name, value in parameters.items() if name not in free}
        self._values |= settled(known, bounded, owner=self.name) | free

    def settle(self) -> None:
        """Sets them in the plugin now. Raises PluginError with its own words."""
        self._plugin.ask(Message({**self._header(), "op": "settle"}))

    def get_parameter_bounds(self) -> dict[str, dict[str, object]]:
        return {each.name: each.metadata() for each in self._plugin.facts.parameters}

    def own_backtest(self, data: "pd.DataFrame") -> dict[str, Any]:
        """What the plugin's own `backtest` says. Raises PluginError where it has none."""
        asked = frame_request({**self._header(), "op": "backtest"}, data)
        figures = self._plugin.ask(asked).header["figures"]
        return dict(figures) if isinstance(figures, Mapping) else {}

    def _header(self) -> dict[str, object]:
        return {"key": self._key, "values": self._values}


class SelfTestingStrategy(RemoteStrategy):
    """One whose plugin brings a backtest: fulfils `strategies.base.BacktestsItself`."""

    def backtest(self, data: "pd.DataFrame") -> dict[str, Any]:
        return self.own_backtest(data)


class StrategyMaker:
    """Makes a plugin's strategies, each with state of its own in the worker."""

    def __init__(self, plugin: HostedPlugin) -> None:
        self._plugin = plugin
        self._numbers = count(1)

    def __call__(self, **parameters: object) -> RemoteStrategy:
        kind = self._kind()
        return kind(self._plugin, str(next(self._numbers)), **parameters)

    def _kind(self) -> type[RemoteStrategy]:
        if self._plugin.metadata.rests:
            from plugins.ladders import RemoteLadder

            return RemoteLadder
        return SelfTestingStrategy if self._plugin.facts.tests_itself else RemoteStrategy


def _checked(results: list[SignalResult], wanted: int) -> list[SignalResult]:
    if len(results) != wanted:
        raise PluginError("the worker's answer is of another length")
    return results
