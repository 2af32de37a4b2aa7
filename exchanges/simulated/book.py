"""Depth of the simulated market: ten levels a side that keep their size until they refill."""

from collections.abc import Iterator

import numpy as np

from core.market import Level
from core.money import Steps, Ticks
from exchanges.simulated.instruments import Listing
from exchanges.simulated.noise import Ints, key_of, words
from exchanges.simulated.tape import Seconds

LEVELS = 10
REFILL_S = 4
_DEPTHS = np.arange(LEVELS, dtype=np.int64)
_PLACES = 1 << 40

Side = tuple[Level, ...]


class Depth:
    """The book of one symbol. The best level lies at the quote, the others on a grid of prices,
    so that a level stays where it is while the quote moves; sizes change every few seconds."""

    def __init__(self, seed: int, listing: Listing) -> None:
        self._listing = listing
        self._key = key_of(seed, listing.instrument.symbol, "depth")

    def books(self, seconds: Seconds) -> Iterator[tuple[Side, Side]]:
        """Bids and asks of each second, best first."""
        gap = self._listing.level_gap
        bids = ((seconds.bid - 1) // gap + 1)[:, None] * gap - _DEPTHS * gap
        asks = (seconds.ask // gap)[:, None] * gap + _DEPTHS * gap
        bids[:, 0], asks[:, 0] = seconds.bid, seconds.ask
        return zip(self._side(bids, seconds.at_s), self._side(asks, seconds.at_s), strict=True)

    def _side(self, prices: Ints, at_s: Ints) -> Iterator[Side]:
        price_rows: list[list[Ticks]] = prices.tolist()
        size_rows: list[list[Steps]] = self._sizes(prices, at_s).tolist()
        for price_row, size_row in zip(price_rows, size_rows, strict=True):
            yield tuple(zip(price_row, size_row, strict=True))

    def _sizes(self, prices: Ints, at_s: Ints) -> Ints:
        """From a quarter of the usual size to a little over twice it, mostly small."""
        places = prices + (at_s // REFILL_S)[:, None] * _PLACES
        dice = (words(self._key, places) >> np.uint64(54)).astype(np.int64)
        usual = self._listing.level_size
        sizes: Ints = 1 + usual // 4 + (dice * dice * usual >> 19)
        return sizes
