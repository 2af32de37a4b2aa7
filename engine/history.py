"""History through a runtime in a plain loop: nothing awaits, the very same decisions are made."""

from collections.abc import Iterable
from typing import Protocol

from core.candles import expand
from core.market import Candle, MarketEvent
from core.ports import Unit
from engine.runtime import TradeRuntime
from engine.step import Step


class Appending(Protocol):
    """A journal that keeps a unit at once."""

    def append(self, unit: Unit) -> None: ...


def run_through(runtime: TradeRuntime, events: Iterable[MarketEvent], journal: Appending) -> None:
    """Takes every event in order; each step is journaled before its orders leave."""
    for event in events:
        apply(runtime, runtime.on_market(event), journal)


def run_bars(runtime: TradeRuntime, bars: Iterable[Candle], journal: Appending) -> None:
    """Takes one instrument's bars in order, each as its path and then as the closed candle; a bar
    in which nothing can happen is not expanded."""
    for bar in bars:
        if not runtime.pass_quiet(bar):
            for point in expand(bar):
                apply(runtime, runtime.on_market(point), journal)
        apply(runtime, runtime.on_market(bar), journal)


def apply(runtime: TradeRuntime, step: Step, journal: Appending) -> None:
    """Journals a decision and settles it."""
    if step.is_empty:
        return
    unit = runtime.unit(step)
    journal.append(unit)
    runtime.settle(step, unit)
