"""The averages that a market screen shows of an instrument."""

from collections.abc import Sequence

from core.ports.watching import Trends
from core.views.watching import TrendView
from indicators.incremental import Ema, Rsi

FAST, SLOW, RSI = 20, 50, 14


class TrendBoard(Trends):
    """Exponential averages of 20 and 50 closes, and the relative strength of 14."""

    def trend(self, closes: Sequence[float]) -> TrendView | None:
        """None of fewer closes than the slow average is over."""
        if len(closes) < SLOW:
            return None
        fast, slow, strength = Ema(FAST), Ema(SLOW), Rsi(RSI)
        above, rsi = 0.0, None
        for close in closes:
            above = fast.update(close) - slow.update(close)
            rsi = strength.update(close)
        return TrendView(FAST, SLOW, (above > 0) - (above < 0), rsi)
