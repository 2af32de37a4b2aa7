"""Strategies by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import overload

from core.errors import InputError
from core.parameters import Parameter, Value
from core.ports import AdjustableStrategy, Strategy
from strategies.arbitrage import ArbitrageStrategy
from strategies.base import BaseStrategy
from strategies.breakout import BreakoutStrategy
from strategies.dca import DcaStrategy
from strategies.ema_crossover import EmaCrossoverStrategy
from strategies.grid import GridStrategy
from strategies.mean_reversion import MeanReversionStrategy
from strategies.ml_signal import MlSignalStrategy
from strategies.momentum import MomentumStrategy
from strategies.scalping import ScalpingStrategy
from strategies.supertrend import SupertrendStrategy
from strategies.trend import TrendStrategy

StrategyFactory = Callable[[], Strategy]
NONE_SET: Mapping[str, Value] = MappingProxyType({})
BUILTIN: tuple[type[BaseStrategy], ...] = (
    TrendStrategy,
    EmaCrossoverStrategy,
    MomentumStrategy,
    MeanReversionStrategy,
    BreakoutStrategy,
    SupertrendStrategy,
    GridStrategy,
    DcaStrategy,
    ScalpingStrategy,
    ArbitrageStrategy,
    MlSignalStrategy,
)


@dataclass(frozen=True, slots=True)
class StrategyEntry:
    """A strategy as it is offered: `parameters` are what may be set on it."""

    name: str
    factory: StrategyFactory
    description: str
    parameters: tuple[Parameter, ...] = ()


class Offered(Sequence[str]):
    """The names of a registry as they are whenever they are looked at: plugins come and go."""

    def __init__(self, entries: Mapping[str, StrategyEntry]) -> None:
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return tuple(self._entries)[index]


class StrategyRegistry:
    """Makes a fresh strategy for each agent: a strategy keeps state of the candles it saw."""

    def __init__(self) -> None:
        self._entries: dict[str, StrategyEntry] = {}

    def register(
        self,
        name: str,
        factory: StrategyFactory,
        description: str = "",
        parameters: tuple[Parameter, ...] = (),
    ) -> None:
        """Adds a strategy, or puts a newer one in the place of the same name."""
        self._entries[name] = StrategyEntry(name, factory, description, parameters)

    def forget(self, name: str) -> None:
        """Offers it no more; what was made of it goes on."""
        self._entries.pop(name, None)

    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    @property
    def offered(self) -> Sequence[str]:
        """The names, always those of now."""
        return Offered(self._entries)

    def entries(self) -> tuple[StrategyEntry, ...]:
        return tuple(self._entries.values())

    def entry(self, name: str) -> StrategyEntry:
        """Raises InputError for an unknown name."""
        entry = self._entries.get(name)
        if entry is None:
            known = ", ".join(self._entries)
            raise InputError(
                f"No strategy is named {name}; there are: {known}",
                code="unknown_strategy",
                name=name,
                known=known,
            )
        return entry

    def create(self, name: str, parameters: Mapping[str, Value] = NONE_SET) -> Strategy:
        """A new strategy, its parameters at their defaults but for the given ones; raises
        InputError for an unknown name, or a value out of bounds."""
        strategy = self.entry(name).factory()
        if not parameters:
            return strategy
        if not isinstance(strategy, AdjustableStrategy):
            raise InputError(f"{name} has no parameters", code="no_parameters", name=name)
        strategy.set_parameters(parameters)
        return strategy


def builtin_strategies() -> StrategyRegistry:
    """A registry of what Dzentra brings along."""
    registry = StrategyRegistry()
    for made in BUILTIN:
        registry.register(made.name, made, made.description, made.PARAMETERS)
    return registry
