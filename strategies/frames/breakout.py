"""BREAKOUT over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.vectorised import donchian, range_ema, sma
from strategies.breakout import FULL_ROOM
from strategies.frames.parts import Decision, Part, before, decided, graded, latched, over

if TYPE_CHECKING:
    from strategies.breakout import BreakoutStrategy


def breakout_part(rules: "BreakoutStrategy", part: Part) -> Decision:
    high, low, close, volume = (part[name] for name in rules.columns)
    outer_low, outer_high = map(before, donchian(high, low, rules.entry_period))
    inner_low, inner_high = map(before, donchian(high, low, rules.exit_period))
    mean_volume = before(sma(volume, rules.entry_period))
    is_known = ~np.isnan(mean_volume)
    is_loud = volume >= rules.volume_ratio * mean_volume
    span = range_ema(high, low, close, rules.entry_period)
    is_long = latched(is_loud & (close > outer_high), is_known & (close < inner_low))
    is_short = latched(is_loud & (close < outer_low), is_known & (close > inner_high))
    room = np.where(is_long, close - inner_low, inner_high - close)
    sure = graded(over(np.maximum(room, 0.0), span), FULL_ROOM)
    moves = span > 0.0
    return decided(is_long & moves, is_short & moves, sure)
