"""A database stands behind the ports of `core.ports`; the type checker is half of this test."""

from core.ports import Journal, JournalReader, KeyValue, Outbox, Users
from storage.database import Database
from tests.storage_desk import ACCOUNT, USER, deposit_unit, note_unit


async def test_a_database_is_used_through_the_ports_alone(database: Database) -> None:
    journal: Journal = database.journal
    reader: JournalReader = database.reader
    outbox: Outbox = database.outbox
    users: Users = database.users
    values: tuple[KeyValue, KeyValue] = (database.kv, database.settings)

    await journal.commit(deposit_unit())
    await journal.commit(note_unit())

    assert await reader.count(ACCOUNT, None) == 2
    assert list(await outbox.due(5)) == []
    assert await users.get(USER) is None
    assert [await value.get("nothing") for value in values] == [None, None]
