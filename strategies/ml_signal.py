"""ML_SIGNAL: trade what a model outside the desk sends.

Source: none of its own; it is the door for a model that runs elsewhere. What is sent stands for
`hold` candles, or until something newer is sent; HOLD takes it back.

    BUY or SELL  as sent, while it is younger than `hold` candles and its confidence is at least
                 `min_confidence`; the confidence is the sent one

A signal belongs to the candle during which it was sent and is judged when that candle closes. In a
frame it stands in the columns `sent_signal` (1, -1, 0; NaN for none) and `sent_confidence`.
"""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from core.errors import InputError
from core.market import Candle
from core.parameters import Parameter
from core.trading import Reason, SentSignal, SignalResult
from core.types import Action
from strategies.base import BaseStrategy
from strategies.settings import real, whole

if TYPE_CHECKING:
    import pandas as pd

SIGNS = {Action.BUY: 1, Action.SELL: -1, Action.HOLD: 0}
KEPT = 1_000
"""Sent signals that are remembered, so that a desk that catches up on candles judges each by what
was known then; the oldest go first."""


class MlSignalStrategy(BaseStrategy):
    """Fulfils `core.ports.SentStrategy`."""

    name = "ML_SIGNAL"
    description = "Trades the signals it is sent"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        real("min_confidence", 0.6, 0.0, 1.0, "Least confidence it trades"),
        whole("hold", 5, 1, 500, "Candles a sent signal stands"),
    )
    min_confidence: float
    hold: int

    def __init__(self, **parameters: object) -> None:
        self._sent: deque[SentSignal] = deque(maxlen=KEPT)
        super().__init__(**parameters)

    @property
    def warmup(self) -> int:
        return 1

    def on_sent(self, signal: SentSignal) -> None:
        """Raises InputError for a confidence outside 0..1."""
        if not 0.0 <= signal.confidence <= 1.0:
            raise InputError("Confidence goes from 0 to 1", code="confidence_bounds")
        self._sent.append(signal)

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        newest = self._newest(candles[-1].at_ns) if candles else None
        if newest is None:
            return self.advise(0, 0.0, (Reason("nothing_sent"),))
        age = (candles[-1].at_ns - newest.at_ns) // candles[-1].timeframe.ns
        told = (Reason("sent", f"{100.0 * newest.confidence:.0f}"), Reason("age", str(age)))
        is_good = age < self.hold and newest.confidence >= self.min_confidence
        return self.advise(SIGNS[newest.action] if is_good else 0, newest.confidence, told)

    def _newest(self, until_ns: int) -> SentSignal | None:
        """Of those sent up to then the latest; of two at once the one that came later."""
        known = (each for each in reversed(self._sent) if each.at_ns <= until_ns)
        return max(known, key=lambda each: each.at_ns, default=None)

    def generate_signals(self, df: "pd.DataFrame") -> "pd.DataFrame":
        # The live path must load neither numpy nor pandas.
        from strategies.frames.ml_signal import sent_signals

        return sent_signals(self, df)
