"""SUPERTREND over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.table import Table
from strategies.frames.parts import Decision, Part, decided, graded, over
from strategies.shared import BASIS_POINT
from strategies.supertrend import FULL_ROOM

if TYPE_CHECKING:
    from strategies.supertrend import SupertrendStrategy


def supertrend_part(rules: "SupertrendStrategy", part: Part) -> Decision:
    table, close = Table.of(part), part["close"]
    span = table.range_ema(rules.period)
    line, way = table.supertrend(rules.period, rules.multiplier)
    moves = (span > 0.0) & (span >= rules.min_range_bp * BASIS_POINT * close)
    return decided(
        moves & (way > 0.0),
        moves & (way < 0.0),
        lambda: graded(over(np.abs(close - line), span), FULL_ROOM * rules.multiplier),
    )
