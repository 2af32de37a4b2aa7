"""ARBITRAGE over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.vectorised import zscore
from strategies.arbitrage import FULL_SCORE
from strategies.frames.parts import Decision, Part, decided, graded, latched, over

if TYPE_CHECKING:
    from strategies.arbitrage import ArbitrageStrategy


def arbitrage_part(rules: "ArbitrageStrategy", part: Part) -> Decision:
    score = zscore(over(part["close"], part["pair_close"]), rules.period)
    is_parted = np.abs(score) >= rules.broken
    is_long = latched(~is_parted & (score <= -rules.entry), is_parted | (score >= -rules.leave))
    is_short = latched(~is_parted & (score >= rules.entry), is_parted | (score <= rules.leave))
    return decided(is_long, is_short, lambda: graded(np.abs(score), FULL_SCORE))
