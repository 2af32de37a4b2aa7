"""What every strategy is: signals over a frame of candles, with parameters that have bounds."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from core.errors import InputError
from core.market import Candle
from core.trading import Reason, SignalResult
from core.types import Action

if TYPE_CHECKING:
    import pandas as pd

Number = int | float
ACTIONS = {1: Action.BUY, -1: Action.SELL, 0: Action.HOLD}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a parameter may be, both ends included; `is_whole` when fractions make no sense."""

    low: Number
    high: Number
    is_whole: bool = False

    def holds(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return self.low <= value <= self.high and not (self.is_whole and value != int(value))


class BaseStrategy(ABC):
    """Advice on closed candles, made by `generate_signals` unless the live path has its own way.

    Fulfils `core.ports.Strategy`. A parameter is an attribute that `bounds` names.
    """

    name: str = ""
    description: str = ""
    bounds: ClassVar[Mapping[str, Bounds]] = {}

    def __init__(self) -> None:
        self.logger = logging.getLogger(type(self).__module__)

    @property
    def warmup(self) -> int:
        """How many closed candles it wants to see."""
        return 500

    @abstractmethod
    def generate_signals(self, df: "pd.DataFrame") -> "pd.DataFrame":
        """A copy of the frame (open, high, low, close, volume) with two more columns: `signal`
        (1 buy, -1 sell, 0 hold) and `signal_strength` (0..1). A row may look back, never ahead."""

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        """The advice of the newest candle, its frame holding prices in ticks."""
        # pandas costs half a second and 40 MB: only strategies that need it load it.
        from strategies.frame import candle_frame, last_signal

        if not candles:
            return SignalResult(action=Action.HOLD, reasons=(Reason("warming_up"),))
        signal, strength = last_signal(self.generate_signals(candle_frame(candles)))
        action = ACTIONS[signal]
        return SignalResult(action=action, confidence=strength if signal else 0.0)

    def get_parameters(self) -> dict[str, Number]:
        return {key: getattr(self, key) for key in self.bounds}

    def set_parameters(self, parameters: Mapping[str, Number]) -> None:
        """Sets all or none; raises InputError for an unknown name or a value out of bounds."""
        for key, value in parameters.items():
            self._check(key, value)
        for key, value in parameters.items():
            setattr(self, key, int(value) if self.bounds[key].is_whole else float(value))

    def _check(self, key: str, value: object) -> None:
        bounds = self.bounds.get(key)
        if bounds is None:
            known = ", ".join(self.bounds)
            raise InputError(
                f"{self.name} has no parameter {key}, it has: {known}",
                code="unknown_parameter",
                name=key,
                known=known,
            )
        if not bounds.holds(value):
            raise InputError(
                f"{key} goes from {bounds.low} to {bounds.high}",
                code="parameter_bounds",
                name=key,
                low=str(bounds.low),
                high=str(bounds.high),
            )
