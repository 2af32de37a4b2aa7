"""How much of a good result may be luck of the search."""

from collections.abc import Mapping, Sequence
from math import e, erf, sqrt
from statistics import NormalDist, fmean, pstdev, stdev

from core.values import Frozen

EULER = 0.5772156649015329
UNSOUND = "unsound"
FEW_TRADES = 100
FAR = 0.5
"""A best result whose neighbours reach less than this share of it stands alone."""


class Trial(Frozen, frozen=True):
    """One set of parameters that was tried, by name in steps of its grid, and what it came to."""

    place: Mapping[str, int]
    score: float
    trades: int


def probabilistic_sharpe(
    sharpe: float, than: float, *, count: int, skew: float = 0.0, kurtosis: float = 3.0
) -> float:
    """Probability that the true Sharpe ratio is above `than`, given one measured on `count`
    returns; both a return, not a year (Bailey and Lopez de Prado, The Sharpe Ratio Efficient
    Frontier, 2012)."""
    spread = 1 - skew * sharpe + (kurtosis - 1) / 4 * sharpe**2
    if count < 2 or spread <= 0:
        return 0.0
    score = (sharpe - than) * sqrt(count - 1) / sqrt(spread)
    return 0.5 * (1 + erf(score / sqrt(2)))


def expected_best_sharpe(sharpes: Sequence[float]) -> float:
    """The Sharpe ratio that the best of so many worthless trials shows by luck alone (Bailey and
    Lopez de Prado, The Deflated Sharpe Ratio, 2014)."""
    count = len(sharpes)
    if count < 2:
        return 0.0
    normal = NormalDist()
    first, second = normal.inv_cdf(1 - 1 / count), normal.inv_cdf(1 - 1 / (count * e))
    return stdev(sharpes) * ((1 - EULER) * first + EULER * second)


def deflated_sharpe(returns: Sequence[float], sharpes: Sequence[float]) -> float | None:
    """Probability that the best trial is better than luck: `returns` are its own, `sharpes` those
    of all trials, each of a return. None without two returns or any spread."""
    if len(returns) < 2 or not (spread := stdev(returns)):
        return None
    skew, kurtosis = shape(returns)
    return probabilistic_sharpe(
        fmean(returns) / spread,
        expected_best_sharpe(sharpes),
        count=len(returns),
        skew=skew,
        kurtosis=kurtosis,
    )


def shape(returns: Sequence[float]) -> tuple[float, float]:
    """Skew and kurtosis (3 for a normal one) of values that are not all the same."""
    mean = fmean(returns)
    spread = pstdev(returns, mean)
    away = [(value - mean) / spread for value in returns]
    return fmean(each**3 for each in away), fmean(each**4 for each in away)


def warnings(trials: Sequence[Trial], best: Trial) -> tuple[str, ...]:
    """Codes of what speaks against the best trial: `few_trades`, `lonely` (those a step beside it
    are far worse), `edge` (it lies at the end of a range: the best may lie outside)."""
    found = []
    if best.trades < FEW_TRADES:
        found.append("few_trades")
    near = [trial.score for trial in trials if _distance(trial, best) == 1]
    if near and best.score > 0 and fmean(near) < FAR * best.score:
        found.append("lonely")
    if any(_is_edge(name, trials, best) for name in best.place):
        found.append("edge")
    return tuple(found)


def _distance(one: Trial, other: Trial) -> int:
    return sum(abs(one.place[name] - other.place[name]) for name in one.place)


def _is_edge(name: str, trials: Sequence[Trial], best: Trial) -> bool:
    places = {trial.place[name] for trial in trials}
    return len(places) > 2 and best.place[name] in (min(places), max(places))
