"""The same results drawn again."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.monte_carlo import monte_carlo


def test_equal_results_leave_nothing_to_luck() -> None:
    found = monte_carlo([10.0] * 20, 1000.0, seed=1)
    assert found is not None
    assert found.returns == pytest.approx((0.2,) * 5)
    assert found.drawdowns == pytest.approx((0.0,) * 5)
    assert (found.loses, found.ruins) == (0.0, 0.0)


def test_losses_alone_lose_every_time() -> None:
    found = monte_carlo([-10.0] * 60, 1000.0, seed=1)
    assert found is not None
    assert found.drawdowns == pytest.approx((0.6,) * 5)
    assert (found.loses, found.ruins) == (1.0, 1.0)


def test_the_mean_of_the_runs_is_that_of_the_trades() -> None:
    nets = list(np.random.default_rng(7).normal(2.0, 10.0, 200))
    found = monte_carlo(nets, 10_000.0, seed=3, runs=4000)
    assert found is not None
    assert found.returns[2] == pytest.approx(sum(nets) / 10_000, abs=0.002)


def test_the_same_seed_draws_the_same() -> None:
    nets = [5.0, -3.0, 8.0, -6.0]
    assert monte_carlo(nets, 100.0, seed=5) == monte_carlo(nets, 100.0, seed=5)
    assert monte_carlo(nets, 100.0, seed=5) != monte_carlo(nets, 100.0, seed=6)


@pytest.mark.parametrize(("nets", "start"), [([], 100.0), ([1.0], 100.0), ([1.0, 2.0], 0.0)])
def test_too_little_gives_no_answer(nets: list[float], start: float) -> None:
    assert monte_carlo(nets, start, seed=1) is None


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=30), st.integers(0, 99))
def test_percentiles_rise_and_shares_are_shares(nets: list[float], seed: int) -> None:
    found = monte_carlo(nets, 1000.0, seed=seed, runs=50)
    assert found is not None
    assert list(found.returns) == sorted(found.returns)
    assert list(found.drawdowns) == sorted(found.drawdowns)
    assert 0 <= found.loses <= 1


def test_very_many_trades_are_drawn_within_little_memory() -> None:
    nets = [1.0, -1.0] * 100_000
    tracemalloc.start()
    found = monte_carlo(nets, 1_000_000.0, seed=1, runs=12)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert most < 64 * 1024 * 1024


def test_parts_of_the_runs_are_drawn_as_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    nets = [5.0, -3.0, 8.0, -6.0, 1.0]
    whole = monte_carlo(nets, 100.0, seed=5, runs=40)
    monkeypatch.setattr("analytics.monte_carlo.MOST_DRAWS", 15)
    assert monte_carlo(nets, 100.0, seed=5, runs=40) == whole
