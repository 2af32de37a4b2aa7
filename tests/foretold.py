"""Bars whose story is told in spans, and a strategy that says what it was given."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backtest.columns import BarColumns
from core.market import Candle
from core.money import Steps, Ticks
from core.trading import Limit, SignalResult, Trail, TrailKind
from core.types import DAY_NS, MINUTE_NS, Action, Timeframe
from core.values import replace
from tests.desk import ROOMY
from tests.paper.script import PERP

START_NS = 20_000 * DAY_NS - 30 * MINUTE_NS
"""The thirtieth bar closes at midnight."""
GUARDED = replace(
    ROOMY, daily_loss=Limit.percent("1"), drawdown=Limit.percent("3"), risk=Limit.percent("2")
)
FOLLOWING = Trail(
    kind=TrailKind.BELOW_HIGHEST, start=Limit.percent("1"), distance=Limit.percent("1")
)


@dataclass(frozen=True, slots=True)
class Span:
    """So many bars of one advice, each moving by as many ticks, with wicks."""

    action: Action
    bars: int
    drift: int
    wick: int


class Foretold:
    """Says what it was given, by the time of the newest candle."""

    name = "FORETOLD"
    warmup = 1

    def __init__(self, actions: Sequence[Action]) -> None:
        self.actions = actions
        self.turns = [
            place for place in range(1, len(actions)) if actions[place] is not actions[place - 1]
        ]

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        place = (candles[-1].at_ns - START_NS) // MINUTE_NS - 1
        return SignalResult(action=self.actions[place], confidence=0.9 - place % 3 / 10)


def bars_of(story: Sequence[Span]) -> list[Candle]:
    bars, price = list[Candle](), 1000
    for span in story:
        for _ in range(span.bars):
            first, price = price, max(price + span.drift, 100)
            low, high = min(first, price) - span.wick, max(first, price) + span.wick
            ticks = (Ticks(first), Ticks(high), Ticks(low), Ticks(price))
            at_ns = START_NS + (len(bars) + 1) * MINUTE_NS
            bars.append(Candle(PERP.id, at_ns, Timeframe.M1, *ticks, Steps(1)))
    return bars


def columns_of(bars: Sequence[Candle]) -> BarColumns:
    rows = [[bar.open, bar.high, bar.low, bar.close, bar.volume] for bar in bars]
    times = np.array([bar.at_ns for bar in bars], dtype=np.int64)
    return BarColumns(bars[0].instrument, Timeframe.M1, times, np.array(rows, dtype=np.int64))
