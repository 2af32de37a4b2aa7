"""Luck of the search, against the figures of its authors."""

from math import e, sqrt
from statistics import NormalDist, stdev

import pytest

from analytics.overfit import (
    Trial,
    deflated_sharpe,
    expected_best_sharpe,
    probabilistic_sharpe,
    shape,
    warnings,
)


def spread_of(variance: float, count: int) -> list[float]:
    """So many Sharpe ratios with this sample variance."""
    values = [(-1.0) ** place for place in range(count)]
    return [value * sqrt(variance) / stdev(values) for value in values]


def test_the_example_of_the_authors() -> None:
    """Bailey and Lopez de Prado (2014): 100 trials, variance 1/2 a year, 1,250 days, a yearly
    Sharpe ratio of 2.5, skew -3, kurtosis 10: luck shows 0.1132 a day, and the ratio is real with
    a probability of 0.9004."""
    luck = expected_best_sharpe(spread_of(0.5 / 250, 100))
    assert luck == pytest.approx(0.1132, abs=5e-5)
    found = probabilistic_sharpe(2.5 / sqrt(250), luck, count=1250, skew=-3, kurtosis=10)
    assert found == pytest.approx(0.9004, abs=5e-4)


def test_a_ratio_that_equals_luck_is_a_coin_toss() -> None:
    assert probabilistic_sharpe(0.1, 0.1, count=500) == pytest.approx(0.5)


def test_more_trials_need_a_better_best() -> None:
    assert expected_best_sharpe(spread_of(0.01, 1000)) > expected_best_sharpe(spread_of(0.01, 10))


def test_one_trial_owes_nothing_to_the_search() -> None:
    assert expected_best_sharpe([0.3]) == 0.0


def test_returns_without_spread_have_no_ratio() -> None:
    assert deflated_sharpe([0.01] * 50, [0.1, 0.2]) is None
    assert deflated_sharpe([0.01], [0.1, 0.2]) is None


def test_the_same_returns_are_worth_less_after_a_wider_search() -> None:
    returns = [0.01, -0.004, 0.006, 0.002, -0.003] * 40
    narrow = deflated_sharpe(returns, spread_of(0.001, 5))
    wide = deflated_sharpe(returns, spread_of(0.001, 5000))
    assert narrow is not None
    assert wide is not None
    assert wide < narrow


def test_skew_and_kurtosis_of_a_case_by_hand() -> None:
    """Of 0, 0, 0, 4: mean 1, variance 3, third moment (3 x -1 + 27) / 4 = 6, fourth
    (3 x 1 + 81) / 4 = 21."""
    skew, kurtosis = shape([0.0, 0.0, 0.0, 4.0])
    assert skew == pytest.approx(6 / 3**1.5)
    assert kurtosis == pytest.approx(21 / 9)


def test_the_deflated_ratio_by_hand() -> None:
    """Of 3, -1, 2, 0: mean 1, sample deviation sqrt(10 / 3), no skew, kurtosis 8.5 / 2.5^2; of two
    trials at 0.1 and 0.3 the best shows 0.1414 x (0.4228 x 0 + 0.5772 x 0.9004) by luck."""
    sharpe, kurtosis = 1 / sqrt(10 / 3), 8.5 / 2.5**2
    luck = stdev([0.1, 0.3]) * 0.5772156649 * NormalDist().inv_cdf(1 - 1 / (2 * e))
    score = (sharpe - luck) * sqrt(3) / sqrt(1 + (kurtosis - 1) / 4 * sharpe**2)
    found = deflated_sharpe([3.0, -1.0, 2.0, 0.0], [0.1, 0.3])
    assert found == pytest.approx(NormalDist().cdf(score))


def grid(scores: dict[tuple[int, int], float], trades: int = 500) -> list[Trial]:
    return [
        Trial({"fast": fast, "slow": slow}, score, trades) for (fast, slow), score in scores.items()
    ]


def test_a_best_amid_good_neighbours_is_not_suspected() -> None:
    trials = grid({(x, y): 10.0 - abs(x - 2) - abs(y - 2) for x in range(5) for y in range(5)})
    best = max(trials, key=lambda trial: trial.score)
    assert warnings(trials, best) == ()


def test_a_best_far_from_its_neighbours_is_lonely() -> None:
    scores = {(x, y): 1.0 for x in range(5) for y in range(5)} | {(2, 2): 9.0}
    trials = grid(scores)
    assert warnings(trials, max(trials, key=lambda trial: trial.score)) == ("lonely",)


def test_a_best_at_the_end_of_a_range_may_lie_outside() -> None:
    trials = grid({(x, y): float(x) + 5 - abs(y - 2) for x in range(5) for y in range(5)})
    assert warnings(trials, max(trials, key=lambda trial: trial.score)) == ("edge",)


def test_few_trades_prove_little() -> None:
    trials = grid({(0, 0): 1.0}, trades=30)
    assert warnings(trials, trials[0]) == ("few_trades",)
