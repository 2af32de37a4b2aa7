"""What a strategy hears beside its own candles: offers, a partner's candles, sent advice."""

from collections import deque
from collections.abc import Mapping, Sequence

from core.errors import InputError
from core.instrument import Instrument
from core.market import Book, Candle, Quote
from core.ports import PairStrategy, QuoteStrategy, SentStrategy, Strategy
from core.trading import SentSignal, SignalResult
from core.types import InstrumentId
from engine.lanes import Lane


class Hearing:
    """Asks one agent's strategy for its advice with all that it declares to need."""

    __slots__ = ("_newest", "_others", "_strategy", "hears_quotes", "partner")

    def __init__(
        self, strategy: Strategy, held: Instrument, lanes: Mapping[InstrumentId, Lane]
    ) -> None:
        self._strategy = strategy
        self._newest: Quote | Book | None = None
        self._others: deque[Candle] = deque(maxlen=strategy.warmup)
        self.hears_quotes = isinstance(strategy, QuoteStrategy)
        self.partner = partner_of(strategy, held, lanes)

    def offer(self, event: Quote | Book) -> None:
        """Keeps the newest: stands in the way of every tick, and does no more."""
        self._newest = event

    def pair_with(self, candle: Candle) -> None:
        """A closed candle of the partner; a known one again is nothing."""
        if not self._others or candle.at_ns > self._others[-1].at_ns:
            self._others.append(candle)

    def knows_partner_at(self, at_ns: int) -> bool:
        """Has the partner's candle of that close come? Nothing is missed without a partner."""
        return self.partner is None or bool(self._others and self._others[-1].at_ns >= at_ns)

    def send(self, signal: SentSignal) -> None:
        """Raises InputError when the strategy takes none, or not this one."""
        if not isinstance(self._strategy, SentStrategy):
            raise InputError("Its strategy takes no sent signals", code="takes_no_signals")
        self._strategy.on_sent(signal)

    def advice(self, candles: Sequence[Candle]) -> SignalResult:
        """Of the newest candle; may raise anything."""
        strategy, newest = self._strategy, self._newest
        if newest is not None and isinstance(strategy, QuoteStrategy):
            self._newest = None
            if (quote := best_of(newest)) is not None:
                strategy.on_quote(quote)
        if self.partner is not None and isinstance(strategy, PairStrategy):
            return strategy.evaluate_pair(candles, self._others)
        return strategy.evaluate(candles)


def partner_of(
    strategy: Strategy, held: Instrument, lanes: Mapping[InstrumentId, Lane]
) -> InstrumentId | None:
    """The other instrument of a pair; None where it is not listed, or is the very same one."""
    if not isinstance(strategy, PairStrategy):
        return None
    named = {lane.instrument.symbol: name for name, lane in lanes.items()}
    found = named.get(strategy.partner.upper())
    return None if found == held.id else found


def best_of(event: Quote | Book) -> Quote | None:
    """The best of both sides; None where one is empty."""
    if isinstance(event, Quote):
        return event
    if not (event.bids and event.asks):
        return None
    (bid, bid_qty), (ask, ask_qty) = event.bids[0], event.asks[0]
    return Quote(event.instrument, event.at_ns, bid, ask, bid_qty, ask_qty)
