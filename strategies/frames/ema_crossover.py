"""EMA_CROSSOVER over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.table import Table
from strategies.ema_crossover import FULL_GAP
from strategies.frames.parts import Decision, Part, decided, graded, over

if TYPE_CHECKING:
    from strategies.ema_crossover import EmaCrossoverStrategy


def crossover_part(crossover: "EmaCrossoverStrategy", part: Part) -> Decision:
    table = Table.of(part)
    gap = table.ema(crossover.fast) - table.ema(crossover.slow)
    span = table.range_ema(crossover.slow)
    index = table.adx(crossover.adx_period)
    goes = (span > 0.0) & (np.nan_to_num(index) >= crossover.min_adx)
    return decided(
        goes & (gap > 0.0),
        goes & (gap < 0.0),
        lambda: graded(over(np.abs(gap), span), FULL_GAP),
    )
