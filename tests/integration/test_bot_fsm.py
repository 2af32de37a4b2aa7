"""Conversation states over a key-value store."""

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.fsm import KeyValueStorage
from bot.states import Typing
from core.errors import StorageError
from tests.fake_chat import FakeValues

KEY = StorageKey(bot_id=42, chat_id=7, user_id=7)


async def test_a_state_and_its_data_survive_a_restart() -> None:
    values = FakeValues()
    before = KeyValueStorage(values)
    await before.set_data(KEY, {"setting": "risk"})
    await before.set_state(KEY, Typing.risk)
    after = KeyValueStorage(values)
    assert await after.get_state(KEY) == Typing.risk.state
    assert await after.get_data(KEY) == {"setting": "risk"}


async def test_conversations_are_apart() -> None:
    storage = KeyValueStorage(FakeValues())
    await storage.set_state(KEY, Typing.risk)
    for other in (
        StorageKey(bot_id=42, chat_id=7, user_id=8),
        StorageKey(bot_id=42, chat_id=8, user_id=7),
        StorageKey(bot_id=43, chat_id=7, user_id=7),
        StorageKey(bot_id=42, chat_id=7, user_id=7, thread_id=1),
    ):
        assert await storage.get_state(other) is None


async def test_a_conversation_that_ended_leaves_nothing() -> None:
    values = FakeValues()
    storage = KeyValueStorage(values)
    await storage.set_data(KEY, {"setting": "risk"})
    await storage.set_state(KEY, Typing.risk)
    await storage.set_state(KEY)
    await storage.set_data(KEY, {})
    assert values.values == {}


@pytest.mark.parametrize("stored", ["", "{", "[]", '{"state": null}', '{"state": 1, "data": 5}'])
async def test_a_corrupt_conversation_starts_anew(stored: str) -> None:
    values = FakeValues()
    storage = KeyValueStorage(values)
    await storage.set_state(KEY, Typing.risk)
    (name,) = values.values
    values.values[name] = stored
    after = KeyValueStorage(values)
    assert await after.get_state(KEY) is None
    assert await after.get_data(KEY) == {}


async def test_what_was_handed_out_changes_nothing_stored() -> None:
    storage = KeyValueStorage(FakeValues())
    await storage.set_data(KEY, {"setting": "risk"})
    (await storage.get_data(KEY))["setting"] = "other"
    assert await storage.get_data(KEY) == {"setting": "risk"}


async def test_a_state_that_cannot_be_kept_is_not_taken_on() -> None:
    values = FakeValues()
    storage = KeyValueStorage(values)
    values.is_broken = True
    with pytest.raises(StorageError):
        await storage.set_state(KEY, Typing.risk)
    assert await storage.get_state(KEY) is None
