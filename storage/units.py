"""A unit of the engine as rows."""

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType

from core.codec import encode
from core.errors import StorageError
from core.events import (
    FillBooked,
    FlipLeftFlat,
    FundingBooked,
    LotSold,
    PositionClosed,
    PositionFlipped,
    PositionIncreased,
    PositionOpened,
    PositionReduced,
    Record,
    SignalReady,
    StopsMoved,
    TradeHidden,
    event_name,
)
from core.instrument import Instrument
from core.money import from_money
from core.ports import Unit
from core.types import AccountId, InstrumentId
from storage import schema
from storage.chain import Entry
from storage.change import Append, Balance, Change, Put
from storage.rows import (
    account_row,
    agent_row,
    fill_row,
    ledger_row,
    order_row,
    outbox_row,
    position_row,
    signal_row,
)
from storage.tallies import tally_rows

Instruments = Mapping[InstrumentId, Instrument]
_TRADE_ID: Mapping[type[Record], Callable[[Record], str]] = MappingProxyType(
    {
        PositionClosed: attrgetter("result.trade_id"),
        FlipLeftFlat: attrgetter("closed.trade_id"),
        PositionOpened: attrgetter("trade_id"),
        PositionIncreased: attrgetter("trade_id"),
        PositionReduced: attrgetter("trade_id"),
        LotSold: attrgetter("trade_id"),
        StopsMoved: attrgetter("trade_id"),
        FundingBooked: attrgetter("trade_id"),
        TradeHidden: attrgetter("trade_id"),
    }
)
"""Where a record names its one trade."""


def change_of(unit: Unit, instruments: Instruments) -> Change:
    """All of a unit; raises StorageError when it names an instrument that was never registered."""
    account = unit.account
    return Change(
        entries=tuple(
            entry_of(record, account.id, event_name(record, account.mode), unit.wall_ns)
            for record in unit.records
        ),
        balance=_balance(unit),
        puts=tuple(_puts(unit, instruments)),
        appends=tuple(_appends(unit)),
    )


def entry_of(record: Record, account: AccountId, name: str, wall_ns: int) -> Entry:
    """A record as a row of the journal."""
    trade_id, next_trade_id = trade_ids(record)
    return Entry(
        account=account,
        name=name,
        agent=record.agent,
        instrument=record.instrument,
        at_ns=record.at_ns,
        wall_ns=wall_ns,
        payload=encode(record),
        trade_id=trade_id,
        next_trade_id=next_trade_id,
    )


def trade_ids(record: Record) -> tuple[str | None, str | None]:
    """The trade a record tells of, and the one a flip opened."""
    if isinstance(record, PositionFlipped):
        return record.closed.trade_id, record.trade_id
    trade_id = _TRADE_ID.get(type(record))
    return (None if trade_id is None else trade_id(record)), None


def _balance(unit: Unit) -> Balance:
    """The account's row; what the unit books must lead from the stored wallet to the new one."""
    account = unit.account
    booked = sum(item.amount for item in unit.ledger if item.asset == account.asset)
    return Balance(
        account=account.id,
        before=from_money(account.wallet - booked, account.asset),
        after=from_money(account.wallet, account.asset),
        row=account_row(account),
    )


def _puts(unit: Unit, instruments: Instruments) -> Iterator[Put]:
    account = unit.account.id
    for agent in unit.agents:
        yield Put(schema.agents, (account, agent.id), agent_row(unit.account, agent))
    for name in unit.removed:
        yield Put(schema.agents, (account, name), None)
    for order in unit.orders:
        instrument = known(instruments, order.order.instrument)
        row = order_row(account, order, instrument, unit.wall_ns)
        yield Put(schema.orders, (account, order.order.client_id), row)
    for position in unit.positions:
        row = position_row(account, position, known(instruments, position.instrument))
        yield Put(schema.positions, (account, position.agent, position.instrument), row)
    for held in unit.closed:
        yield Put(schema.positions, (account, *held), None)
    if unit.broker is not None:
        yield Put(schema.brokers, (account,), {"account": account, "state": str(unit.broker)})


def _appends(unit: Unit) -> Iterator[Append]:
    account = unit.account
    for item in unit.ledger:
        yield Append(schema.ledger, ledger_row(account, item))
    for record in unit.records:
        if isinstance(record, FillBooked):
            yield Append(schema.fills, fill_row(account.id, record))
        elif isinstance(record, SignalReady):
            yield Append(schema.signals, signal_row(account.id, record))
        elif isinstance(record, PositionClosed):
            name = event_name(record, account.mode)
            for row in tally_rows(account.id, account.asset, name, record):
                yield Append(schema.tallies, row)
    for owed in unit.owed:
        yield Append(schema.outbox, outbox_row(owed, unit.wall_ns))


def known(instruments: Instruments, instrument: InstrumentId) -> Instrument:
    """A registered instrument."""
    found = instruments.get(instrument)
    if found is None:
        raise StorageError(f"The instrument {instrument} is not registered with the journal.")
    return found
