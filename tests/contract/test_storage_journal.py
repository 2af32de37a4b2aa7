"""What every journal does: all of a unit or nothing of it, and the same values back."""

import asyncio
import dataclasses
from collections.abc import Callable
from decimal import Decimal

import pytest

from core.errors import StorageError
from core.events import Audit, Deposited
from core.money import Money, Ppm, Steps, Ticks
from core.ports import Snapshot, Unit
from core.trading import ExitPlan, Limit, Target, Trail, TrailKind
from core.types import AccountId, ClientId, InstrumentId, OrderKind, OrderState
from core.values import replace
from storage.database import Database
from storage.prepared import TOGETHER
from tests.storage_desk import (
    ACCOUNT,
    AGENT,
    BTC,
    DEPOSIT,
    FEE,
    NOW_NS,
    account,
    agent,
    deposit_unit,
    entry,
    entry_unit,
    fill,
    note_unit,
    order,
    position,
)


async def test_a_runtime_is_rebuilt_from_the_last_commit(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(entry_unit())

    assert await database.journal.load(ACCOUNT) == Snapshot(
        account=account(DEPOSIT - FEE),
        agents=(agent(),),
        positions=(position(),),
        orders=(order(2),),
        broker='{"seed":1}',
    )


async def test_an_account_that_never_committed_has_no_snapshot(database: Database) -> None:
    assert await database.journal.load(AccountId("nobody")) is None


async def test_accounts_are_listed_and_kept_apart(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(entry_unit())
    other = AccountId("7:PAPER")
    await database.journal.commit(deposit_unit(id=other))

    assert await database.journal.accounts() == [ACCOUNT, other]
    assert await database.journal.load(other) == Snapshot(account=account(id=other))


async def test_a_closed_position_and_an_ended_order_are_gone(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(entry_unit())
    await database.journal.commit(
        Unit(
            account=account(DEPOSIT - FEE),
            wall_ns=NOW_NS,
            closed=((AGENT, BTC.id),),
            orders=(order(2, state=OrderState.CANCELLED),),
        )
    )

    snapshot = await database.journal.load(ACCOUNT)
    assert snapshot is not None
    assert (snapshot.positions, snapshot.orders) == ((), ())


async def test_a_removed_agent_is_gone_and_its_rows_stay(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(entry_unit())
    before = await database.reader.count(ACCOUNT, None)
    await database.journal.commit(
        Unit(account=account(DEPOSIT - FEE), wall_ns=NOW_NS, removed=(AGENT,))
    )

    snapshot = await database.journal.load(ACCOUNT)

    assert snapshot is not None
    assert snapshot.agents == ()
    assert await database.reader.count(ACCOUNT, None) == before


async def test_an_order_keeps_its_plan_its_partner_and_what_became_of_it(
    database: Database,
) -> None:
    share = Ppm(1_000_000)
    plan = ExitPlan(
        stop_loss=Limit.percent("1"),
        targets=(Target(distance=Limit.usd("120.5"), share=share),),
        trail=Trail(kind=TrailKind.BELOW_HIGHEST, distance=Limit.percent("0.5")),
        time_stop_s=60,
    )
    bare = order(2, state=OrderState.PARTIAL)
    resting = replace(
        bare,
        order=replace(
            bare.order,
            kind=OrderKind.STOP_LIMIT,
            limit=Ticks(1000),
            trigger=Ticks(1001),
            exits=plan,
            partner=ClientId("a1-3"),
            replaces=ClientId("a1-1"),
            trail=Limit.percent("2"),
            holding=Steps(9),
            is_manual=True,
        ),
        filled=Steps(3),
        shrunk=Steps(2),
        parts=2,
        is_ending=True,
        reason="by_user",
        best=1010,
        level=990,
        trade_id="a1-1",
    )
    await database.journal.commit(deposit_unit())
    await database.journal.commit(replace(entry_unit(), orders=(resting,)))

    snapshot = await database.journal.load(ACCOUNT)

    assert snapshot is not None
    assert snapshot.orders == (resting,)


async def test_the_broker_keeps_its_state_when_a_unit_does_not_change_it(
    database: Database,
) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(replace(note_unit(), broker="first"))
    await database.journal.commit(note_unit())

    snapshot = await database.journal.load(ACCOUNT)
    assert snapshot is not None
    assert snapshot.broker == "first"


async def test_units_that_come_together_leave_the_last_word(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    grown = replace(position(), qty=Steps(700))
    units = [
        replace(note_unit(), positions=(position(),)),
        replace(note_unit(), closed=((AGENT, BTC.id),)),
        replace(note_unit(), positions=(grown,)),
    ]
    async with asyncio.TaskGroup() as group:
        for unit in units:
            group.create_task(database.journal.commit(unit))

    snapshot = await database.journal.load(ACCOUNT)
    assert snapshot is not None
    assert snapshot.positions == (grown,)


async def test_a_fill_cannot_be_booked_twice(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(entry_unit())
    rows = await database.reader.count(ACCOUNT, None)
    again = replace(note_unit(), records=(fill(),), broker="after", agents=(agent(),))

    with pytest.raises(StorageError):
        await database.journal.commit(again)

    assert await database.reader.count(ACCOUNT, None) == rows
    snapshot = await database.journal.load(ACCOUNT)
    assert snapshot is not None
    assert snapshot.broker == '{"seed":1}'


async def test_the_same_fill_id_of_another_order_is_another_fill(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    first, second = fill(1), replace(fill(2), fill_id="f1")
    await database.journal.commit(replace(note_unit(), records=(first, second)))

    assert await database.reader.count(ACCOUNT, ["paper_fill_booked"]) == 2


async def test_a_unit_that_started_from_another_wallet_is_refused(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(entry_unit())
    stale = replace(note_unit(), account=account(DEPOSIT - 1), ledger=(entry("fee", -1, DEPOSIT),))

    with pytest.raises(StorageError, match="wallet of account"):
        await database.journal.commit(stale)

    snapshot = await database.journal.load(ACCOUNT)
    assert snapshot is not None
    assert snapshot.account.wallet == DEPOSIT - FEE


async def test_wallets_that_follow_one_another_in_one_group_are_joined(
    database: Database,
) -> None:
    await database.journal.commit(deposit_unit())
    units = [
        replace(
            note_unit(at),
            account=account(DEPOSIT - at),
            ledger=(entry("fee", -1, DEPOSIT - at, f"f{at}"),),
        )
        for at in range(1, 50)
    ]
    async with asyncio.TaskGroup() as group:
        for unit in units:
            group.create_task(database.journal.commit(unit))

    snapshot = await database.journal.load(ACCOUNT)
    assert snapshot is not None
    assert snapshot.account.wallet == DEPOSIT - 49


def _unregistered(unit: Unit) -> Unit:
    return replace(unit, positions=(replace(position(), instrument=InstrumentId("sim:X")),))


def _half_a_character(unit: Unit) -> Unit:
    return replace(unit, records=(Audit(at_ns=NOW_NS, user=1, what="stranger", detail="\ud800"),))


def _a_time_past_64_bits(unit: Unit) -> Unit:
    return replace(unit, wall_ns=2**70)


def _a_fill_of_nowhere(unit: Unit) -> Unit:
    return replace(unit, records=(replace(fill(), instrument=InstrumentId("sim:X")),))


@pytest.mark.parametrize(
    "spoil", [_unregistered, _half_a_character, _a_time_past_64_bits, _a_fill_of_nowhere]
)
async def test_a_unit_that_cannot_be_written_is_refused_whole(
    database: Database, spoil: Callable[[Unit], Unit]
) -> None:
    await database.journal.commit(deposit_unit())

    with pytest.raises(StorageError):
        await database.journal.commit(spoil(replace(note_unit(), broker="spoilt")))

    assert await database.reader.count(ACCOUNT, None) == 1
    snapshot = await database.journal.load(ACCOUNT)
    assert snapshot == Snapshot(account=account())


async def test_instruments_are_remembered_as_they_were_last_registered(
    database: Database,
) -> None:
    finer = dataclasses.replace(BTC, tick=Decimal("0.01"))
    await database.journal.register([finer])

    assert finer in await database.journal.instruments()
    assert BTC not in await database.journal.instruments()


async def test_more_rows_than_go_together_keep_their_order(database: Database) -> None:
    number = 2 * TOGETHER + 3
    records = tuple(Deposited(at_ns=at, amount=Decimal(at)) for at in range(number))
    await database.journal.commit(replace(deposit_unit(), records=records))

    rows = await database.reader.page(ACCOUNT, None, offset=0, limit=number + 1)
    assert [row.at_ns for row in rows] == list(reversed(range(number)))
    assert [row.sequence for row in rows] == list(range(number, 0, -1))


async def test_an_instrument_that_is_known_as_it_is_is_not_written_again(
    database: Database,
) -> None:
    commits = database.writer.commits
    await database.journal.register([BTC])

    assert database.writer.commits == commits
    await database.journal.register([dataclasses.replace(BTC, min_notional=Money(7))])
    assert database.writer.commits == commits + 1


async def test_registering_nothing_waits_until_what_was_decided_is_durable(
    database: Database,
) -> None:
    commits = database.writer.commits
    await database.journal.register([])

    assert database.writer.commits == commits + 1


async def test_what_is_held_is_what_has_a_position_or_an_open_order(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    assert await database.journal.held() == frozenset()
    await database.journal.commit(entry_unit())
    assert await database.journal.held() == {BTC.id}


async def test_other_units_leave_no_price_that_orders_were_laid_out_by(database: Database) -> None:
    laid = replace(agent(), anchor=Ticks(70_000))
    await database.journal.commit(replace(deposit_unit(), agents=(laid,)))
    await database.journal.register([dataclasses.replace(BTC, min_notional=Money(7))])
    found = await database.journal.load(ACCOUNT)
    assert found is not None
    assert found.agents[0].anchor == 70_000
    await database.journal.register([dataclasses.replace(BTC, tick=BTC.tick * 10)])
    found = await database.journal.load(ACCOUNT)
    assert found is not None
    assert found.agents[0].anchor is None


async def test_amounts_of_any_size_come_back_exactly(database: Database) -> None:
    huge = Money(10**17 + 1)
    first = replace(account(huge), deposits=huge)
    await database.journal.commit(
        Unit(account=first, wall_ns=NOW_NS, ledger=(entry("deposit", huge, huge),))
    )

    snapshot = await database.journal.load(ACCOUNT)
    assert snapshot is not None
    assert snapshot.account == first
