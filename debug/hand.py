"""The strategy of the sandbox: it advises what it was told to."""

from collections.abc import Sequence

from core.market import Candle
from core.trading import Reason, SignalResult
from core.types import Action

NAME = "DEBUG"


class ByHand:
    """Implements `core.ports.Strategy`; the same words for every candle until others are put."""

    name = NAME
    warmup = 1

    def __init__(self) -> None:
        self._advice = SignalResult(action=Action.HOLD)

    def put(self, action: Action, confidence_pct: int) -> None:
        self._advice = SignalResult(
            action=action, confidence=confidence_pct / 100, reasons=(Reason("by_hand"),)
        )

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return self._advice
