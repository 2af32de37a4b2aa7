"""What every strategy is: signals over a frame of candles, with parameters that have bounds.

The names are those of the plugin guide, so that a strategy written to it is one of ours.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast, runtime_checkable

from core.market import Candle
from core.parameters import Parameter, Value, settled
from core.trading import Reason, SignalResult
from core.types import Action

if TYPE_CHECKING:
    import pandas as pd

ACTIONS = {1: Action.BUY, -1: Action.SELL, 0: Action.HOLD}


@runtime_checkable
class SizesPositions(Protocol):
    """A strategy that asks for less than its agent's risk allows."""

    def calculate_position_size(self, signal_strength: float) -> float:
        """The share of the allowed size, 0 to 1, for a signal of this strength."""
        ...


@runtime_checkable
class BacktestsItself(Protocol):
    """A strategy with a backtest of its own; it stands beside the desk's, never instead of it."""

    def backtest(self, data: "pd.DataFrame") -> dict[str, Any]:
        """Figures by their names."""
        ...


class BaseStrategy(ABC):
    """Advice on closed candles, made by `generate_signals` unless the live path has its own way.

    Fulfils `core.ports.Strategy`. A parameter is an attribute that `PARAMETERS` describes; a
    strategy that keeps its own parameters overrides the methods instead. It may also size its
    positions and test itself: see the protocols above.
    """

    name: str = ""
    description: str = ""
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = ()

    def __init__(self, **parameters: object) -> None:
        """Every parameter at its default, then those given; raises InputError as
        `set_parameters` does."""
        self.logger = logging.getLogger(type(self).__module__)
        for each in self.PARAMETERS:
            setattr(self, each.name, each.default)
        if parameters:
            self.set_parameters(parameters)

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
            return warming_up()
        return self.advise(*last_signal(self.generate_signals(candle_frame(candles))))

    def advise(
        self, signal: int, strength: float, reasons: tuple[Reason, ...] = ()
    ) -> SignalResult:
        """A signal as the engine takes it, with the share of its size if the strategy sizes."""
        if signal == 0:
            return SignalResult(action=Action.HOLD, reasons=reasons)
        return SignalResult(
            action=ACTIONS[signal],
            confidence=strength,
            reasons=reasons,
            share=position_share(self, strength),
        )

    def get_parameters(self) -> dict[str, Value]:
        return {each.name: getattr(self, each.name) for each in self.PARAMETERS}

    def set_parameters(self, parameters: Mapping[str, object]) -> None:
        """Sets all or none; raises InputError for an unknown name or a value out of bounds."""
        checked = settled(self.PARAMETERS, parameters, owner=self.name)
        self._agree(self.get_parameters() | checked)
        for key, value in checked.items():
            setattr(self, key, value)
        self._forget()

    def get_parameter_bounds(self) -> dict[str, dict[str, object]]:
        """Of each parameter its type, default, min, max and description."""
        return {each.name: each.metadata() for each in self.PARAMETERS}

    def _agree(self, values: Mapping[str, Value]) -> None:  # noqa: B027 - most need none
        """Raises InputError where values that are each within bounds contradict one another."""

    def _forget(self) -> None:  # noqa: B027 - most count nothing
        """Drops what was counted with other parameters."""


def position_share(strategy: object, strength: float) -> float:
    """The share of its size that a strategy asks for; all of it unless it sizes positions. What is
    no number between 0 and 1 is brought there, because a strategy may never raise the risk."""
    # Asking `isinstance` of a protocol takes 15 µs, at every signal.
    if getattr(strategy, "calculate_position_size", None) is None:
        return 1.0
    share = float(cast("SizesPositions", strategy).calculate_position_size(strength))
    return min(max(share, 0.0), 1.0) if isfinite(share) else 0.0


def warming_up(taken: int = 0, needed: int = 0) -> SignalResult:
    seen = f"{taken}/{needed}" if needed else ""
    return SignalResult(action=Action.HOLD, reasons=(Reason("warming_up", seen),))
