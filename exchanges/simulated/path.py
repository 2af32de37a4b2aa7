"""Where a simulated price is at any second: a pure function of seed, symbol and time.

The logarithm of the price is a sum of smooth noises with periods from seconds to days, each as
wide as the root of its period (so that it walks at random), the hours a little wider (so that it
trends), and rare jumps that fade. How far the short ones swing changes smoothly as well: there
are calm and wild hours. Logarithms are integers of 2^-28.
"""

from math import isqrt

import numpy as np

from core.values import Frozen
from exchanges.simulated.jumps import add_jumps
from exchanges.simulated.noise import Ints, Octave, key_of

LOG_BITS = 28
RATIO_BITS = 30
_ONE = 1 << LOG_BITS
_BASIS_POINT = _ONE // 10_000

_QUICK = (8, 16, 32)
_MIDDLE = (64, 128, 256)
_SLOW = tuple(512 << step for step in range(11))
_TRENDS = frozenset({4096, 8192, 16384})
_TREND_PERCENT = 150
# Half the reach of a period of one second: this is what makes the market as wild as it is.
_REACH = 54_000
_REACH_BITS = 15
_CALM_PERIOD = 8192
_BASIS_PERIOD = 32768
_BASIS_REACH = 8 * _BASIS_POINT
_GRID_BITS = 6


class Logs(Frozen, frozen=True):
    """Logarithms of each second: of the market's middle, and of the smoothed index."""

    market: Ints
    index: Ints


class PricePath:
    """The path of one symbol; `percent` is how wild it is."""

    def __init__(self, seed: int, symbol: str, *, percent: int = 100) -> None:
        self._quick = _Swings(seed, symbol, _QUICK, percent)
        self._middle = _Swings(seed, symbol, _MIDDLE, percent)
        self._slow = _Swings(seed, symbol, _SLOW, percent)
        self._calm = Octave(key_of(seed, symbol, "calm"), _CALM_PERIOD)
        self._basis = Octave(key_of(seed, symbol, "basis"), _BASIS_PERIOD)
        self._jumps = key_of(seed, symbol, "jumps")

    def logs(self, seconds: Ints) -> Logs:
        """Of consecutive seconds."""
        grid = _grid_over(seconds)
        calm = _between(self._calm_at(grid), seconds)
        index = _between(self._slow.at(grid), seconds)
        index += self._middle.at(seconds) * calm >> _REACH_BITS
        market = index + (self._quick.at(seconds) * calm >> _REACH_BITS)
        market += _between(self.basis(grid), seconds)
        add_jumps(self._jumps, int(seconds[0]), market, index, _BASIS_POINT)
        return Logs(market, index)

    def basis(self, seconds: Ints) -> Ints:
        """How far the market stands above its index, as a logarithm."""
        gap: Ints = self._basis.at(seconds) * _BASIS_REACH >> _REACH_BITS
        return gap

    def _calm_at(self, seconds: Ints) -> Ints:
        """What short swings are multiplied with: 0.5 to 1.5, in 2^-15."""
        return (self._calm.at(seconds) >> 1) + (1 << _REACH_BITS)


def exponential(logs: Ints) -> Ints:
    """e^x as an integer of 2^-30, for |x| < 1 (Pade's fraction, smooth and within 0.2 %)."""
    even = _ONE + (logs * logs >> LOG_BITS) // 12
    half = logs >> 1
    ratio: Ints = ((even + half) << RATIO_BITS) // (even - half)
    return ratio


class _Swings:
    """A sum of octaves, each as wide as the root of its period."""

    def __init__(self, seed: int, symbol: str, periods: tuple[int, ...], percent: int) -> None:
        self._octaves = tuple(
            (Octave(key_of(seed, symbol, f"swing-{period}"), period), _reach(period, percent))
            for period in periods
        )

    def at(self, seconds: Ints) -> Ints:
        total = np.zeros(len(seconds), dtype=np.int64)
        for octave, reach in self._octaves:
            total += octave.at(seconds) * reach >> _REACH_BITS
        return total


def _reach(period: int, percent: int) -> int:
    """Half the reach of an octave: in proportion to the root of its period."""
    boost = _TREND_PERCENT if period in _TRENDS else 100
    return _REACH * isqrt(period << 16) * percent * boost // (256 * 10_000)


def _grid_over(seconds: Ints) -> Ints:
    """The grid of 64 s on which slow noises are known, around the seconds."""
    first, last = int(seconds[0]) >> _GRID_BITS, int(seconds[-1]) >> _GRID_BITS
    return np.arange(first, last + 2, dtype=np.int64) << _GRID_BITS


def _between(on_grid: Ints, seconds: Ints) -> Ints:
    """Values of each second, straight between those of the grid."""
    cells = (seconds >> _GRID_BITS) - (int(seconds[0]) >> _GRID_BITS)
    past = seconds & ((1 << _GRID_BITS) - 1)
    ways: Ints = on_grid[cells] + (np.diff(on_grid)[cells] * past >> _GRID_BITS)
    return ways
