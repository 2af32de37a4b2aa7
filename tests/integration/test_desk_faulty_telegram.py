"""The whole desk over HTTP, in front of a Telegram that fails in the ways the real one does."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.demo_server import ChatMessage, DemoServer, running_demo
from tests.desk_inside import Inside, living

Details = dict[str, object]
FAULTS = [
    pytest.param("bad_gateway", {}, id="502 in HTML"),
    pytest.param("error", {"code": 502, "description": "Bad Gateway"}, id="502"),
    pytest.param("flood", {"retry_after": 1}, id="429"),
    pytest.param("drop_before", {}, id="closed before an answer"),
    pytest.param("drop_after", {}, id="closed after it acted"),
]
SENT = {"drop_after": 2}
"""How often a screen may stand in the chat: what was lost on the way back is sent once more."""


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with running_demo() as started:
        yield started


@pytest.fixture
async def inside(tmp_path: Path, server: DemoServer) -> AsyncIterator[Inside]:
    server.chat.reset()
    async with living(tmp_path, server) as started:
        yield started


def fail(inside: Inside, method: str, kind: str, details: Details, *, times: int = 1) -> None:
    inside.chat.sync.control("fault", method=method, kind=kind, times=times, **details)


async def menus(inside: Inside) -> list[ChatMessage]:
    shown = await inside.chat.messages()
    return [one for one in shown if one.is_from_bot and "Dzentra" in one.text]


@pytest.mark.parametrize(("kind", "details"), FAULTS)
async def test_a_screen_that_could_not_be_sent_comes(
    inside: Inside, kind: str, details: Details, caplog: pytest.LogCaptureFixture
) -> None:
    fail(inside, "sendMessage", kind, details)
    await inside.chat.wait_message("Dzentra", after=await inside.chat.say("/menu"))
    inside.clock.advance(10)
    await inside.chat.press("Risk")
    await inside.chat.wait_message("Stop loss")
    assert len(await menus(inside)) <= SENT.get(kind, 1)
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(("kind", "details"), FAULTS)
async def test_an_edit_that_could_not_be_made_is_made(
    inside: Inside, kind: str, details: Details, caplog: pytest.LogCaptureFixture
) -> None:
    menu = await inside.chat.wait_message("Dzentra", after=await inside.chat.say("/menu"))
    fail(inside, "editMessageText", kind, details, times=2)
    await inside.chat.press("Risk")
    risk = await inside.chat.wait_message("Stop loss")
    assert risk.message_id == menu.message_id
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(("kind", "details"), FAULTS)
async def test_what_was_said_while_updates_could_not_be_fetched_is_heard(
    inside: Inside, kind: str, details: Details, caplog: pytest.LogCaptureFixture
) -> None:
    fail(inside, "getUpdates", kind, details, times=2)
    await inside.chat.wait_message("Dzentra", after=await inside.chat.say("/menu"))
    assert "Traceback" not in caplog.text


async def test_a_chat_that_blocked_the_bot_has_its_screen_again_when_it_comes_back(
    inside: Inside, caplog: pytest.LogCaptureFixture
) -> None:
    await inside.chat.wait_message("Dzentra", after=await inside.chat.say("/menu"))
    await asyncio.to_thread(inside.chat.sync.block)
    await inside.chat.press("Risk")
    await inside.chat.wait_call("editMessageText", outcome="blocked")
    await asyncio.to_thread(inside.chat.sync.block, is_blocked=False)
    back = await inside.chat.wait_message("Dzentra", after=await inside.chat.say("/start"))
    await inside.chat.press("Risk")
    assert (await inside.chat.wait_message("Stop loss")).message_id == back.message_id
    assert "Traceback" not in caplog.text
