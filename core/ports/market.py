"""What the engine asks of a clock, a strategy, a market and a broker."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

from core.codec import Later
from core.instrument import Instrument
from core.market import Candle, Funding, Level, MarketEvent, Quote
from core.money import Steps
from core.orders import BrokerEvent, Order
from core.parameters import Value
from core.trading import (
    RestingOrder,
    SentSignal,
    SignalResult,
    Standing,
    Terms,
)
from core.types import (
    ClientId,
    InstrumentId,
    OrderSide,
    Source,
    Timeframe,
)
from core.values import Frozen


class Clock(Protocol):
    def now_ns(self) -> int: ...
    def monotonic_ns(self) -> int: ...
    async def sleep(self, seconds: float) -> None: ...


class Strategy(Protocol):
    """Pure advice on closed candles, oldest first. `warmup` is how many it wants to see before
    its word counts; it is handed at most that many."""

    @property
    def name(self) -> str: ...
    @property
    def warmup(self) -> int: ...
    def evaluate(self, candles: Sequence[Candle]) -> SignalResult: ...


@runtime_checkable
class ConsultedStrategy(Strategy, Protocol):
    """A strategy that thinks elsewhere: the desk asks it and goes on, and its answer counts when it
    comes. Its `evaluate` waits, and is for history alone."""

    async def consult(self, candles: Sequence[Candle], last: int) -> Sequence[SignalResult]:
        """The advice of each of the newest `last` candles, oldest first; may raise anything."""
        ...


@runtime_checkable
class AdjustableStrategy(Strategy, Protocol):
    """A strategy with parameters."""

    def get_parameters(self) -> Mapping[str, Value]: ...
    def set_parameters(self, parameters: Mapping[str, object]) -> None:
        """All or none; raises InputError for an unknown name or a value out of bounds."""
        ...


@runtime_checkable
class QuoteStrategy(Protocol):
    """A strategy that also hears what the market offered, and weighs it in the next `evaluate`: of
    each candle the newest quote before its close, and never one during history."""

    def on_quote(self, quote: Quote) -> None: ...


@runtime_checkable
class PairStrategy(Protocol):
    """A strategy that needs the candles of a second instrument, of the same timeframe. Alone, its
    `evaluate` holds."""

    @property
    def partner(self) -> str:
        """The symbol of the other instrument: ETHUSDT."""
        ...

    def evaluate_pair(self, candles: Sequence[Candle], others: Sequence[Candle]) -> SignalResult:
        """Advice for the first of the two; both oldest first, without a common beginning or end."""
        ...


@runtime_checkable
class SentStrategy(Protocol):
    """A strategy that trades what it is sent from outside; the newest stands until it is old."""

    def on_sent(self, signal: SentSignal) -> None: ...


@runtime_checkable
class TimedStrategy(Protocol):
    """A strategy whose positions are closed after so many candles, whatever became of them."""

    @property
    def max_hold(self) -> int: ...


@runtime_checkable
class OrderStrategy(Strategy, Protocol):
    """A strategy that lets orders rest instead of giving signals; its `evaluate` holds. The desk
    asks it at closed candles and after what becomes of its orders, and brings about what it says:
    what is not there is placed, what it no longer names is ended, all else stays."""

    def orders(self, now: Standing) -> Sequence[RestingOrder]:
        """All that should rest now, and nothing that already filled. Pure: the same standing, the
        same orders."""
        ...

    def fits(self, terms: Terms, capital: float, leverage: int) -> None:
        """Raises InputError where its parameters cannot work on such an instrument."""
        ...


@runtime_checkable
class ConsultedOrderStrategy(OrderStrategy, Protocol):
    """One that thinks elsewhere: the desk asks it and goes on; its orders stay as they are until
    it answers. Its `orders` waits, and is for history alone."""

    async def consult_orders(self, now: Standing) -> Sequence[RestingOrder]:
        """May raise anything."""
        ...


@runtime_checkable
class Plotted(Protocol):
    """A strategy that can show what it goes by. Pure."""

    def lines(self, candles: Sequence[Candle]) -> Mapping[str, Sequence[float]]:
        """Lines over candles by their names (`EMA 8`), in ticks: one value for each candle."""
        ...


class Subscription(Frozen, frozen=True):
    """What a runtime wants to hear: instruments, and of which timeframes their closed candles."""

    candles: frozenset[tuple[InstrumentId, Timeframe]]
    instruments: frozenset[InstrumentId]


class MarketData(Protocol):
    """A venue's public side. Raises ExchangeError; every call has its own timeout."""

    @property
    def name(self) -> str: ...
    async def instruments(self) -> tuple[Instrument, ...]: ...
    async def quote(self, instrument: InstrumentId) -> Quote: ...
    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        """The last `limit` candles closed at or before `end_ns`, oldest first."""
        ...

    def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        """Events in market time, from the first after `since_ns` on; a closed candle comes before
        the first quote at or after its close."""
        ...


@runtime_checkable
class FundingHistory(Protocol):
    """A market that can tell past fundings."""

    async def fundings(
        self, instrument: InstrumentId, *, since_ns: int, until_ns: int
    ) -> tuple[Funding, ...]:
        """Those after `since_ns` up to `until_ns`, oldest first. Raises ExchangeError."""
        ...


class Broker(Protocol):
    """Executes orders. Synchronous: what came of them is told by later market events."""

    def on_market(self, event: MarketEvent) -> Sequence[BrokerEvent]: ...
    def submit(self, order: Order) -> None: ...
    def cancel(self, client_id: ClientId) -> None: ...
    def is_idle(self, instrument: InstrumentId) -> bool: ...
    def offers(self, instrument: InstrumentId, taker: OrderSide, qty: Steps) -> Sequence[Level]:
        """What a taker of that side would get now, best first: together `qty`, or all there is."""
        ...

    def export(self) -> str: ...
    def kept(self) -> Later:
        """What `export` says now: a journal reads it as it commits, or never."""
        ...

    def restore(self, state: str) -> None: ...
