"""getUpdates: long polling, offsets, one poll at a time, and what people send."""

import asyncio

import httpx
import pytest

from tests.demo.api import CHAT, Api, button, keyboard


async def test_nothing_new_is_an_empty_list(api: Api) -> None:
    assert await api.updates() == []


async def test_a_poll_waits_for_the_first_update(api: Api) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(api.updates(timeout=20))
        await _until_polled(api)
        await api.control("say", text="/start now")
    (update,) = poll.result()
    assert update["message"]["text"] == "/start now"
    assert update["message"]["from"]["language_code"] == "en"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_a_poll_ends_when_its_time_is_over(api: Api) -> None:
    assert await api.updates(timeout=1) == []


async def test_updates_stay_until_an_offset_confirms_them(api: Api) -> None:
    for text in ("a", "b", "c"):
        await api.control("say", text=text)
    first, second, third = await api.updates()
    assert await api.updates() == [first, second, third]
    assert await api.updates(limit=1) == [first]
    assert await api.updates(offset=second["update_id"]) == [second, third]
    assert await api.updates() == [second, third]
    assert await api.updates(offset=-1) == [third]
    assert await api.updates(offset=third["update_id"] + 1) == []


async def test_a_second_poll_ends_the_first(api: Api) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(api.answer("getUpdates", timeout=20))
        await _until_polled(api)
        second = group.create_task(api.answer("getUpdates", timeout=20))
        refused = await first
        await api.control("say", text="hi")
    assert refused["error_code"] == 409
    assert refused["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    assert len(second.result()["result"]) == 1


async def test_a_poll_whose_bot_died_is_forgotten(api: Api) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await api.client.post("/bot42:demo/getUpdates", json={"timeout": 20}, timeout=0.3)
    await api.control("say", text="hi")
    assert len(await api.updates()) == 1


async def test_only_wanted_kinds_are_queued(api: Api) -> None:
    await api.updates(allowed_updates=["callback_query"])
    await api.control("say", text="unheard")
    assert await api.updates() == []
    await api.updates(allowed_updates=[])
    await api.control("say", text="heard")
    assert len(await api.updates()) == 1


async def test_rare_kinds_need_to_be_asked_for(api: Api) -> None:
    queued = await api.control("update", update={"message_reaction": {}})
    assert queued["update_id"] == 0
    await api.updates(allowed_updates=["message_reaction"])
    queued = await api.control("update", update={"message_reaction": {}})
    assert queued["update_id"] > 0


async def test_a_stranger_writes_and_can_be_answered(api: Api) -> None:
    assert await api.refusal("sendMessage", chat_id=666, text="x") == "Bad Request: chat not found"
    await api.control("say", user_id=666, text="let me in")
    (update,) = await api.updates()
    assert update["message"]["chat"]["id"] == 666
    await api.call("sendMessage", chat_id=666, text="no")
    theirs = (await api.control("messages", user_id=666))["messages"]
    assert [message["text"] for message in theirs] == ["let me in", "no"]
    assert (await api.control("messages"))["messages"] == []


async def test_any_update_can_be_put_in_the_queue(api: Api) -> None:
    stranger = {"id": 7, "is_bot": False, "first_name": "S"}
    group = {"id": -100500, "type": "supergroup", "title": "G"}
    edited = {"message_id": 3, "date": 1, "chat": group, "from": stranger, "text": "x"}
    await api.control("update", update={"edited_message": edited})
    await api.control("update", update={"inline_query": {"id": "1", "from": stranger}})
    first, second = await api.updates()
    assert first["edited_message"] == edited
    assert second["inline_query"]["from"] == stranger
    assert second["update_id"] == first["update_id"] + 1
    assert (await api.call("sendMessage", chat_id=-100500, text="hi"))["chat"] == group
    assert (await api.call("getChat", chat_id=7))["first_name"] == "S"


async def test_a_persons_name_and_language_come_with_updates(api: Api) -> None:
    await api.control("user", user_id=CHAT, first_name="Ann", language_code="ru", username="ann")
    await api.control("say", text="hi")
    (update,) = await api.updates()
    assert update["message"]["from"] == {
        "id": CHAT,
        "is_bot": False,
        "first_name": "Ann",
        "language_code": "ru",
        "username": "ann",
    }


async def test_a_webhook_is_never_set_and_pending_updates_can_be_dropped(api: Api) -> None:
    await api.control("say", text="hi")
    info = await api.call("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == ("", 1)
    await api.call("deleteWebhook", drop_pending_updates=True)
    assert await api.updates() == []


async def test_a_reset_empties_the_chat_and_keeps_counting(api: Api) -> None:
    sent = await api.send(reply_markup=keyboard([button("A")]))
    await api.control("press", label="A")
    (update,) = await api.updates()
    await api.control("reset")
    assert (await api.control("messages"))["messages"] == []
    assert await api.updates() == []
    await api.control("say", text="again")
    (later,) = await api.updates()
    assert later["update_id"] > update["update_id"]
    assert later["message"]["message_id"] > sent["message_id"]


async def _until_polled(api: Api) -> None:
    state = await api.control("status")
    while not state["is_bot_here"]:
        state = await api.control("wait", after=state["revision"], timeout_s=5)
        state = await api.control("status")
