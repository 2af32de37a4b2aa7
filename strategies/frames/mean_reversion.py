"""MEAN_REVERSION over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.table import Table
from strategies.frames.parts import Decision, Part, decided, graded, latched
from strategies.mean_reversion import FULL_SCORE

if TYPE_CHECKING:
    from strategies.mean_reversion import MeanReversionStrategy


def reversion_part(rules: "MeanReversionStrategy", part: Part) -> Decision:
    table = Table.of(part)
    score, index = table.zscore(rules.period), table.adx(rules.adx_period)
    is_known = ~np.isnan(index) & ~np.isnan(score)
    is_calm = is_known & (index <= rules.max_adx)
    is_long = latched(is_calm & (score <= -rules.entry), is_known & (score >= -rules.leave))
    is_short = latched(is_calm & (score >= rules.entry), is_known & (score <= rules.leave))
    return decided(is_long, is_short, lambda: graded(np.abs(score), FULL_SCORE))
