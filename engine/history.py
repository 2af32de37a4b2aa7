"""History through a runtime in a plain loop: nothing awaits, the very same decisions are made."""

from collections.abc import Iterable
from typing import Protocol

from core.candles import WholePath, expand
from core.market import Candle, MarketEvent
from core.ports import Unit
from engine.runtime import TradeRuntime
from engine.step import Step


class Appending(Protocol):
    """A journal that keeps a unit at once."""

    def append(self, unit: Unit) -> None: ...


def run_through(
    runtime: TradeRuntime, events: Iterable[MarketEvent | WholePath], journal: Appending
) -> None:
    """Takes every event in order; each step is journaled before its orders leave."""
    for event in events:
        if isinstance(event, WholePath):
            take_path(runtime, event.bar, journal)
        else:
            apply(runtime, runtime.on_market(event), journal)


def take_path(runtime: TradeRuntime, bar: Candle, journal: Appending) -> None:
    """Takes the path of a bar; one in which nothing can happen is not expanded. Orders of the bar
    before fill at the open, and after it the path still visits both extremes: what is left of it
    is often quiet."""
    if runtime.pass_quiet(bar):
        return
    first, *rest = expand(bar)
    apply(runtime, runtime.on_market(first), journal)
    if runtime.pass_quiet(bar):
        return
    for point in rest:
        apply(runtime, runtime.on_market(point), journal)


def apply(runtime: TradeRuntime, step: Step, journal: Appending) -> None:
    """Journals a decision and settles it."""
    if step.is_empty:
        return
    unit = runtime.unit(step)
    journal.append(unit)
    runtime.settle(step, unit)
