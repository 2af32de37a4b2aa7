"""The journal behind the engine: commits units, and rebuilds an account from the last one."""

from collections.abc import Mapping, Sequence, Set
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.codec import decode
from core.instrument import Instrument
from core.orders import WorkingOrder
from core.ports import Snapshot, Unit
from core.trading import Account, Agent, Position
from core.types import AccountId, InstrumentId
from core.values import replace
from storage.change import Change, Put
from storage.readers import decoding, reading
from storage.rows import agent_row, instrument_row
from storage.schema import accounts, agents, brokers, instruments, orders, positions
from storage.units import change_of
from storage.writer import Writer

T = TypeVar("T")


class SqlJournal:
    """`core.ports.Journal` on a database.

    Instruments are registered before a unit names them: their tick and step turn the engine's
    integers into what people read.
    """

    def __init__(self, writer: Writer, readers: AsyncEngine) -> None:
        self._writer = writer
        self._readers = readers
        self._instruments: Mapping[InstrumentId, Instrument] = {}

    async def commit(self, unit: Unit) -> None:
        """Returns when the unit is on disk; raises StorageError and then nothing of it is."""
        await self._writer.write(change_of(unit, self._instruments))

    async def register(self, listed: Sequence[Instrument]) -> None:
        """Makes instruments known, as they are now; those of earlier runs are not forgotten. In
        other units than before the prices that agents laid their orders out by mean nothing."""
        before = {item.id: item for item in await self.instruments()}
        renewed = {item.id for item in listed if not before.get(item.id, item).has_units_of(item)}
        changed = [item for item in listed if before.get(item.id) != item]
        rows = [Put(instruments, (item.id,), instrument_row(item)) for item in changed]
        rows += await self._unanchored(renewed) if renewed else ()
        if rows or not listed:  # what is known already keeps no start waiting
            await self._writer.write(Change(puts=tuple(rows)))
        self._instruments = before | {item.id: item for item in listed}

    async def _unanchored(self, renewed: Set[InstrumentId]) -> Sequence[Put]:
        """Rows of the agents there, without the price of before."""
        async with reading(self._readers) as on:
            owners = {
                held.id: held for held in await _states(on, Account, select(accounts.c.state))
            }
            of = select(agents.c.state).where(agents.c.instrument.in_(renewed))
            found = await _states(on, Agent, of)
        changed = (replace(agent, anchor=None) for agent in found if agent.anchor is not None)
        return [
            Put(agents, (agent.account, agent.id), agent_row(owners[agent.account], agent))
            for agent in changed
        ]

    async def instruments(self) -> Sequence[Instrument]:
        """Every instrument that was ever registered."""
        async with reading(self._readers) as on:
            return await _states(on, Instrument, select(instruments.c.state))

    async def held(self) -> frozenset[InstrumentId]:
        """What any account holds a position in or has an open order of: its stored numbers mean
        something in the units it is registered in alone."""
        of = select(positions.c.instrument).union(
            select(orders.c.instrument).where(orders.c.ended_ns.is_(None))
        )
        async with reading(self._readers) as on:
            return frozenset(InstrumentId(name) for name in await on.scalars(of))

    async def accounts(self) -> Sequence[AccountId]:
        async with reading(self._readers) as on:
            found = await on.scalars(select(accounts.c.id).order_by(accounts.c.id))
            return [AccountId(item) for item in found]

    async def load(self, account: AccountId) -> Snapshot | None:
        """The account as its last commit left it; None for an unknown one. Raises StorageError
        when a row cannot be read."""
        async with reading(self._readers) as on:
            of = select(accounts.c.state).where(accounts.c.id == account)
            held = await _states(on, Account, of)
            if not held:
                return None
            broker = select(brokers.c.state).where(brokers.c.account == account)
            return Snapshot(
                account=held[0],
                agents=await _states(on, Agent, _agents(account)),
                positions=await _states(on, Position, _positions(account)),
                orders=await _states(on, WorkingOrder, _open_orders(account)),
                broker=await on.scalar(broker) or "",
            )


def _agents(account: AccountId) -> Select[str]:
    return select(agents.c.state).where(agents.c.account == account).order_by(agents.c.id)


def _positions(account: AccountId) -> Select[str]:
    of = select(positions.c.state).where(positions.c.account == account)
    return of.order_by(positions.c.agent, positions.c.instrument)


def _open_orders(account: AccountId) -> Select[str]:
    """In the order they were decided; the open leg of a flip comes after the one it waits for."""
    of = select(orders.c.state).where(orders.c.account == account, orders.c.ended_ns.is_(None))
    return of.order_by(orders.c.decided_at_ns, orders.c.client_id)


async def _states(on: AsyncConnection, kind: type[T], of: Select[str]) -> tuple[T, ...]:
    with decoding():
        return tuple([decode(kind, state) for state in await on.scalars(of)])
