"""What every store of users and of small values does."""

import asyncio

from core.money import Ppm
from core.ports import User
from core.trading import AlertSettings
from core.types import Access, UserId
from core.values import replace
from storage.database import Database
from tests.storage_desk import ACCOUNT

OWNER = User(
    id=UserId(2**40),
    access=Access.OWNER,
    account=ACCOUNT,
    language="ru",
    utc_offset_min=180,
    refresh_s=15,
    alerts=AlertSettings(signals_from=None, cooldown_s=0, high_at=Ppm(900_000)),
    name="Зоя",
)


async def test_a_user_comes_back_as_saved(database: Database) -> None:
    assert await database.users.get(OWNER.id) is None
    await database.users.save(OWNER)

    assert await database.users.get(OWNER.id) == OWNER


async def test_saving_again_replaces_the_user(database: Database) -> None:
    await database.users.save(OWNER)
    viewer = replace(OWNER, access=Access.VIEWER, language="en")
    await database.users.save(viewer)

    assert await database.users.all() == [viewer]


async def test_all_users_are_listed_by_id(database: Database) -> None:
    second = replace(OWNER, id=UserId(5))
    await database.users.save(OWNER)
    await database.users.save(second)

    assert await database.users.all() == [second, OWNER]


async def test_a_value_is_kept_until_it_is_deleted(database: Database) -> None:
    assert await database.kv.get("screen:42") is None
    await database.kv.put("screen:42", "17")
    await database.kv.put("screen:42", "18")
    assert await database.kv.get("screen:42") == "18"

    await database.kv.delete("screen:42")
    await database.kv.delete("screen:42")
    assert await database.kv.get("screen:42") is None


async def test_the_desks_settings_and_the_chats_values_do_not_mix(database: Database) -> None:
    await database.settings.put("anchor", "1")
    await database.kv.put("anchor", "2")

    assert await database.settings.get("anchor") == "1"
    assert await database.kv.get("anchor") == "2"


async def test_writes_of_one_key_that_come_together_keep_their_order(database: Database) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(database.kv.put("k", "first"))
        group.create_task(database.kv.delete("k"))
        group.create_task(database.kv.put("k", "last"))

    assert await database.kv.get("k") == "last"


async def test_a_removed_user_is_gone_and_removing_twice_is_nothing(database: Database) -> None:
    await database.users.save(OWNER)
    await database.users.remove(OWNER.id)
    await database.users.remove(OWNER.id)
    assert await database.users.all() == []
