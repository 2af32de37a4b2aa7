"""EMA_CROSSOVER over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.vectorised import adx, ema, range_ema
from strategies.ema_crossover import FULL_GAP
from strategies.frames.parts import Decision, Part, decided, graded, over

if TYPE_CHECKING:
    from strategies.ema_crossover import EmaCrossoverStrategy


def crossover_part(crossover: "EmaCrossoverStrategy", part: Part) -> Decision:
    high, low, close = part["high"], part["low"], part["close"]
    gap = ema(close, crossover.fast) - ema(close, crossover.slow)
    span = range_ema(high, low, close, crossover.slow)
    index, _, _ = adx(high, low, close, crossover.adx_period)
    goes = (span > 0.0) & (np.nan_to_num(index) >= crossover.min_adx)
    sure = graded(over(np.abs(gap), span), FULL_GAP)
    return decided(goes & (gap > 0.0), goes & (gap < 0.0), sure)
