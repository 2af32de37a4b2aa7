"""The strategies of a test, as they are and with their advice a candle late."""

import pytest

from app.making import Pick, made
from core.errors import InputError
from core.ports import OrderStrategy, PairStrategy, Strategy, TimedStrategy
from strategies.registry import builtin_strategies


def strategy(name: str, delay: int) -> Strategy:
    (found,) = made([Pick(strategy=name, symbol="BTCUSDT")], (), delay)
    return found.strategy


NAMES = builtin_strategies().names()
WITH_ORDERS = [name for name in NAMES if isinstance(strategy(name, 0), OrderStrategy)]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITH_ORDERS])
def test_a_late_strategy_is_all_else_that_it_was(name: str) -> None:
    plain, late = strategy(name, 0), strategy(name, 1)
    assert (late.name, late.warmup) == (plain.name, plain.warmup)
    for kind in (TimedStrategy, PairStrategy):
        assert isinstance(late, kind) == isinstance(plain, kind)
    if isinstance(plain, TimedStrategy) and isinstance(late, TimedStrategy):
        assert late.max_hold == plain.max_hold
    if isinstance(plain, PairStrategy) and isinstance(late, PairStrategy):
        assert late.partner == plain.partner


@pytest.mark.parametrize("name", WITH_ORDERS)
def test_orders_that_rest_cannot_be_late(name: str) -> None:
    with pytest.raises(InputError, match="no advice to delay"):
        strategy(name, 1)


def test_there_are_strategies_of_each_kind() -> None:
    plain = [strategy(name, 0) for name in NAMES]
    assert WITH_ORDERS
    assert any(isinstance(each, TimedStrategy) for each in plain)
    assert any(isinstance(each, PairStrategy) for each in plain)
