"""What the chat page hears and says, without a browser."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from demo.hub import KEPT, Hub
from tests.demo.api import CHAT, Api, button, keyboard


class Stream:
    """The page's events, one after another."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self.last = ""

    async def next(self) -> tuple[str, Any]:
        event: dict[str, str] = {}
        async for line in self._lines:
            if not line and "event" in event:
                self.last = event["id"]
                return event["event"], json.loads(event["data"])
            name, _, value = line.partition(": ")
            event[name] = value
        raise AssertionError("the stream ended")

    async def until(self, name: str) -> Any:
        while True:
            found, data = await self.next()
            if found == name:
                return data


@asynccontextmanager
async def listening(api: Api, last: str = "") -> AsyncIterator[Stream]:
    headers = {"Last-Event-ID": last} if last else {}
    async with api.client.stream("GET", "/events", headers=headers) as response:
        assert response.headers["content-type"] == "text/event-stream"
        yield Stream(response.aiter_lines())


async def test_a_page_starts_with_a_snapshot(api: Api) -> None:
    await api.call("setMyDescription", description="A desk")
    await api.send("hi", disable_notification=True)
    async with listening(api) as stream:
        name, data = await stream.next()
    assert name == "snapshot"
    assert data["profile"]["description"] == "A desk"
    assert data["profile"]["language"] == "en"
    assert data["is_bot_here"] is False
    (kept,) = data["history"]["messages"]
    assert (kept["message"]["text"], kept["silent"]) == ("hi", True)


async def test_a_page_hears_what_happens_in_its_chat_alone(api: Api) -> None:
    async with listening(api) as stream:
        await stream.next()
        await api.control("say", user_id=666, text="not for you")
        sent = await api.send("hi", reply_markup=keyboard([button("A")]))
        assert (await stream.until("message"))["message"]["text"] == "hi"
        await api.call("sendChatAction", chat_id=CHAT, action="typing")
        assert await stream.until("action") == "typing"
        query_id = (await api.control("press", label="A"))["query_id"]
        assert (await stream.until("press"))["data"] == "v1:A"
        await api.call("answerCallbackQuery", callback_query_id=query_id, text="ok")
        assert (await stream.until("answer"))["text"] == "ok"
        await api.call("deleteMessage", chat_id=CHAT, message_id=sent["message_id"])
        assert await stream.until("deleted") == [sent["message_id"]]
        await api.updates()
        assert await stream.until("presence") is True
        assert await stream.until("presence") is False


async def test_a_page_that_lost_its_line_misses_nothing(api: Api) -> None:
    async with listening(api) as stream:
        await stream.next()
        await api.send("heard")
        await stream.until("message")
        last = stream.last
    await api.send("missed")
    async with listening(api, last) as stream:
        name, data = await stream.next()
    assert (name, data["message"]["text"]) == ("message", "missed")


async def test_a_page_from_another_run_gets_a_snapshot(api: Api) -> None:
    for last in ("1-1", "nonsense", f"{10**15}-5"):
        async with listening(api, last) as stream:
            assert (await stream.next())[0] == "snapshot"


def test_events_that_were_forgotten_are_not_pretended() -> None:
    hub = Hub(1)
    for number in range(KEPT + 5):
        hub.publish("message", number)
    assert hub.since(3) is None
    assert hub.since(KEPT + 6) is None
    assert hub.since(KEPT + 5) == []
    assert [event.number for event in hub.since(KEPT + 3) or []] == [KEPT + 4, KEPT + 5]


async def test_older_messages_come_by_pages(api: Api) -> None:
    ids = [(await api.send(str(number)))["message_id"] for number in range(70)]
    newest = (await api.client.get("/page/history")).json()
    assert [kept["message"]["message_id"] for kept in newest["messages"]] == ids[-60:]
    assert newest["has_more"] is True
    older = (await api.client.get("/page/history", params={"before": ids[10]})).json()
    assert [kept["message"]["message_id"] for kept in older["messages"]] == ids[:10]
    assert older["has_more"] is False


async def test_the_page_speaks_and_presses(api: Api) -> None:
    await api.client.post("/page/say", json={"text": "/start"})
    sent = await api.send("menu", reply_markup=keyboard([button("A")]))
    press = {"message_id": sent["message_id"], "data": "v1:A"}
    assert (await api.client.post("/page/press", json=press)).status_code == 200
    first, second = await api.updates()
    assert first["message"]["text"] == "/start"
    assert second["callback_query"]["data"] == "v1:A"


async def test_the_page_chooses_the_persons_language(api: Api) -> None:
    russian = [{"command": "menu", "description": "Меню"}]
    await api.call("setMyCommands", commands=russian, language_code="ru")
    async with listening(api) as stream:
        await stream.next()
        await api.client.post("/page/language", json={"language": "ru"})
        profile = await stream.until("profile")
    assert (profile["language"], profile["commands"]) == ("ru", russian)
    await api.client.post("/page/say", json={"text": "привет"})
    (update,) = await api.updates()
    assert update["message"]["from"]["language_code"] == "ru"


async def test_wrong_deeds_of_the_page_are_refused(api: Api) -> None:
    async def status(path: str, **body: object) -> int:
        return (await api.client.post(path, json=body)).status_code

    assert await status("/page/say", text="x" * 4097) == 400
    assert await status("/page/say", text="") == 400
    assert await status("/page/press", message_id=9, data="x") == 400
    assert await status("/page/language", language="xx") == 400
    json_type = {"Content-Type": "application/json"}
    torn = await api.client.post("/page/say", content=b"{", headers=json_type)
    assert torn.status_code == 400
    empty = await api.client.post("/page/upload", files={"document": ("a", b"")})
    assert empty.status_code == 400
    assert (await api.client.get("/page/file/none")).status_code == httpx.codes.NOT_FOUND
