"""The newest values of the plugins' indicators, for who looks at a market."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from core.errors import PluginError
from core.instrument import Instrument
from core.market import Candle
from core.ports.watching import Readings
from core.types import Timeframe
from core.views.watching import ReadingView
from plugins.columns import latest, latest_request
from plugins.hosting import HostedPlugin
from plugins.manager import PluginManager
from plugins.metadata import Kind
from plugins.wire import Message

CANDLES = 300
WAIT_S = 0.3
"""A screen waits no longer; what comes later is on the next one."""
KEPT = 256
MOST = 4
_Key = tuple[str, str, str, Timeframe, int]


class IndicatorReadings(Readings):
    """Each is asked once for a candle: a screen is looked at every few seconds. One that fails is
    left out; its card says why."""

    def __init__(self, manager: PluginManager) -> None:
        self._manager = manager
        self._asked: OrderedDict[_Key, Future[Message]] = OrderedDict()

    @property
    def wants(self) -> int:
        return CANDLES if any(self._usable()) else 0

    async def of(
        self, held: Instrument, timeframe: Timeframe, candles: Sequence[Candle]
    ) -> Sequence[ReadingView]:
        if not candles:
            return ()
        asked = {
            each.id: self._ask(each, held, timeframe, candles)
            for each in list(self._usable())[:MOST]
        }
        waiting = {asyncio.wrap_future(each) for each in asked.values() if not each.done()}
        for each in waiting:
            each.add_done_callback(lambda done: done.cancelled() or done.exception())
        if waiting:
            await asyncio.wait(waiting, timeout=WAIT_S)
        return tuple(_readings(asked))

    def _usable(self) -> Iterator[HostedPlugin]:
        return (each for each in self._manager.of(Kind.INDICATOR) if each.is_usable)

    def _ask(
        self,
        plugin: HostedPlugin,
        held: Instrument,
        timeframe: Timeframe,
        candles: Sequence[Candle],
    ) -> "Future[Message]":
        version = plugin.metadata.version
        key = (plugin.id, version, str(held.id), timeframe, candles[-1].open_ns)
        if key not in self._asked:
            tick, step = float(held.tick), float(held.step)
            self._asked[key] = plugin.begin(lambda: latest_request(candles, tick, step))
            while len(self._asked) > KEPT:
                self._asked.popitem(last=False)
        return self._asked[key]


def _readings(asked: dict[str, "Future[Message]"]) -> Iterator[ReadingView]:
    for name, each in asked.items():
        if not each.done() or each.cancelled():
            continue
        try:
            values = latest(each.result())
        except PluginError:
            continue
        if values:
            yield ReadingView(name, tuple(values.items()))
