"""Statistics of a million closed trades, and the newest of them, as the screens ask for them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, create_engine, delete, insert, update

from analytics.desk import TradeAnalyst
from bench.account import AGENT, BALANCE, opening
from bench.figure import Figure, Spread, run_section
from bench.stored import database_in
from bench.wire import HELD
from core.clock import stopwatch
from core.codec import decode
from core.events import PositionClosed, TradeResult, event_name
from core.money import Money
from core.ports import Unit
from core.trading import LedgerEntry
from core.types import DAY_NS, MINUTE_NS, ExitReason, Mode, Side
from core.values import replace
from storage.chain import LINKED, Entry, Head, link
from storage.database import Database
from storage.prepared import append_many
from storage.schema import journal, settings
from storage.tallies import NOTE
from storage.units import entry_of
from storage.writing import HEAD, head_text, read_head

TRADES, QUICK_TRADES = 1_000_000, 50_000
CHUNK = 10_000
ASKED = 300
START_NS = 18_000 * DAY_NS
STRATEGIES = tuple(f"STRATEGY {number}" for number in range(10))
ACCOUNT = opening(HELD, START_NS).account.id
NAME = event_name(PositionClosed, Mode.PAPER)
MS = 1e6


def measure(is_quick: bool) -> Iterator[Figure]:
    count = QUICK_TRADES if is_quick else TRADES
    with TemporaryDirectory() as name:
        folder = Path(name)
        asyncio.run(_begin(folder))
        _fill(folder, count)
        summing_s, grouped, newest = asyncio.run(_measure(folder, count))
    note = f"{count:,} trades of {len(STRATEGIES)} strategies"
    row = "G8 statistics by strategy over 1 M trades, p99"
    yield Figure.at_most(row, grouped.p99, 5 * MS, "ms", scale=MS, note=note)
    row = "G8 last 20 of 1 M trades, p99"
    yield Figure.at_most(row, newest.p99, 2 * MS, "ms", scale=MS, note=f"p50 {newest.p50 / MS:.2f}")
    yield Figure.told("Sums of 1 M trades from their journal, once", summing_s, "s", note=note)


async def _begin(folder: Path) -> None:
    async with database_in(folder) as opened:
        await opened.journal.register([HELD])
        deposit = LedgerEntry(
            account=ACCOUNT,
            agent=AGENT,
            at_ns=START_NS,
            kind="deposit",
            asset=HELD.settle,
            amount=Money(BALANCE),
            wallet=Money(BALANCE),
            reference="start",
        )
        account = opening(HELD, START_NS).account
        await opened.journal.commit(Unit(account=account, wall_ns=START_NS, ledger=(deposit,)))


def _fill(folder: Path, count: int) -> None:
    """Writes the trades as a desk would have, but for their sums: those it makes at its start."""
    engine = create_engine(f"sqlite+pysqlite:///{folder}/dzentra.db")
    with engine.connect() as on:
        head = read_head(on)
        for first in range(0, count, CHUNK):
            head = _write(on, head, [_entry(first + number) for number in range(CHUNK)])
        with on.begin():
            on.execute(delete(settings).where(settings.c.key == NOTE))
    engine.dispose()


def _write(on: Connection, head: Head, entries: list[Entry]) -> Head:
    head, rows = link(head, entries)
    with on.begin():
        append_many(on, journal, LINKED, rows)
        noted = {"key": HEAD, "value": head_text(head)}
        if not on.execute(update(settings).where(settings.c.key == HEAD), noted).rowcount:
            on.execute(insert(settings), noted)
    return head


def _entry(number: int) -> Entry:
    trade = replace(_TRADE, strategy=STRATEGIES[number % 10], result=_result(number))
    return entry_of(trade, ACCOUNT, NAME, START_NS + number)


def _result(number: int) -> TradeResult:
    net = Decimal(number % 97 - 48)
    closed_ns = START_NS + number * MINUTE_NS
    return TradeResult(
        trade_id=f"{AGENT}-{number:06}",
        side=Side.LONG if number % 2 else Side.SHORT,
        leverage=2,
        qty=Decimal("0.01"),
        entry=Decimal(60_000),
        exit=Decimal(60_100),
        gross=net + 1,
        fees=Decimal(1),
        funding=Decimal(0),
        net=net,
        reason=ExitReason.TAKE_PROFIT if net > 0 else ExitReason.STOP_LOSS,
        opened_at_ns=closed_ns - 5 * MINUTE_NS,
        closed_at_ns=closed_ns,
        r=net / 10,
    )


_TRADE = PositionClosed(
    agent=AGENT,
    instrument=HELD.id,
    at_ns=START_NS,
    title=HELD.title,
    strategy=STRATEGIES[0],
    result=_result(1),
)


async def _measure(folder: Path, count: int) -> tuple[float, Spread, Spread]:
    watch = stopwatch()
    began = watch()
    async with database_in(folder) as opened:
        opening_s = (watch() - began) / 1e9
        analyst = TradeAnalyst()

        async def grouped() -> int:
            sums = await opened.tallies.sums(ACCOUNT, Mode.PAPER, "strategy")
            return sum(analyst.of_sums(each).trades for _, each in sums)

        async def newest() -> int:
            return await _newest(opened)

        if await grouped() != count or await newest() != 20:
            raise AssertionError("the trades are not all there")
        return opening_s, await _asked(grouped), await _asked(newest)


async def _newest(opened: Database) -> int:
    rows = await opened.reader.page(ACCOUNT, (NAME,), offset=0, limit=20)
    return len([decode(PositionClosed, row.payload) for row in rows])


async def _asked(question: Callable[[], Awaitable[int]]) -> Spread:
    watch, samples = stopwatch(), list[float]()
    for _ in range(ASKED):
        began = watch()
        await question()
        samples.append(watch() - began)
    return Spread.of(samples)


if __name__ == "__main__":
    run_section(measure)
