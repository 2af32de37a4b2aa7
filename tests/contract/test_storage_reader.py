"""What every journal tells when it is read back."""

from decimal import Decimal

import pytest

from core.codec import decode, encode
from core.errors import StorageError
from core.events import (
    Audit,
    Deposited,
    Fault,
    FlipLeftFlat,
    PositionFlipped,
    SignalReady,
    TradeHidden,
)
from core.ports import Owed
from core.types import AccountId, Side, UserId
from core.values import replace
from storage.database import Database
from tests.storage_desk import (
    ACCOUNT,
    AGENT,
    BTC,
    NOW_NS,
    closed_record,
    deposit_unit,
    entry_unit,
    note_unit,
    opened_record,
    result,
    signal,
)

DESK = AccountId("")


async def test_rows_carry_the_record_and_both_times(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(replace(note_unit(), wall_ns=NOW_NS + 9))

    (row,) = await database.reader.page(ACCOUNT, ["signal_ready"], offset=0, limit=5)

    assert (row.account, row.agent, row.instrument) == (ACCOUNT, AGENT, BTC.id)
    assert (row.at_ns, row.wall_ns) == (NOW_NS, NOW_NS + 9)
    assert decode(SignalReady, row.payload) == signal()


async def test_records_of_money_are_named_with_the_mode(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(entry_unit())

    rows = await database.reader.page(ACCOUNT, None, offset=0, limit=10)

    assert [row.name for row in rows] == [
        "paper_position_opened",
        "paper_fill_booked",
        "signal_ready",
        "paper_deposited",
    ]


async def test_pages_are_newest_first_and_end(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    for number in range(7):
        await database.journal.commit(note_unit(number))

    names = ["signal_ready", "never_written"]
    first = await database.reader.page(ACCOUNT, names, offset=0, limit=3)
    last = await database.reader.page(ACCOUNT, names, offset=6, limit=3)
    past = await database.reader.page(ACCOUNT, names, offset=7, limit=3)

    assert [row.at_ns - NOW_NS for row in (*first, *last)] == [6, 5, 4, 0]
    assert list(past) == []


@pytest.mark.parametrize(
    ("names", "count"),
    [(None, 4), (["signal_ready"], 1), (["signal_ready", "paper_deposited"], 2), ([], 0)],
)
async def test_rows_are_counted_by_name(
    database: Database, names: list[str] | None, count: int
) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(entry_unit())

    assert await database.reader.count(ACCOUNT, names) == count
    assert await database.reader.count(AccountId("other"), names) == 0


async def test_a_row_of_another_account_is_not_given(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    (row,) = await database.reader.page(ACCOUNT, None, offset=0, limit=1)

    assert await database.reader.one(ACCOUNT, row.sequence) == row
    assert await database.reader.one(AccountId("other"), row.sequence) is None
    assert await database.reader.one(ACCOUNT, row.sequence + 1) is None


async def test_a_flip_belongs_to_the_trade_it_closed_and_the_one_it_opened(
    database: Database,
) -> None:
    flipped = PositionFlipped(
        agent=AGENT,
        instrument=BTC.id,
        at_ns=NOW_NS,
        title="BTC/USDT",
        closed=result("t1"),
        opened=Side.SHORT,
        trade_id="t2",
        qty=Decimal("0.5"),
        entry=Decimal(60_000),
        leverage=2,
    )
    await database.journal.commit(deposit_unit())
    records = (opened_record("t1"), flipped, closed_record("t2"), opened_record("t3"))
    await database.journal.commit(replace(note_unit(), records=records))

    async def names(trade_id: str) -> list[str]:
        return [row.name for row in await database.reader.of_trade(ACCOUNT, trade_id)]

    assert await names("t1") == ["paper_position_flipped", "paper_position_opened"]
    assert await names("t2") == ["paper_position_closed", "paper_position_flipped"]
    assert await names("t9") == []
    assert list(await database.reader.of_trade(AccountId("other"), "t1")) == []


async def test_a_flip_that_stayed_flat_belongs_to_the_trade_it_closed(
    database: Database,
) -> None:
    flat = FlipLeftFlat(at_ns=NOW_NS, title="BTC/USDT", closed=result("t1"), reason="MARGIN_LIMIT")
    await database.journal.commit(deposit_unit())
    await database.journal.commit(replace(note_unit(), records=(flat,)))

    (row,) = await database.reader.of_trade(ACCOUNT, "t1")
    assert row.name == "paper_flip_left_flat"


async def test_a_note_joins_the_journal_at_the_desks_time(database: Database) -> None:
    stranger = Audit(at_ns=NOW_NS - 5, user=99, what="stranger", detail="/start")
    await database.reader.note(DESK, stranger)
    await database.reader.note(ACCOUNT, Fault(at_ns=NOW_NS, where="chart"))

    (row,) = await database.reader.page(DESK, ["audit"], offset=0, limit=5)
    assert (row.at_ns, row.wall_ns, row.payload) == (NOW_NS - 5, NOW_NS, encode(stranger))
    assert await database.reader.count(ACCOUNT, ["fault"]) == 1


async def test_a_record_of_money_is_no_note(database: Database) -> None:
    with pytest.raises(StorageError, match="position_opened"):
        await database.reader.note(ACCOUNT, opened_record())


async def test_rows_of_one_agent_after_a_number(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(note_unit(1))
    await database.journal.commit(entry_unit())
    of_agent = await database.reader.page(ACCOUNT, None, offset=0, limit=10, agent=AGENT)
    assert {row.agent for row in of_agent} == {AGENT}
    oldest = of_agent[-1].sequence
    newer = await database.reader.page(ACCOUNT, None, offset=0, limit=10, agent=AGENT, after=oldest)
    assert [row.sequence for row in newer] == [row.sequence for row in of_agent[:-1]]
    assert await database.reader.count(ACCOUNT, None, agent=AGENT, after=oldest) == len(newer)


async def test_what_was_noted_of_a_trade_belongs_to_it(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.reader.note(ACCOUNT, TradeHidden(at_ns=NOW_NS, trade_id="t9", is_hidden=True))
    (row,) = await database.reader.of_trade(ACCOUNT, "t9")
    assert row.name == "trade_hidden"


async def test_a_note_keeps_small_values_with_it_or_not_at_all(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    owed = Owed(chat=UserId(42), rank=1, name="fault", payload="{}")
    fault = Fault(at_ns=NOW_NS, where="x")
    await database.reader.note(ACCOUNT, fault, [owed], keep={"alarms:42": "one"})
    assert await database.kv.get("alarms:42") == "one"
    assert [row.owed for row in await database.outbox.due(5)] == [owed]
    deposited = Deposited(at_ns=NOW_NS, amount=Decimal(1))
    with pytest.raises(StorageError):
        await database.reader.note(ACCOUNT, deposited, keep={"alarms:42": "two"})
    assert await database.kv.get("alarms:42") == "one"
