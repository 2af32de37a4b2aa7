"""A scripted desk: one account and its agents over the simulated broker, with a journal in memory.

A test says what the market says and what people do, and reads what was journaled. Prices and
sizes are written as people write them, with `tests.paper.script`.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from core.clock import ManualClock
from core.codec import decode, encode
from core.events import Record
from core.instrument import Bracket, Instrument
from core.market import MarketEvent, PathPoint
from core.money import Money, Ppm, to_money
from core.ports import Snapshot, Unit
from core.trading import (
    Account,
    Agent,
    AlertSettings,
    LedgerEntry,
    Limit,
    Position,
    RiskSettings,
    Signal,
)
from core.types import (
    AccountId,
    Action,
    AgentId,
    AgentState,
    InstrumentId,
    Mode,
    Source,
    Timeframe,
    UserId,
)
from core.values import replace
from engine import recovery
from engine.alerts import Alerts
from engine.bus import EventBus
from engine.execution import ExecutionEngine
from engine.history import apply
from engine.memory import MemoryJournal
from engine.runtime import TradeRuntime
from engine.step import NOTHING, Step
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.faults import Faults
from exchanges.simulated.paper import PaperSettings
from tests.paper.script import AT_ONCE, MS, PERP, mark, quote

OWNER = UserId(1)
AGENT = AgentId("u1-1")
ACCOUNT = AccountId("u1-paper")
ROOMY = RiskSettings(
    risk=Limit.percent("1"),
    stop_loss=Limit.percent("5"),
    take_profit=Limit.percent("10"),
    daily_loss=None,
    drawdown=None,
    max_reserved=Limit.percent("100"),
    max_spread=Ppm(50_000),
)
"""Rules that let a plain script trade: a stop at 5 %, a target at 10 %, no guards."""
TIERED = dataclasses.replace(
    PERP,
    brackets=(
        Bracket(floor=Money(0), rate=Ppm(4_000), cum=Money(0)),
        Bracket(floor=to_money(Decimal(50_000)), rate=Ppm(5_000), cum=to_money(Decimal(50))),
    ),
    liquidation_fee=Ppm(12_500),
)
"""The perpetual of the scripts with tiers of maintenance margin."""

R = TypeVar("R", bound=Record)


def make_account(balance: str = "10000") -> Account:
    money = to_money(Decimal(balance))
    return Account(
        id=ACCOUNT,
        user=OWNER,
        mode=Mode.PAPER,
        asset="USDT",
        deposits=money,
        wallet=money,
        day=0,
        day_equity=money,
        high_water=money,
    )


def make_agent(
    name: AgentId = AGENT,
    *,
    risk: RiskSettings = ROOMY,
    leverage: int = 10,
    state: AgentState = AgentState.RUNNING,
    instrument: InstrumentId = PERP.id,
    balance: str = "10000",
) -> Agent:
    return Agent(
        id=name,
        account=ACCOUNT,
        name="auto",
        strategy="SCRIPT",
        instrument=instrument,
        timeframe=Timeframe.M1,
        leverage=leverage,
        slice=to_money(Decimal(balance)),
        risk=risk,
        state=state,
    )


def prices(
    ms: int, bid: str, ask: str = "", *, size: str = "1000"
) -> tuple[MarketEvent, MarketEvent]:
    """A quote, and the mark at its bid: what fills, then what is judged."""
    return quote(ms, bid, ask or str(Decimal(bid) + Decimal("0.1")), size), mark(ms, bid)


def bar(ms: int, text: str) -> list[PathPoint]:
    """A bar of the candle grade as `open first second close`, from `ms` on, 20 s a point."""
    ticks = [PERP.ticks(Decimal(price)) for price in text.split()]
    low, high = min(ticks), max(ticks)
    return [
        PathPoint(PERP.id, (ms + 20_000 * number) * MS, price, number == 0, low, high)
        for number, price in enumerate(ticks)
    ]


class StoringJournal(MemoryJournal):
    """Writes what a unit says of the broker while it can be read, as a database does."""

    def append(self, unit: Unit) -> None:
        broker = None if unit.broker is None else str(unit.broker)
        super().append(replace(unit, broker=broker))


class ScriptedDesk:
    """Runs its runtime in a plain loop: each step is journaled before its orders leave."""

    def __init__(
        self,
        *agents: Agent,
        instruments: Sequence[Instrument] = (PERP,),
        terms: PaperSettings = AT_ONCE,
        faults: Faults | None = None,
        balance: str = "10000",
        sources: dict[InstrumentId, Source] | None = None,
    ) -> None:
        self._instruments, self._terms, self._sources = tuple(instruments), terms, sources
        self._faults = Faults() if faults is None else faults
        self._signals = 0
        self.clock = ManualClock()
        self.journal = StoringJournal()
        self.opening = Snapshot(account=make_account(balance), agents=agents or (make_agent(),))
        self.runtime = self.make_runtime(self.opening)

    def make_runtime(self, start: Snapshot) -> TradeRuntime:
        """A runtime on this desk's terms, over its journal."""
        listed = {held.id: held for held in self._instruments}
        return TradeRuntime(
            engine=ExecutionEngine(start, self._instruments, sources=self._sources),
            broker=SimulatedBroker(listed, seed=7, config=self._terms, faults=self._faults),
            journal=self.journal,
            bus=EventBus(),
            clock=self.clock,
            desk_clock=self.clock,
            alerts=Alerts(OWNER, Mode.PAPER, AlertSettings()),
        )

    # --- what happens

    def play(self, *events: MarketEvent) -> list[Record]:
        """Says events to the runtime; answers what they were journaled as."""
        before = len(self.journal.units)
        for event in events:
            self.clock.set(event.at_ns)
            apply(self.runtime, self.runtime.on_market(event), self.journal)
        return self._since(before)

    def do(self, step: Step) -> list[Record]:
        """Journals and settles a decision that was just made."""
        before = len(self.journal.units)
        apply(self.runtime, step, self.journal)
        return self._since(before)

    def signal(self, action: Action, agent: AgentId = AGENT) -> list[Record]:
        """A READY signal of its own."""
        return self.do(self.engine.on_signal(self.make_signal(action, agent), self.now_ns))

    def make_signal(self, action: Action, agent: AgentId = AGENT, repeats: int = 3) -> Signal:
        self._signals += 1
        return Signal(
            agent=agent,
            instrument=self.engine.state.agents[agent].instrument,
            at_ns=self.now_ns,
            action=action,
            confidence=Ppm(700_000),
            reasons=(),
            started_at_ns=self.now_ns * 100 + self._signals,
            repeats=repeats,
            needed=3,
            price=Decimal(1),
        )

    def close(self, share_pct: int = 100, agent: AgentId = AGENT) -> list[Record]:
        return self.do(self.engine.close(agent, share_pct * 10_000, self.now_ns))

    def beat(self, *, with_broker: bool = False) -> None:
        """The heartbeat: stores the account as it stands, and the broker where it is asked to."""
        unit = self.runtime.unit(NOTHING)
        broker = self.runtime.broker.export() if with_broker else None
        self.journal.append(replace(unit, broker=broker))

    def kill(self) -> list[Record]:
        return self.do(self.engine.kill(self.now_ns))

    def unlock(self) -> list[Record]:
        return self.do(self.engine.unlock("1", self.now_ns))

    # --- what is

    @property
    def engine(self) -> ExecutionEngine:
        return self.runtime.engine

    @property
    def now_ns(self) -> int:
        return self.engine.state.now_ns

    @property
    def agent(self) -> Agent:
        return self.engine.state.agents[AGENT]

    @property
    def position(self) -> Position:
        """The only position of the desk; raises when it is flat."""
        (found,) = self.engine.state.positions.values()
        return found

    @property
    def is_flat(self) -> bool:
        return not self.engine.state.positions

    @property
    def wallet(self) -> int:
        return self.engine.state.ledger.wallet

    @property
    def ledger(self) -> list[LedgerEntry]:
        return [entry for unit in self.journal.units for entry in unit.ledger]

    @property
    def records(self) -> list[Record]:
        return self._since(0)

    def _since(self, unit: int) -> list[Record]:
        return [record for item in self.journal.units[unit:] for record in item.records]

    # --- restarts

    def snapshot(self) -> Snapshot:
        """As storage gives it back: every unit put over the one before, through its text."""
        found = self.opening
        for unit in self.journal.units:
            found = _stored(found, unit)
        return decode(Snapshot, encode(found))

    def restart(self) -> list[Record]:
        """Rebuilds the runtime from what is stored, and settles what was in flight."""
        start = self.snapshot()
        self.runtime = self.make_runtime(start)
        if start.broker:
            self.runtime.broker.restore(start.broker)
        found = recovery.in_flight(start.orders)
        records = self.do(recovery.give_up(self.runtime, found, 0))
        for order in found.again:
            self.runtime.broker.submit(order)
        return records


def _stored(before: Snapshot, unit: Unit) -> Snapshot:
    agents = {agent.id: agent for agent in (*before.agents, *unit.agents)}
    for name in unit.removed:
        agents.pop(name, None)
    held = {(item.agent, item.instrument): item for item in (*before.positions, *unit.positions)}
    orders = {item.order.client_id: item for item in (*before.orders, *unit.orders)}
    return Snapshot(
        account=unit.account,
        agents=tuple(agents.values()),
        positions=tuple(item for key, item in held.items() if key not in unit.closed),
        orders=tuple(item for item in orders.values() if not item.state.is_final),
        broker=before.broker if unit.broker is None else str(unit.broker),
    )


def of(kind: type[R], records: Iterable[Record]) -> list[R]:
    """The records of one kind, in order."""
    return [record for record in records if isinstance(record, kind)]


def the(kind: type[R], records: Iterable[Record]) -> R:
    """The only record of a kind."""
    (found,) = of(kind, records)
    return found
