"""Which program runs a backtest: the engine, or where it can and is worth it the compiled loop."""

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from backtest.advising import Tables
from backtest.compiled.run import HandedOver
from backtest.fast import BarHistory, FastBacktest
from backtest.plan import Result
from engine.runner import LOOK_BACK
from exchanges.replay import Recordings
from exchanges.replayed.bar_source import BarSource

if TYPE_CHECKING:
    from app.history import History

LEAST_BARS = 100_000
"""Fewer are done by the engine before the compiled loop is even loaded."""
MOST_BEFORE = 1 << 40
SPANS = 2
"""Held in memory: what a search learns from, and what it is judged by."""


class By(StrEnum):
    """AUTO takes the compiled loop where it can be taken, FAST insists on it."""

    ENGINE = "engine"
    AUTO = "auto"
    FAST = "fast"


def run_fast(
    test: FastBacktest, history: "History", least: int = LEAST_BARS
) -> Result | HandedOver:
    """The result, or why the engine must run it. `least` is of bars."""
    bars = bar_history(test, history, least)
    return bars if isinstance(bars, HandedOver) else test.run(bars)


def bar_history(
    test: FastBacktest, history: "History", least: int = LEAST_BARS
) -> BarHistory | HandedOver:
    """What the compiled loop is given of a history."""
    why = test.why_not()
    if why:
        return HandedOver(why)
    plan, market = test.plan, history.market
    source = market.bar_source(plan.instrument.id) if isinstance(market, Recordings) else None
    if source is None:
        return HandedOver("the history is no recorded candles")
    if source.timeframe is not plan.timeframe:
        return HandedOver(
            f"candles of {plan.timeframe} are counted from those of {source.timeframe}"
        )
    found = _past_of(source, plan.start_ns, plan.end_ns, has_funding=plan.has_funding)
    if len(found.opens_ns) - found.before < least:
        return HandedOver("a short history")
    return found.after(test.strategy.warmup + LOOK_BACK)


@lru_cache(maxsize=SPANS)
def _past_of(source: BarSource, start_ns: int, end_ns: int, *, has_funding: bool) -> BarHistory:
    """With all bars before the span: the tests of a search read it once."""
    opens_ns, values, before = source.columns(start_ns, end_ns, MOST_BEFORE)
    fundings = source.fundings(start_ns, end_ns) if has_funding else ()
    return BarHistory(opens_ns, np.asfortranarray(values), before, fundings, Tables.over(values))
