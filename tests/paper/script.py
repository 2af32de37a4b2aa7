"""Scripted markets for the tests of paper money: prices and sizes as people write them."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal

from core.instrument import Instrument
from core.market import Book, Candle, Mark, MarketEvent, PathPoint, Quote, Trade
from core.money import Money, Ppm, Steps, Ticks, to_money
from core.orders import Accepted, BrokerEvent, Cancelled, Fill, Order, Rejected, Triggered
from core.types import (
    AgentId,
    ClientId,
    InstrumentId,
    InstrumentKind,
    OrderKind,
    OrderSide,
    Purpose,
    Timeframe,
)
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.faults import Faults
from exchanges.simulated.paper import PaperSettings

MS = 1_000_000
SECOND = 1000 * MS
BUY, SELL = OrderSide.BUY, OrderSide.SELL

PERP = Instrument(
    id=InstrumentId("sim:perp:AAAUSDT"),
    base="AAA",
    quote="USDT",
    settle="USDT",
    kind=InstrumentKind.PERP,
    tick=Decimal("0.1"),
    step=Decimal("0.1"),
    min_qty=Steps(1),
    max_qty=Steps(100_000),
    max_market_qty=Steps(50_000),
    min_notional=to_money(Decimal(5)),
    maker_fee=Ppm(200),
    taker_fee=Ppm(500),
    max_leverage=50,
)
SPOT = dataclasses.replace(
    PERP,
    id=InstrumentId("sim:spot:AAAUSDT"),
    kind=InstrumentKind.SPOT,
    step=Decimal("0.001"),
    maker_fee=Ppm(1000),
    taker_fee=Ppm(1000),
    max_leverage=1,
)
AT_ONCE = PaperSettings(latency_ns=0, jitter_ns=0)


def ticks(price: str) -> Ticks:
    return PERP.ticks(Decimal(price))


def steps(size: str, instrument: Instrument = PERP) -> Steps:
    return instrument.steps(Decimal(size))


def usdt(amount: str) -> Money:
    return to_money(Decimal(amount))


def quote(ms: int, bid: str, ask: str, size: str = "1000", instrument: Instrument = PERP) -> Quote:
    shown = steps(size, instrument)
    return Quote(instrument.id, ms * MS, ticks(bid), ticks(ask), shown, shown)


def book(ms: int, bids: str, asks: str) -> Book:
    """Levels as `size@price size@price`, best first."""
    return Book(PERP.id, ms * MS, _levels(bids), _levels(asks))


def _levels(text: str) -> tuple[tuple[Ticks, Steps], ...]:
    pairs = (level.split("@") for level in text.split())
    return tuple((ticks(price), steps(size)) for size, price in pairs)


def trade(ms: int, price: str, size: str, taker: OrderSide = SELL) -> Trade:
    return Trade(PERP.id, ms * MS, ticks(price), steps(size), taker)


def mark(ms: int, price: str) -> Mark:
    return Mark(PERP.id, ms * MS, int(Decimal(price) * 10**8))


def point(ms: int, price: str, *, is_jump: bool = False) -> PathPoint:
    return PathPoint(PERP.id, ms * MS, ticks(price), is_jump, ticks(price), ticks(price))


def closed(ms: int, price: str) -> Candle:
    at = ticks(price)
    return Candle(PERP.id, ms * MS, Timeframe.M1, at, at, at, at, Steps(0))


def order(
    side: OrderSide,
    size: str,
    kind: OrderKind = OrderKind.MARKET,
    *,
    name: str = "a-1",
    ms: int = 0,
    limit: str | None = None,
    trigger: str | None = None,
    instrument: Instrument = PERP,
) -> Order:
    return Order(
        client_id=ClientId(name),
        agent=AgentId("a"),
        instrument=instrument.id,
        side=side,
        qty=steps(size, instrument),
        purpose=Purpose.ENTRY,
        decided_at_ns=ms * MS,
        kind=kind,
        limit=None if limit is None else ticks(limit),
        trigger=None if trigger is None else ticks(trigger),
    )


def paper(
    settings: PaperSettings = AT_ONCE, *, seed: int = 7, faults: Faults | None = None
) -> SimulatedBroker:
    instruments = {PERP.id: PERP, SPOT.id: SPOT}
    return SimulatedBroker(
        instruments, seed=seed, config=settings, faults=Faults() if faults is None else faults
    )


def play(broker: SimulatedBroker, *events: MarketEvent) -> list[BrokerEvent]:
    """Everything the broker answers to the events, in order."""
    return [result for event in events for result in broker.on_market(event)]


def fills(results: Sequence[BrokerEvent]) -> list[Fill]:
    return [result for result in results if isinstance(result, Fill)]


def told(results: Sequence[BrokerEvent]) -> list[tuple[str, ...]]:
    """The answers as people read them: fills as price, size, role; ends as code."""
    return [_words(result) for result in results]


def _words(result: BrokerEvent) -> tuple[str, ...]:
    match result:
        case Fill():
            price, size = PERP.price(result.price), PERP.size(result.qty)
            return ("fill", str(price), str(size), result.role.name)
        case Rejected():
            return ("rejected", result.code)
        case Cancelled():
            return ("cancelled", str(PERP.size(result.unfilled)), result.code)
        case Triggered():
            return ("triggered", "skipped" if result.is_skipped else "works")
        case Accepted():
            return ("accepted",)
