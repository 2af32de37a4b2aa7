"""What one simulated symbol does second by second: its quotes, prints, marks and candles.

All of it in whole blocks of integers, and all of it a pure function of (seed, symbol, time): any
block is made without the one before it.
"""

from collections.abc import Sequence

import numpy as np

from core.money import MARK_SCALE, PPM
from core.types import SECOND_NS
from core.values import Frozen
from exchanges.simulated.faults import Fault
from exchanges.simulated.instruments import Listing
from exchanges.simulated.noise import Ints, Words, key_of, words
from exchanges.simulated.path import LOG_BITS, RATIO_BITS, PricePath, exponential

MOST_PRINTS = 3
# Every fifth second has a print, so that the newest one is never far to find.
SURE_PRINT_S = 5
_FINE_BITS = 10
_PRINTS_OF_DICE = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3], dtype=np.int64)
_SIDE_BITS, _SIZE_BITS, _NOISE_BITS, _SPREAD_BITS = 4, 7, 37, 47
_SIZE_WIDTH = 10
_NOISE_REACH = (1 << LOG_BITS) // 20_000


class Seconds(Frozen, frozen=True):
    """Consecutive seconds of one symbol: what is bid and asked from each on, and its prints.

    Of print `n` of a second bit `n` of `buys` says which side took; sizes are in steps. `index`
    is the logarithm of the smoothed index.
    """

    at_s: Ints
    bid: Ints
    ask: Ints
    prints: Ints
    buys: Ints
    sizes: tuple[Ints, Ints, Ints]
    index: Ints

    @property
    def volume(self) -> Ints:
        total = np.zeros(len(self.at_s), dtype=np.int64)
        for index, size in enumerate(self.sizes):
            total += np.where(self.prints > index, size, 0)
        return total


class Tape:
    """One symbol of one seed."""

    def __init__(self, seed: int, listing: Listing, gaps: Sequence[Fault] = ()) -> None:
        self.listing = listing
        symbol = listing.instrument.symbol
        self._path = PricePath(seed, symbol, percent=listing.wildness)
        self._dice = key_of(seed, symbol, "dice")
        self.tick_e8 = listing.instrument.tick_e8
        self._gaps = gaps

    def seconds(self, start_s: int, end_s: int) -> Seconds:
        """Quotes and prints of [start_s, end_s)."""
        at_s = np.arange(start_s, end_s, dtype=np.int64)
        dice = words(self._dice, at_s)
        noise = (_bits(dice, _NOISE_BITS, 10) - 512) * _NOISE_REACH >> 9
        logs = self._path.logs(at_s)
        spread = self.listing.spread + _bits(dice, _SPREAD_BITS, 8) % (self.listing.spread + 1)
        bid = (self._fine(at_s, logs.market + noise) >> _FINE_BITS) - spread // 2
        prints = _PRINTS_OF_DICE[_bits(dice, 0, _SIDE_BITS)]
        prints = np.where(at_s % SURE_PRINT_S == 0, np.maximum(prints, 1), prints)
        buys = _bits(dice, _SIDE_BITS, MOST_PRINTS)
        return Seconds(at_s, bid, bid + spread, prints, buys, self._sizes(dice), logs.index)

    def marks(self, seconds: Seconds) -> Ints:
        """The mark of each second, in 10^-8."""
        marks: Ints = self._fine(seconds.at_s, seconds.index) * self.tick_e8 >> _FINE_BITS
        return marks

    def basis(self, at_s: int) -> int:
        """How far the market stands above its index, in 10^-8 of it."""
        log = int(self._path.basis(np.array([at_s], dtype=np.int64))[0])
        return log * MARK_SCALE >> LOG_BITS

    def _fine(self, at_s: Ints, logs: Ints) -> Ints:
        """Prices in 1/1024 of a tick."""
        fine: Ints = (self.listing.anchor << _FINE_BITS) * exponential(logs) >> RATIO_BITS
        for gap in self._gaps:
            is_past = at_s * SECOND_NS >= gap.at_ns
            fine = np.where(is_past, fine * (PPM + gap.ppm) // PPM, fine)
        return fine

    def _sizes(self, dice: Words) -> tuple[Ints, Ints, Ints]:
        mean = max(self.listing.level_size // 12, 1)
        one, two, three = (
            _bits(dice, _SIZE_BITS + _SIZE_WIDTH * index, _SIZE_WIDTH)
            for index in range(MOST_PRINTS)
        )
        return _size(one, mean), _size(two, mean), _size(three, mean)


def _size(dice: Ints, mean: int) -> Ints:
    """Mostly small, sometimes three times the mean."""
    size: Ints = 1 + (dice * dice * mean >> (2 * _SIZE_WIDTH - 1))
    return size


def _bits(dice: Words, start: int, count: int) -> Ints:
    taken = (dice >> np.uint64(start)) & np.uint64((1 << count) - 1)
    return taken.astype(np.int64)
