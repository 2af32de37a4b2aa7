"""Whether the sums hold: ledger and wallets, fills and positions."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import Connection, select

from core.codec import decode
from core.errors import InputError, StorageError
from core.instrument import Instrument
from core.money import from_money
from core.trading import Account, Position
from core.types import AccountId, OrderSide, Side
from storage.schema import accounts, fills, instruments, ledger, positions

DUST = "dust"
"""The kind of a ledger entry for what a commission left under a whole step."""

_CHUNK = 1_000

Held = dict[tuple[str, str, str], Decimal]
"""Signed size by account, agent and what it is of."""


def balance_fault(connection: Connection) -> str:
    """The first sum that does not hold, in a sentence; empty when all do."""
    try:
        faults = (*_wallet_faults(connection), *_position_faults(connection))
    except (InputError, StorageError) as error:
        return str(error)
    return faults[0] if faults else ""


def _wallet_faults(connection: Connection) -> Iterator[str]:
    for row in connection.execute(select(accounts)).all():
        state = decode(Account, row.state)
        stored = (from_money(state.deposits, row.asset), from_money(state.wallet, row.asset))
        booked = _booked(connection, AccountId(row.id), row.asset)
        if not stored == booked == (row.deposits, row.wallet):
            yield (
                f"Account {row.id}: its ledger comes to deposits {booked[0]} and wallet "
                f"{booked[1]}, but {stored[0]} and {stored[1]} are stored."
            )


def _booked(connection: Connection, account: AccountId, asset: str) -> tuple[Decimal, Decimal]:
    """Deposits and wallet, as the entries of an account add up."""
    deposits = wallet = Decimal(0)
    of = select(ledger).where(ledger.c.account == account, ledger.c.asset == asset)
    entries = of.order_by(ledger.c.id).execution_options(yield_per=_CHUNK)
    for row in connection.execute(entries):
        wallet += row.amount
        deposits += row.amount if row.kind == "deposit" else 0
        if row.wallet != wallet:
            raise StorageError(
                f"Account {account}: ledger entry {row.id} says {row.wallet}, but the entries up "
                f"to it come to {wallet}."
            )
    return deposits, wallet


def _position_faults(connection: Connection) -> Iterator[str]:
    listed = _instruments(connection)
    filled = _filled(connection, listed)
    held: Held = {}
    for row in connection.execute(select(positions)).all():
        position = decode(Position, row.state)
        key = (row.account, row.agent, row.instrument)
        held[key] = listed[row.instrument].size(position.qty) * int(position.side)
        if held[key] != row.qty * Side[row.side]:
            yield f"Position {key}: its state and its columns differ."
    for key in sorted({*filled, *held}):
        if filled.get(key, 0) != held.get(key, 0):
            yield (
                f"Position {key}: its fills come to {filled.get(key, 0)}, but "
                f"{held.get(key, 0)} is held."
            )


def _filled(connection: Connection, listed: dict[str, Instrument]) -> Held:
    """What the fills left, less commissions taken from what was bought and their dust."""
    held: Held = defaultdict(Decimal)
    dust = _dust(connection)
    for row in connection.execute(select(fills).execution_options(yield_per=_CHUNK)):
        key = (row.account, row.agent, row.instrument)
        held[key] += row.qty * OrderSide[row.side]
        if row.fee_asset == listed[row.instrument].base:
            held[key] -= row.fee + dust.get((row.account, row.agent, row.fill_id), 0)
    return held


def _dust(connection: Connection) -> Held:
    """Dust by account, agent and the fill that left it."""
    dust: Held = defaultdict(Decimal)
    for row in connection.execute(select(ledger).where(ledger.c.kind == DUST)):
        dust[row.account, row.agent, row.reference] += row.amount
    return dust


def _instruments(connection: Connection) -> dict[str, Instrument]:
    states = connection.scalars(select(instruments.c.state)).all()
    return {item.id: item for item in (decode(Instrument, state) for state in states)}
