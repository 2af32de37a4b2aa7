"""The durable journal on both databases: how long a commit takes, and how many rows a second go
in."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager

from bench.account import AGENT, BALANCE, opening
from bench.figure import Figure, Spread, run_section
from bench.stored import database, server_database
from bench.wire import HELD
from core.clock import stopwatch
from core.events import SignalChanged
from core.money import Money
from core.ports import Owed, Snapshot, Unit
from core.trading import LedgerEntry
from core.types import DAY_NS, Action
from core.values import replace
from storage.database import Database

START_NS = 20_000 * DAY_NS
RECORDS, CALLERS = 20, 64
Opened = Callable[[], AbstractAsyncContextManager[Database]]
MS = 1e6
ROWS = RECORDS + 3
"""Of one unit: its records, an entry of the ledger, an owed message, and the account."""


class Load:
    """Units that each take a little from the wallet, one after the other."""

    def __init__(self, database: Database) -> None:
        self._journal = database.journal
        self._snapshot: Snapshot = opening(HELD, START_NS)
        self._wallet: int = BALANCE
        self._watch = stopwatch()
        self.samples: list[float] = []

    async def begin(self) -> None:
        await self._journal.register([HELD])
        account = self._snapshot.account
        await self._journal.commit(
            Unit(account=account, wall_ns=START_NS, ledger=(self._entry(BALANCE, "deposit"),))
        )

    async def commit(self, times: int) -> None:
        for _ in range(times):
            self._wallet -= 1
            unit = self._unit()
            began = self._watch()
            await self._journal.commit(unit)
            self.samples.append(self._watch() - began)

    def _unit(self) -> Unit:
        return Unit(
            account=replace(self._snapshot.account, wallet=Money(self._wallet)),
            wall_ns=START_NS,
            records=tuple(_record(number) for number in range(RECORDS)),
            ledger=(self._entry(-1, "fee"),),
            owed=(Owed(chat=self._snapshot.account.user, rank=1, name="note", payload="{}"),),
        )

    def _entry(self, amount: int, kind: str) -> LedgerEntry:
        return LedgerEntry(
            account=self._snapshot.account.id,
            agent=AGENT,
            at_ns=START_NS,
            kind=kind,
            asset=HELD.settle,
            amount=Money(amount),
            wallet=Money(self._wallet),
            reference=f"{kind} {self._wallet}",
        )


def _record(number: int) -> SignalChanged:
    return SignalChanged(
        agent=AGENT,
        instrument=HELD.id,
        at_ns=START_NS + number,
        action=Action.BUY,
        confidence=HELD.tick,
        price=HELD.tick,
        started_at_ns=START_NS,
        repeats=1,
        needed=3,
    )


def measure(is_quick: bool) -> Iterator[Figure]:
    commits = 50 if is_quick else 300
    yield from _figures("", database, commits)
    yield from _figures(" on PostgreSQL", server_database, commits)


def _figures(where: str, opened: Opened, commits: int) -> Iterator[Figure]:
    alone, together, rows_per_s = asyncio.run(_measure(opened, commits))
    note = f"one caller, {ROWS} rows a commit, synced to the disk"
    yield Figure.told(f"journal commit{where}, p50", alone.p50 / MS, "ms", note=note)
    yield Figure.told(f"journal commit{where}, p99", alone.p99 / MS, "ms")
    note = f"{CALLERS} callers"
    row = f"G7 journal{where} under load, p99"
    yield Figure.at_most(row, together.p99, 50 * MS, "ms", scale=MS, note=note)
    yield Figure(
        row=f"G7 journal{where} under load, rows/s",
        value=f"{rows_per_s:,.0f} rows/s",
        wanted="≥ 50,000 rows/s",
        is_met=rows_per_s >= 50_000,
        note=note,
    )


async def _measure(opened: Opened, commits: int) -> tuple[Spread, Spread, float]:
    """Of one caller, of many at once, and the rows a second of those."""
    async with opened() as stored:
        load, watch = Load(stored), stopwatch()
        await load.begin()
        await load.commit(commits)
        alone, load.samples = Spread.of(load.samples), []
        began, each = watch(), max(commits // 15, 5)
        async with asyncio.TaskGroup() as group:
            for _ in range(CALLERS):
                group.create_task(load.commit(each))
        seconds = (watch() - began) / 1e9
    return alone, Spread.of(load.samples), CALLERS * each * ROWS / seconds


if __name__ == "__main__":
    run_section(measure)
