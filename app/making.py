"""Strategies of a test by their names, with their parameters."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from backtest.plan import Parameters
from core.errors import InputError
from core.market import Candle
from core.ports import OrderStrategy, PairStrategy, Strategy
from core.trading import SignalResult
from core.types import Action
from core.values import Frozen
from strategies.base import BaseStrategy
from strategies.registry import StrategyRegistry, builtin_strategies


class Pick(Frozen, frozen=True, kw_only=True):
    """One agent that was asked for."""

    strategy: str
    symbol: str
    parameters: Parameters = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A strategy and the parameters that it was given."""

    strategy: Strategy
    parameters: Parameters


def made(picks: Sequence[Pick], shared: Parameters, delay: int) -> list[Made]:
    """The strategies of agents; `shared` parameters go to those that have them. Raises InputError
    for an unknown name, and for a parameter that nobody has."""
    found = [_made(pick, shared, delay) for pick in picks]
    taken = {name for each in found for name, _ in each.parameters}
    for name, _ in shared:
        if name not in taken:
            names = ", ".join(dict.fromkeys(pick.strategy for pick in picks))
            raise InputError(f"None of {names} has a parameter {name}")
    return found


def _made(pick: Pick, shared: Parameters, delay: int) -> Made:
    registry = builtin_strategies()
    is_ours = pick.strategy in registry.names()
    strategy = registry.create(pick.strategy) if is_ours else _from_plugin(pick, registry)
    values = dict(pick.parameters)
    if isinstance(strategy, BaseStrategy):
        known = strategy.get_parameters() if shared else {}
        values = {name: value for name, value in shared if name in known} | values
        strategy.set_parameters(values)
    elif values:
        raise InputError(f"{pick.strategy} has no parameters")
    parameters = tuple(values.items())
    return Made(_late(strategy, delay) if delay else strategy, parameters)


def _late(strategy: Strategy, delay: int) -> Strategy:
    if isinstance(strategy, OrderStrategy):
        raise InputError(f"{strategy.name} lets orders rest: there is no advice to delay")
    kind = LatePair if isinstance(strategy, PairStrategy) else Late
    return kind(strategy, delay)


def _from_plugin(pick: Pick, registry: StrategyRegistry) -> Strategy:
    """A plugin's, its worker ending with it. Raises InputError naming every strategy there is when
    no plugin is of that name, and PluginError when it is refused."""
    from app.plugins import places_of
    from app.settings import load_settings
    from plugins.alone import lone_strategy

    strategy = lone_strategy(places_of(load_settings()), pick.strategy)
    return registry.create(pick.strategy) if strategy is None else strategy


_KEPT = frozenset({"max_hold", "on_quote", "on_sent", "partner"})
"""What else a strategy may be asked for (core.ports), which a delay leaves alone."""


class Late:
    """A strategy whose advice comes so many candles after it was formed; else it is what it was."""

    def __init__(self, strategy: Strategy, candles: int) -> None:
        self._strategy = strategy
        self._waiting = deque([SignalResult(action=Action.HOLD)] * candles)

    @property
    def name(self) -> str:
        return self._strategy.name

    @property
    def warmup(self) -> int:
        return self._strategy.warmup

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return self._delayed(self._strategy.evaluate(candles))

    def _delayed(self, result: SignalResult) -> SignalResult:
        self._waiting.append(result)
        return self._waiting.popleft()

    def __getattr__(self, name: str) -> object:
        if name in _KEPT:
            return getattr(self._strategy, name)
        raise AttributeError(name)


class LatePair(Late):
    """One that looks at a second instrument."""

    def evaluate_pair(self, candles: Sequence[Candle], others: Sequence[Candle]) -> SignalResult:
        if not isinstance(self._strategy, PairStrategy):
            raise TypeError(f"{self.name} has no partner")
        return self._delayed(self._strategy.evaluate_pair(candles, others))
