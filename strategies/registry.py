"""Strategies by name."""

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import InputError
from core.ports import Strategy
from strategies.trend import TrendStrategy

StrategyFactory = Callable[[], Strategy]


@dataclass(frozen=True, slots=True)
class StrategyEntry:
    name: str
    factory: StrategyFactory
    description: str


class StrategyRegistry:
    """Makes a fresh strategy for each agent: a strategy keeps state of the candles it saw."""

    def __init__(self) -> None:
        self._entries: dict[str, StrategyEntry] = {}

    def register(self, name: str, factory: StrategyFactory, description: str = "") -> None:
        """Adds a strategy, or puts a newer one in the place of the same name."""
        self._entries[name] = StrategyEntry(name, factory, description)

    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def entries(self) -> tuple[StrategyEntry, ...]:
        return tuple(self._entries.values())

    def create(self, name: str) -> Strategy:
        """A new strategy; raises InputError for an unknown name."""
        entry = self._entries.get(name)
        if entry is None:
            known = ", ".join(self._entries)
            raise InputError(
                f"No strategy is named {name}; there are: {known}",
                code="unknown_strategy",
                name=name,
                known=known,
            )
        return entry.factory()


def builtin_strategies() -> StrategyRegistry:
    """A registry of what Dzentra brings along."""
    registry = StrategyRegistry()
    registry.register(TrendStrategy.name, TrendStrategy, TrendStrategy.description)
    return registry
