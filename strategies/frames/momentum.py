"""MOMENTUM over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.table import Table
from indicators.vectorised import slope
from strategies.frames.parts import Decision, Part, decided, graded, over
from strategies.momentum import FULL_PUSH

if TYPE_CHECKING:
    from strategies.momentum import MomentumStrategy


def momentum_part(momentum: "MomentumStrategy", part: Part) -> Decision:
    table = Table.of(part)
    span = table.range_ema(momentum.over)
    push = over(slope(part["close"], momentum.over) * momentum.root, span)
    strength = table.rsi(momentum.rsi_period)
    is_buy = (push >= momentum.entry) & (strength <= momentum.exhausted)
    is_sell = (push <= -momentum.entry) & (strength >= 100.0 - momentum.exhausted)
    return decided(is_buy, is_sell, lambda: graded(np.abs(push), FULL_PUSH))
