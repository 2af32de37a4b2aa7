"""Sums of closed trades are those of the trades, on every database."""

import asyncio
import random
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from core.errors import StorageError
from core.events import PositionClosed
from core.ports import Unit
from core.sums import TradeSums, sums_of
from core.types import HOUR_NS, ExitReason, Mode, Side
from core.values import replace
from storage.database import Database
from storage.tallies import BY
from tests.storage_desk import ACCOUNT, NOW_NS, account, closed_record, deposit_unit, entry, result

NETS = ("19.98", "-7.00000001", "0", "3.5", "0.00000001", "-250", "12", "12")


def trades(count: int, seed: int = 1) -> list[PositionClosed]:
    """Winners, losers and trades that came to nothing, of two strategies on two symbols."""
    draw = random.Random(seed)
    return [_trade(number, draw) for number in range(count)]


def _trade(number: int, draw: random.Random) -> PositionClosed:
    net = Decimal(draw.choice(NETS))
    own = replace(
        result(f"t{number}"),
        net=net,
        gross=net + Decimal("30.02"),
        side=draw.choice(list(Side)),
        reason=draw.choice([ExitReason.STOP_LOSS, ExitReason.TAKE_PROFIT, ExitReason.FLIP]),
        opened_at_ns=NOW_NS,
        closed_at_ns=NOW_NS + draw.randrange(HOUR_NS),
        r=draw.choice([None, Decimal("-1.00"), Decimal("0.33"), Decimal("1.97")]),
    )
    return replace(
        closed_record(),
        strategy=draw.choice(["TREND", "GRID"]),
        title=draw.choice(["BTC/USDT", "ETH/USDT"]),
        result=own,
    )


def unit(*records: PositionClosed) -> Unit:
    return Unit(account=account(), wall_ns=NOW_NS, records=records)


def expected(closed: Sequence[PositionClosed], by: str) -> list[tuple[str, TradeSums]]:
    rows = sorted(closed, key=BY[by])
    return [
        (label, sums_of(trade.result for trade in group))
        for label, group in groupby(rows, key=BY[by])
    ]


async def test_sums_are_those_of_the_trades(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    closed = trades(120)
    for number in range(0, 120, 3):
        await database.journal.commit(unit(*closed[number : number + 3]))
    for by in BY:
        assert list(await database.tallies.sums(ACCOUNT, Mode.PAPER, by)) == expected(closed, by)


async def test_many_commits_at_once_add_up(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    closed = trades(60, seed=2)
    async with asyncio.TaskGroup() as group:
        for trade in closed:
            group.create_task(database.journal.commit(unit(trade)))
    ((_, found),) = await database.tallies.sums(ACCOUNT, Mode.PAPER, "")
    plain = sums_of(trade.result for trade in closed)
    assert (found.trades, found.net, found.r) == (plain.trades, plain.net, plain.r)


async def test_a_unit_that_is_refused_adds_nothing(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    wrong = replace(unit(closed_record()), ledger=(entry("fee", -1, 5),))
    try:
        await database.journal.commit(wrong)
    except StorageError:
        pass
    else:
        raise AssertionError("the wallet does not fit, yet the unit was written")
    assert await database.tallies.sums(ACCOUNT, Mode.PAPER, "") == ()


async def test_paper_is_not_added_to_live(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(unit(closed_record()))
    assert await database.tallies.sums(ACCOUNT, Mode.LIVE, "") == ()
