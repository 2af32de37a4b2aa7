"""MOMENTUM over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.vectorised import range_ema, rsi, slope
from strategies.frames.parts import Decision, Part, decided, graded, over
from strategies.momentum import FULL_PUSH

if TYPE_CHECKING:
    from strategies.momentum import MomentumStrategy


def momentum_part(momentum: "MomentumStrategy", part: Part) -> Decision:
    high, low, close = part["high"], part["low"], part["close"]
    span = range_ema(high, low, close, momentum.over)
    push = over(slope(close, momentum.over) * momentum.root, span)
    strength = rsi(close, momentum.rsi_period)
    is_buy = (push >= momentum.entry) & (strength <= momentum.exhausted)
    is_sell = (push <= -momentum.entry) & (strength >= 100.0 - momentum.exhausted)
    return decided(is_buy, is_sell, graded(np.abs(push), FULL_PUSH))
