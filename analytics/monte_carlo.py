"""What else could have come of the same trades: their results drawn again, many times."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.values import Frozen

Floats = npt.NDArray[np.float64]

RUNS = 2_000
PERCENTILES = (5, 25, 50, 75, 95)
MOST_DRAWS = 1 << 20
"""Held in memory at once, whatever the number of trades."""


class MonteCarlo(Frozen, frozen=True, kw_only=True):
    """Percentiles (of PERCENTILES) of the total return and of the deepest drawdown, both shares of
    the start; `loses` is in which share of the runs money was lost, `ruins` in which the drawdown
    passed `ruin`."""

    runs: int
    returns: tuple[float, ...]
    drawdowns: tuple[float, ...]
    loses: float
    ruins: float
    ruin: float


def monte_carlo(
    nets: Sequence[float], start: float, *, seed: int, runs: int = RUNS, ruin: float = 0.5
) -> MonteCarlo | None:
    """Draws as many results as there were, with replacement (bootstrap: Efron, 1979), `runs`
    times. The draws do not know that trades follow each other: streaks of a regime are broken up.
    None without two trades or a start above 0."""
    if len(nets) < 2 or start <= 0:
        return None
    values = np.asarray(nets, np.float64)
    random, each = np.random.default_rng(seed), max(MOST_DRAWS // len(values), 1)
    final, deepest = np.empty(runs), np.empty(runs)
    for first in range(0, runs, each):
        part = slice(first, min(first + each, runs))
        draws = random.integers(0, len(values), (part.stop - first, len(values)))
        curves = start + np.cumsum(values[draws], axis=1)
        final[part], deepest[part] = curves[:, -1] / start - 1, _drawdowns(curves, start)
    return MonteCarlo(
        runs=runs,
        returns=_percentiles(final),
        drawdowns=_percentiles(deepest),
        loses=float(np.mean(final < 0)),
        ruins=float(np.mean(deepest >= ruin)),
        ruin=ruin,
    )


def _drawdowns(curves: Floats, start: float) -> Floats:
    peaks = np.maximum(np.maximum.accumulate(curves, axis=1), start)
    return np.asarray(np.max(1 - curves / peaks, axis=1), np.float64)


def _percentiles(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in np.percentile(values, PERCENTILES))
