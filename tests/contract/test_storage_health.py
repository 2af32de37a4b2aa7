"""What every database tells of itself, and what a note may owe."""

from core.codec import encode
from core.events import Fault
from core.ports import Owed
from core.ports.system import StoreProbe
from core.types import AccountId
from storage.database import Database
from tests.storage_desk import ACCOUNT, NOW_NS, USER, deposit_unit, note_unit

DESK = AccountId("desk")
FAULT = Fault(at_ns=NOW_NS, where="backup", detail="no space")
OWED = Owed(chat=USER, rank=0, name="fault", payload=encode(FAULT))


async def test_a_database_says_its_kind_its_size_and_what_is_owed(
    database: Database, database_url: str
) -> None:
    probe: StoreProbe = database.health
    await database.reader.note(DESK, FAULT, (OWED, OWED))
    told = await probe.health()
    assert told.kind == database_url.partition("+")[0]
    assert told.bytes > 10_000
    assert (told.owed, told.waiting) == (2, 0)
    assert told.answer_ms >= 0
    assert told.lag_ms >= 0


async def test_what_a_note_owes_is_due_until_it_is_sent(database: Database) -> None:
    await database.reader.note(DESK, FAULT, (OWED,))
    (row,) = await database.outbox.due(5)
    assert row.owed == OWED
    await database.outbox.sent(row.id, 7)
    assert (await database.health.health()).owed == 0


async def test_rows_of_the_account_beside_are_read_in_one_order(database: Database) -> None:
    await database.journal.commit(deposit_unit())
    await database.reader.note(DESK, FAULT)
    await database.journal.commit(note_unit())
    await database.reader.note(DESK, FAULT)

    rows = await database.reader.page(ACCOUNT, None, offset=0, limit=9, beside=DESK)

    assert [row.name for row in rows] == ["fault", "signal_ready", "fault", "paper_deposited"]
    assert await database.reader.count(ACCOUNT, ("fault",), beside=DESK) == 2
    assert await database.reader.count(ACCOUNT, ("fault",)) == 0
    assert await database.reader.one(ACCOUNT, rows[0].sequence) is None
    assert await database.reader.one(ACCOUNT, rows[0].sequence, beside=DESK) == rows[0]
