"""BREAKOUT over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.columns import Column
from indicators.table import Table
from strategies.breakout import FULL_ROOM
from strategies.frames.parts import Decision, Part, before, decided, graded, latched, over

if TYPE_CHECKING:
    from strategies.breakout import BreakoutStrategy


def breakout_part(rules: "BreakoutStrategy", part: Part) -> Decision:
    table, close, volume = Table.of(part), part["close"], part["volume"]
    outer_low, outer_high = _range_before(table, rules.entry_period)
    inner_low, inner_high = _range_before(table, rules.exit_period)
    mean_volume = before(table.sma("volume", rules.entry_period))
    is_known = ~np.isnan(mean_volume)
    is_loud = volume >= rules.volume_ratio * mean_volume
    span = table.range_ema(rules.entry_period)
    is_long = latched(is_loud & (close > outer_high), is_known & (close < inner_low))
    is_short = latched(is_loud & (close < outer_low), is_known & (close > inner_high))
    moves = span > 0.0

    def sure() -> Column:
        room = np.where(is_long, close - inner_low, inner_high - close)
        return graded(over(np.maximum(room, 0.0), span), FULL_ROOM)

    return decided(is_long & moves, is_short & moves, sure)


def _range_before(table: Table, period: int) -> tuple[Column, Column]:
    """Donchian's channel as it stood before each candle."""
    return before(table.lowest("low", period)), before(table.highest("high", period))
