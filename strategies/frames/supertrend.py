"""SUPERTREND over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.vectorised import range_ema, supertrend
from strategies.frames.parts import Decision, Part, decided, graded, over
from strategies.shared import BASIS_POINT
from strategies.supertrend import FULL_ROOM

if TYPE_CHECKING:
    from strategies.supertrend import SupertrendStrategy


def supertrend_part(rules: "SupertrendStrategy", part: Part) -> Decision:
    high, low, close = part["high"], part["low"], part["close"]
    span = range_ema(high, low, close, rules.period)
    line, way = supertrend(high, low, close, rules.period, rules.multiplier)
    moves = (span > 0.0) & (span >= rules.min_range_bp * BASIS_POINT * close)
    sure = graded(over(np.abs(close - line), span), FULL_ROOM * rules.multiplier)
    return decided(moves & (way > 0.0), moves & (way < 0.0), sure)
