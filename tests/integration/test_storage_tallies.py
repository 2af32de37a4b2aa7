"""Sums of closed trades: any history, and a database that does not have them yet."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from analytics.trades import statistics_of, trade_statistics
from core.events import PositionClosed
from core.sums import sums_of
from core.types import Mode
from core.values import replace
from storage.schema import tallies
from storage.tallies import BY, NAMES, add_to_tallies, tally_rows
from tests.contract.test_storage_tallies import expected, trades, unit
from tests.integration.test_storage_files import change
from tests.storage_desk import ACCOUNT, deposit_unit, opened, result

MONEY = st.decimals(-(10**6), 10**6, places=8, allow_nan=False)
R = st.none() | st.decimals(-100, 100, places=2, allow_nan=False)
TRADES = st.lists(st.tuples(MONEY, R, st.sampled_from(["TREND", "GRID"])), max_size=40)


def closed(drawn: Sequence[tuple[Decimal, Decimal | None, str]]) -> list[PositionClosed]:
    plain = trades(len(drawn))
    return [
        replace(trade, strategy=strategy, result=replace(trade.result, net=net, r=r))
        for trade, (net, r, strategy) in zip(plain, drawn, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(TRADES)
def test_any_trades_add_up_to_what_a_plain_sum_says(
    drawn: list[tuple[Decimal, Decimal | None, str]],
) -> None:
    history, engine = closed(drawn), create_engine("sqlite+pysqlite://")
    with engine.begin() as on:
        tallies.create(on)
        for trade in history:
            on.execute(add_to_tallies("sqlite"), list(tally_rows(ACCOUNT, "USDT", NAMES[0], trade)))
        rows = on.execute(select(tallies).where(tallies.c.by == "strategy")).all()
    engine.dispose()
    found = {
        row.label: (row.trades, row.net, row.longest_wins, row.longest_losses, row.best, row.worst)
        for row in rows
    }
    for label, sums in expected(history, "strategy"):
        assert sums.best is not None
        assert sums.worst is not None
        money = [int(each * 10**8) for each in (sums.net, sums.best, sums.worst)]
        streaks = (sums.longest_wins, sums.longest_losses)
        assert found.pop(label) == (sums.trades, money[0], *streaks, *money[1:])
    assert found == {}


@settings(max_examples=60, deadline=None)
@given(TRADES)
def test_statistics_of_sums_are_those_of_the_trades(
    drawn: list[tuple[Decimal, Decimal | None, str]],
) -> None:
    history = closed(drawn)
    found = statistics_of(sums_of(trade.result for trade in history))
    nets = [trade.result.net for trade in history]
    assert found == trade_statistics(history)
    assert (found.trades, found.net) == (len(nets), sum(nets, Decimal(0)))
    assert found.wins == sum(net > 0 for net in nets)
    assert (found.best, found.worst) == (max(nets, default=None), min(nets, default=None))


async def _made(folder: Path) -> list[PositionClosed]:
    history = trades(50, seed=3)
    async with opened(folder) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(unit(*history))
    return history


@pytest.mark.parametrize(
    "older",
    [
        ("DROP TABLE tallies", "UPDATE alembic_version SET version_num = '0001'"),
        ("DELETE FROM tallies", "UPDATE settings SET value = '0' WHERE key = 'tallies'"),
    ],
)
async def test_a_database_without_sums_gets_them_from_its_journal(
    tmp_path: Path, older: tuple[str, ...]
) -> None:
    history = await _made(tmp_path)
    forget = () if "UPDATE settings" in older[1] else ("DELETE FROM settings WHERE key='tallies'",)
    change(tmp_path, *older, *forget)
    async with opened(tmp_path) as database:
        for by in BY:
            found = await database.tallies.sums(ACCOUNT, Mode.PAPER, by)
            assert list(found) == expected(history, by)


async def test_sums_go_on_from_where_they_were_filled(tmp_path: Path) -> None:
    history = await _made(tmp_path)
    change(tmp_path, "DELETE FROM tallies", "UPDATE settings SET value='0' WHERE key='tallies'")
    more = replace(history[0], result=replace(result("new"), net=Decimal(5)))
    async with opened(tmp_path) as database:
        await database.journal.commit(unit(more))
        ((_, found),) = await database.tallies.sums(ACCOUNT, Mode.PAPER, "")
    assert found == sums_of(trade.result for trade in [*history, more])


async def test_a_start_does_not_add_up_again_what_is_there(tmp_path: Path) -> None:
    await _made(tmp_path)
    change(tmp_path, "UPDATE tallies SET trades = 7 WHERE by = ''")
    async with opened(tmp_path) as database:
        ((_, found),) = await database.tallies.sums(ACCOUNT, Mode.PAPER, "")
    assert found.trades == 7
