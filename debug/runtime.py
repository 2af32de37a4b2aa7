"""DebugTradeRuntime: the one engine and the one runtime, wired to parts of the sandbox's own.

The very classes that trade for the member, never a subclass or a copy of one: what the sandbox
shows is what the desk does.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from core.instrument import Instrument
from core.market import MarketEvent
from core.ports import Bus, Clock, MarketData, Snapshot, Subscription, User
from core.types import AgentId, Source
from debug.hand import ByHand
from debug.journal import DebugJournal
from debug.market import DebugMarket
from debug.opening import DebugTerms, first_snapshot
from debug.outbox import MemoryOutbox
from engine.alerts import Alerts
from engine.execution import ExecutionEngine
from engine.runtime import TradeRuntime
from engine.session import Events, Session
from engine.trading import AccountTrading
from exchanges.feed import FreshFeed
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.faults import Fault, Faults
from exchanges.simulated.paper import PaperSettings

SEED = 1
AT_ONCE = PaperSettings(latency_ns=0, jitter_ns=0)
"""No latency: what is pressed is seen at once. Everything else is as on any paper account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DebugSource:
    """Where sandboxes take fresh prices from: a market that trades for nobody."""

    market: MarketData
    instruments: tuple[Instrument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DebugTradeRuntime:
    """One sandbox's parts, none of them shared with anything that trades."""

    runtime: TradeRuntime
    session: Session
    market: DebugMarket
    trading: AccountTrading
    journal: DebugJournal
    hand: ByHand
    faults: list[Fault]
    bus: Bus
    outbox: MemoryOutbox
    opening: Snapshot

    @property
    def agent(self) -> AgentId:
        return self.opening.agents[0].id


def build_debug_runtime(
    user: User,
    source: DebugSource,
    terms: DebugTerms,
    *,
    clock: Clock,
    bus: Bus,
    outbox: MemoryOutbox,
) -> DebugTradeRuntime:
    """A new sandbox."""
    faults, hand, listed = list[Fault](), ByHand(), source.instruments
    market = DebugMarket(source.market, listed, clock, Faults(faults))
    opening = first_snapshot(user, market.focus, terms, clock.now_ns())
    journal = DebugJournal(outbox)
    runtime = TradeRuntime(
        engine=_engine(opening, listed),
        broker=_broker(listed, market.faults),
        journal=journal,
        bus=bus,
        clock=clock,
        desk_clock=clock,
        alerts=Alerts(user.id, opening.account.mode, user.alerts),
    )
    feed = FreshFeed(market, clock, is_held=runtime.is_held)
    session = Session(runtime, market, _acknowledged(feed, market), lambda _: hand)
    trading = AccountTrading(
        session, exchange=market.name, strategies=(hand.name,), health=feed.health
    )
    return DebugTradeRuntime(
        runtime=runtime,
        session=session,
        market=market,
        trading=trading,
        journal=journal,
        hand=hand,
        faults=faults,
        bus=bus,
        outbox=outbox,
        opening=opening,
    )


def _engine(opening: Snapshot, listed: Sequence[Instrument]) -> ExecutionEngine:
    """It judges on the mid, because snapshots hold neither marks nor prints."""
    sources = {held.id: Source.QUOTE for held in listed}
    return ExecutionEngine(opening, listed, sources=sources)


def _broker(listed: Sequence[Instrument], faults: Faults) -> SimulatedBroker:
    held = {instrument.id: instrument for instrument in listed}
    return SimulatedBroker(held, seed=SEED, config=AT_ONCE, faults=faults)


def _acknowledged(feed: FreshFeed, market: DebugMarket) -> Events:
    """The feed's events; the market hears of each once the runtime has taken it."""

    async def events(wanted: Subscription, since_ns: int) -> AsyncGenerator[MarketEvent, None]:
        async with aclosing(feed.events(wanted, since_ns=since_ns)) as heard:
            async for event in heard:
                try:
                    yield event
                finally:
                    market.taken(event)

    return events
