"""A small world for the tests of storage: one account, one agent, one instrument."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

from core.clock import ManualClock
from core.events import (
    Deposited,
    FillBooked,
    PositionClosed,
    PositionOpened,
    SignalReady,
    TradeResult,
)
from core.instrument import Instrument
from core.money import Money, Ppm, Steps, to_money
from core.orders import Order, WorkingOrder
from core.ports import Clock, Owed, Unit
from core.trading import (
    Account,
    Agent,
    LedgerEntry,
    Limit,
    Position,
    Reason,
    RiskSettings,
    Rung,
    Target,
    Trail,
    TrailKind,
    even_shares,
)
from core.types import (
    AccountId,
    Action,
    AgentId,
    ClientId,
    ExitReason,
    InstrumentId,
    InstrumentKind,
    Mode,
    OrderSide,
    OrderState,
    Priority,
    Purpose,
    Role,
    Side,
    Timeframe,
    UserId,
)
from core.values import replace
from storage.database import Database, open_database

NOW_NS = 1_790_000_000_000_000_000
USER = UserId(42)
ACCOUNT = AccountId("42:PAPER")
AGENT = AgentId("a1")
DEPOSIT = to_money(Decimal(10_000))

BTC = Instrument(
    id=InstrumentId("sim:perp:BTCUSDT"),
    base="BTC",
    quote="USDT",
    settle="USDT",
    kind=InstrumentKind.PERP,
    tick=Decimal("0.10"),
    step=Decimal("0.001"),
    min_qty=Steps(1),
    max_qty=Steps(1_000_000),
    max_market_qty=Steps(100_000),
    min_notional=Money(0),
    maker_fee=Ppm(200),
    taker_fee=Ppm(500),
)
SPOT = dataclasses.replace(BTC, id=InstrumentId("sim:spot:BTCUSDT"), kind=InstrumentKind.SPOT)


def url_of(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'desk.db'}"


@asynccontextmanager
async def opened(
    folder: Path, clock: Clock | None = None, url: str | None = None
) -> AsyncIterator[Database]:
    """A database with its writer running and the instruments registered."""
    clock = clock or ManualClock(NOW_NS)
    lock_path = folder / "desk.lock"
    async with (
        open_database(url or url_of(folder), clock, lock_path=lock_path) as database,
        asyncio.TaskGroup() as group,
    ):
        writing = group.create_task(database.writer.run())
        await database.journal.register([BTC, SPOT])
        yield database
        writing.cancel()


def account(wallet: int = DEPOSIT, *, id: AccountId = ACCOUNT) -> Account:
    return Account(
        id=id,
        user=USER,
        mode=Mode.PAPER,
        asset="USDT",
        deposits=DEPOSIT,
        wallet=Money(wallet),
        day=20_700,
        day_equity=DEPOSIT,
        high_water=DEPOSIT,
    )


def entry(kind: str, amount: int, wallet: int, reference: str = "start") -> LedgerEntry:
    return LedgerEntry(
        account=ACCOUNT,
        agent=AGENT,
        at_ns=NOW_NS,
        kind=kind,
        asset="USDT",
        amount=Money(amount),
        wallet=Money(wallet),
        reference=reference,
    )


def deposit_unit(*, id: AccountId = ACCOUNT) -> Unit:
    """The first unit of an account."""
    return Unit(
        account=account(id=id),
        wall_ns=NOW_NS,
        records=(Deposited(at_ns=NOW_NS, amount=Decimal(10_000)),),
        ledger=(entry("deposit", DEPOSIT, DEPOSIT),),
    )


def agent() -> Agent:
    return Agent(
        id=AGENT,
        account=ACCOUNT,
        name="first",
        strategy="TREND",
        instrument=BTC.id,
        timeframe=Timeframe.M1,
        leverage=2,
        slice=DEPOSIT,
    )


def order(number: int = 1, *, state: OrderState = OrderState.PENDING) -> WorkingOrder:
    return WorkingOrder(
        order=Order(
            client_id=ClientId(f"a1-{number}"),
            agent=AGENT,
            instrument=BTC.id,
            side=OrderSide.BUY,
            qty=Steps(500),
            purpose=Purpose.ENTRY,
            decided_at_ns=NOW_NS + number,
        ),
        state=state,
    )


def fill(number: int = 1, *, side: OrderSide = OrderSide.BUY, agent: AgentId = AGENT) -> FillBooked:
    return FillBooked(
        agent=agent,
        instrument=BTC.id,
        at_ns=NOW_NS,
        fill_id=f"f{number}",
        client_id=ClientId(f"a1-{number}"),
        side=side,
        price=Decimal("60000.10"),
        qty=Decimal("0.500"),
        fee=Decimal("15.00002500"),
        fee_asset="USDT",
        role=Role.TAKER,
        filled_at_ns=NOW_NS,
    )


RULES = RiskSettings(
    targets=tuple(
        Target(distance=Limit.percent(at), share=share)
        for at, share in zip(("1", "2"), even_shares(2), strict=True)
    ),
    trail=Trail(kind=TrailKind.BELOW_HIGHEST, distance=Limit.percent("1")),
)


def position() -> Position:
    return Position(
        agent=AGENT,
        instrument=BTC.id,
        side=Side.LONG,
        qty=Steps(500),
        cost=600_001 * 500,
        margin=to_money(Decimal("15000.025")),
        leverage=2,
        opened_at_ns=NOW_NS,
        trade_id="t1",
        stop=594_000,
        target=612_000,
        opened_qty=Steps(500),
        opened_cost=600_001 * 500,
        exits=RULES.plan,
        rungs=(
            Rung(level=606_000, qty=Steps(250), left=Steps(0), is_taken=True),
            Rung(level=612_000, qty=Steps(250), left=Steps(250)),
        ),
        wake=600_502,
        best=600_501,
        is_trailing=True,
        told_stop=593_999,
    )


def opened_record(trade_id: str = "t1") -> PositionOpened:
    return PositionOpened(
        agent=AGENT,
        instrument=BTC.id,
        at_ns=NOW_NS,
        trade_id=trade_id,
        title="BTC/USDT",
        side=Side.LONG,
        leverage=2,
        qty=Decimal("0.500"),
        entry=Decimal("60000.10"),
        notional=Decimal("30000.05"),
        margin=Decimal("15000.025"),
        fee=Decimal("15.000025"),
    )


def result(trade_id: str = "t1") -> TradeResult:
    return TradeResult(
        trade_id=trade_id,
        side=Side.LONG,
        leverage=2,
        qty=Decimal("0.500"),
        entry=Decimal("60000.10"),
        exit=Decimal("60100.10"),
        gross=Decimal(50),
        fees=Decimal("30.02"),
        funding=Decimal(0),
        net=Decimal("19.98"),
        reason=ExitReason.TAKE_PROFIT,
        opened_at_ns=NOW_NS,
        closed_at_ns=NOW_NS + 1,
    )


def closed_record(trade_id: str = "t1") -> PositionClosed:
    return PositionClosed(
        agent=AGENT,
        instrument=BTC.id,
        at_ns=NOW_NS + 1,
        title="BTC/USDT",
        strategy="TREND",
        result=result(trade_id),
    )


def signal() -> SignalReady:
    return SignalReady(
        agent=AGENT,
        instrument=BTC.id,
        at_ns=NOW_NS,
        action=Action.BUY,
        confidence=Decimal("0.81"),
        priority=Priority.HIGH,
        price=Decimal("60000.05"),
        started_at_ns=NOW_NS - 1,
        repeats=3,
        needed=3,
        strategy="TREND",
        timeframe="1m",
        title="BTC/USDT",
        reasons=(Reason("slope", "0.3 %"),),
    )


def owed(rank: int = 1, *, thread: str = "t1", payload: str = "{}") -> Owed:
    return Owed(chat=USER, rank=rank, name="paper_position_opened", payload=payload, thread=thread)


FEE = to_money(Decimal("15.000025"))


def entry_unit() -> Unit:
    """A position is opened: every kind of row at once."""
    wallet = DEPOSIT - FEE
    return Unit(
        account=account(wallet),
        wall_ns=NOW_NS + 5,
        records=(signal(), fill(), opened_record()),
        agents=(agent(),),
        positions=(position(),),
        orders=(order(1, state=OrderState.FILLED), order(2)),
        ledger=(entry("fee", -FEE, wallet, "f1"),),
        owed=(owed(),),
        broker='{"seed":1}',
    )


def note_unit(number: int = 0) -> Unit:
    """A unit that changes nothing but the journal."""
    return Unit(
        account=account(),
        wall_ns=NOW_NS,
        records=(replace(signal(), at_ns=NOW_NS + number),),
    )
