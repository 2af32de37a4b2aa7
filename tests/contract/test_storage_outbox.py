"""What every outbox does: nothing owed is lost, nothing sent is owed again."""

from core.ports import Owed
from core.types import UserId
from core.values import replace
from storage.database import Database
from tests.storage_desk import NOW_NS, USER, deposit_unit, note_unit, owed


async def owe(database: Database, *messages: Owed) -> None:
    await database.journal.commit(deposit_unit())
    await database.journal.commit(replace(note_unit(), owed=messages, wall_ns=NOW_NS + 3))


async def test_what_is_owed_comes_back_as_it_was(database: Database) -> None:
    message = replace(owed(payload='{"a":"б"}'), is_silent=True)
    await owe(database, message)

    (row,) = await database.outbox.due(10)

    assert (row.owed, row.tries, row.made_ns) == (message, 0, NOW_NS + 3)


async def test_the_lowest_rank_leaves_first_then_the_oldest(database: Database) -> None:
    await owe(database, owed(2, payload="a"), owed(0, payload="b"), owed(2, payload="c"))

    assert [row.owed.payload for row in await database.outbox.due(10)] == ["b", "a", "c"]
    assert [row.owed.payload for row in await database.outbox.due(2)] == ["b", "a"]


async def test_an_attempt_is_known_before_its_answer(database: Database) -> None:
    await owe(database, owed())
    (row,) = await database.outbox.due(1)
    await database.outbox.trying(row.id)
    await database.outbox.trying(row.id)

    (again,) = await database.outbox.due(1)
    assert (again.id, again.tries) == (row.id, 2)


async def test_what_was_sent_or_given_up_is_no_longer_due(database: Database) -> None:
    await owe(database, owed(payload="a"), owed(payload="b"), owed(payload="c"))
    first, second, third = await database.outbox.due(10)
    await database.outbox.trying(first.id)
    await database.outbox.sent(first.id, 501)
    await database.outbox.failed(second.id, "the chat blocked the bot")

    assert [row.id for row in await database.outbox.due(10)] == [third.id]


async def test_a_thread_is_opened_by_its_first_message_that_was_sent(database: Database) -> None:
    await owe(database, owed(thread="t1"), owed(thread="t1"), owed(thread="t1"), owed(thread="t2"))
    first, second, third, other = await database.outbox.due(10)
    assert await database.outbox.first_message(USER, "t1") is None

    await database.outbox.failed(first.id, "gone")
    await database.outbox.sent(third.id, 503)
    await database.outbox.sent(other.id, 600)
    assert await database.outbox.first_message(USER, "t1") == 503

    await database.outbox.sent(second.id, 502)
    assert await database.outbox.first_message(USER, "t1") == 502
    assert await database.outbox.first_message(UserId(7), "t1") is None
