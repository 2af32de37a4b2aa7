"""What one simulated symbol says, as events, in blocks of whole seconds."""

from collections.abc import Iterable
from itertools import repeat
from typing import TypeVar

import numpy as np

from core.market import Book, Candle, Funding, Mark, MarketEvent, Quote, Trade
from core.money import Steps, Ticks
from core.types import HOUR_NS, SECOND_NS, OrderSide, Source, Timeframe
from exchanges.simulated.bars import candles_of
from exchanges.simulated.book import Depth, Side
from exchanges.simulated.faults import Faults
from exchanges.simulated.instruments import Listing
from exchanges.simulated.noise import Ints, key_of, words
from exchanges.simulated.tape import MOST_PRINTS, Seconds, Tape

E = TypeVar("E", bound=MarketEvent)

FUNDING_NS = 8 * HOUR_NS
# Prints come at about 0.1, 0.4 and 0.7 s of their second.
_PRINT_NS = np.array([100_000_000, 400_000_000, 700_000_000], dtype=np.int64)
_JITTER_NS = 244_140
_JITTER_SHIFTS = np.array([0, 10, 20], dtype=np.uint64)
_JITTER_MASK = np.uint64(1023)
_SIDES = (OrderSide.SELL, OrderSide.BUY)
_HISTORY_S = 183 * 86_400
# Interest of 0.01 % and the bounds of the rate, in 10^-8: the formula of the big venues.
_INTEREST, _INTEREST_BOUND, _RATE_BOUND = 10_000, 50_000, 300_000


class SymbolStream:
    """Pure: any block, any instant, in any order."""

    def __init__(self, seed: int, listing: Listing, faults: Faults) -> None:
        self.instrument = listing.instrument.id
        self._tape = Tape(seed, listing, faults.gaps(self.instrument))
        self._depth = Depth(seed, listing)
        self._faults = faults
        self._has_silence = faults.has_silence(self.instrument)
        self._moments = key_of(seed, listing.instrument.symbol, "moments")

    def quote(self, at_ns: int) -> Quote:
        """What is bid and asked at any instant."""
        second = at_ns // SECOND_NS
        seconds = self._tape.seconds(second, second + 1)
        bids, asks = next(self._depth.books(seconds))
        return Quote(self.instrument, at_ns, bids[0][0], asks[0][0], bids[0][1], asks[0][1])

    def candles(
        self, timeframe: Timeframe, end_ns: int, limit: int, source: Source
    ) -> tuple[Candle, ...]:
        """The last `limit` candles closed at or before `end_ns`, of half a year at most: every
        one is counted from its own seconds."""
        period = timeframe.ns // SECOND_NS
        end_s = end_ns // timeframe.ns * period
        start_s = max(end_s - min(limit, _HISTORY_S // period) * period, 0)
        return tuple(candles_of(self._tape, timeframe, start_s, end_s, source))

    def closing(self, timeframe: Timeframe, start_s: int, end_s: int) -> list[Candle]:
        """The candles that close in [start_s, end_s)."""
        period = timeframe.ns // SECOND_NS
        first_s = max(-(-start_s // period) - 1, 0) * period
        last_s = (end_s - 1) // period * period
        return self._heard(candles_of(self._tape, timeframe, first_s, last_s))

    def events(self, start_s: int, end_s: int) -> list[MarketEvent]:
        """Everything but candles of [start_s, end_s); by kind, not by time."""
        seconds = self._tape.seconds(start_s, end_s)
        books = list(self._depth.books(seconds))
        times = (seconds.at_s * SECOND_NS).tolist()
        return self._heard(
            [
                *self._fundings(start_s, end_s),
                *map(self._quote, times, books),
                *map(self._book, times, books),
                *self._marks(seconds, times),
                *self._trades(seconds),
            ]
        )

    def funding(self, at_ns: int) -> Funding:
        """The rate of a funding time: the premium, drawn towards the interest, within bounds."""
        second = at_ns // SECOND_NS
        premium = self._tape.basis(second)
        drawn = min(max(_INTEREST - premium, -_INTEREST_BOUND), _INTEREST_BOUND)
        rate = min(max(premium + drawn, -_RATE_BOUND), _RATE_BOUND)
        mark = int(self._tape.marks(self._tape.seconds(second, second + 1))[0])
        return Funding(self.instrument, at_ns, rate, mark)

    def fundings(self, since_ns: int, until_ns: int) -> tuple[Funding, ...]:
        """Those after an instant up to another."""
        first = (since_ns // FUNDING_NS + 1) * FUNDING_NS
        return tuple(map(self.funding, range(first, until_ns + 1, FUNDING_NS)))

    def _fundings(self, start_s: int, end_s: int) -> Iterable[Funding]:
        first = -(-start_s * SECOND_NS // FUNDING_NS) * FUNDING_NS
        return map(self.funding, range(first, end_s * SECOND_NS, FUNDING_NS))

    def _quote(self, at_ns: int, book: tuple[Side, Side]) -> Quote:
        (bid, bid_qty), (ask, ask_qty) = book[0][0], book[1][0]
        return Quote(self.instrument, at_ns, bid, ask, bid_qty, ask_qty)

    def _book(self, at_ns: int, book: tuple[Side, Side]) -> Book:
        return Book(self.instrument, at_ns, book[0], book[1])

    def _marks(self, seconds: Seconds, times: list[int]) -> Iterable[Mark]:
        marks: list[int] = self._tape.marks(seconds).tolist()
        return map(Mark, repeat(self.instrument), times, marks)

    def _trades(self, seconds: Seconds) -> Iterable[Trade]:
        """In order of time, at what was bid or asked in their second."""
        order = np.arange(MOST_PRINTS, dtype=np.int64)
        happens = order < seconds.prints[:, None]
        is_buy = (seconds.buys[:, None] >> order) & 1
        prices = np.where(is_buy, seconds.ask[:, None], seconds.bid[:, None])[happens]
        sizes = np.stack(seconds.sizes, axis=1)[happens]
        times = self._times(seconds.at_s)[happens]
        takers = map(_SIDES.__getitem__, is_buy[happens].tolist())
        price_list: list[Ticks] = prices.tolist()
        size_list: list[Steps] = sizes.tolist()
        return map(Trade, repeat(self.instrument), times.tolist(), price_list, size_list, takers)

    def _times(self, at_s: Ints) -> Ints:
        dice = words(self._moments, at_s)[:, None] >> _JITTER_SHIFTS & _JITTER_MASK
        times: Ints = at_s[:, None] * SECOND_NS + _PRINT_NS + dice.astype(np.int64) * _JITTER_NS
        return times

    def _heard(self, events: Iterable[E]) -> list[E]:
        """What a silence does not swallow."""
        if not self._has_silence:
            return list(events)
        is_silent, instrument = self._faults.is_silent, self.instrument
        return [event for event in events if not is_silent(instrument, event.at_ns)]
