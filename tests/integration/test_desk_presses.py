"""Presses that are too late, pressed twice, of somebody else, or made up: redrawn, never traded."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from core.types import SECOND_NS
from services.confirm import VALID_NS
from tests.demo_server import OWNER, ChatMessage, running_demo
from tests.desk_inside import Inside, living

SECOND = 1002
HALTS = "SELECT halted FROM accounts WHERE halted != '' "
CHANGES = (
    "SELECT name FROM journal WHERE name NOT IN ('paper_deposited', 'signal_changed', 'audit')"
)
AUDITS = "SELECT name FROM journal WHERE name = 'audit'"
FORGED = (
    "v2:conf:yes:{nonce}",
    "v1:conf:yes",
    "v1:conf:yes:",
    "v1:conf:yes:{nonce}x",
    "v1:conf:yes:{nonce}" + "x" * 64,
    "conf:yes:{nonce}",
    "v1:auto:start:now",
    "v1:auto:launch",
    "v1:pick:set:leverage=1000",
    "v1:risk:put:risk=-1%",
    "v1:set:tz:9999",
    "v1:jour:page:all.999999",
    "v1:jour:card:999999999999",
    "v1:auto:close:nothing",
    "v1:auto:fix:drawdown=off;off",
    "\u0000\u0001\uffff\u202e",
    "💥" * 16,
    "' OR 1=1 --",
    "<b>",
    " ",
)


@pytest.fixture
async def inside(tmp_path: Path) -> AsyncIterator[Inside]:
    with running_demo() as demo:
        async with living(tmp_path, demo, owners=(OWNER, SECOND)) as started:
            yield started


async def question(inside: Inside, user: int = OWNER) -> tuple[ChatMessage, str]:
    """The open question of /kill, and what its button carries."""
    said = await inside.chat.say("/kill", user_id=user)
    shown = await inside.chat.wait_message(button="Close all", after=said, user_id=user)
    keyboard = shown.raw["reply_markup"]["inline_keyboard"]
    return shown, keyboard[0][0]["callback_data"]


async def redrawn(inside: Inside, message_id: int, user: int = OWNER) -> ChatMessage:
    """The screen that has taken the question's place."""
    return await inside.chat.wait_message(
        "Auto", button="Start", after=message_id - 1, user_id=user
    )


async def test_a_question_confirmed_in_time_acts_once_however_often_it_is_pressed(
    inside: Inside,
) -> None:
    shown, data = await question(inside)
    press = partial(inside.chat.press, message_id=shown.message_id, data=data)
    await asyncio.gather(press(), press(), press())
    await inside.chat.wait_message("HALTED", button="Unlock")
    await press()
    names = [row[0] for row in await inside.ask(CHANGES)]
    assert names.count("paper_halted") == 1


async def test_a_question_dies_after_thirty_seconds_of_the_desk_clock(inside: Inside) -> None:
    shown, data = await question(inside)
    inside.clock.advance(VALID_NS / SECOND_NS + 1)
    await inside.chat.press(message_id=shown.message_id, data=data)
    await redrawn(inside, shown.message_id)
    assert await inside.ask(HALTS) == []


async def test_the_nonce_of_somebody_else_is_worth_nothing(inside: Inside) -> None:
    _, data = await question(inside)
    mine, _ = await question(inside, SECOND)
    await inside.chat.press(message_id=mine.message_id, data=data, user_id=SECOND)
    await redrawn(inside, mine.message_id, SECOND)
    assert await inside.ask(HALTS) == []


@pytest.mark.parametrize("forged", FORGED)
async def test_forged_data_is_answered_and_redrawn_and_changes_nothing(
    inside: Inside, forged: str
) -> None:
    shown, data = await question(inside)
    before = await inside.ask(CHANGES)
    nonce = data.rpartition(":")[2]
    await inside.chat.press(message_id=shown.message_id, data=forged.format(nonce=nonce))
    said = await inside.chat.say("/auto")
    screen = await inside.chat.wait_message(button="Start", after=said)
    assert await inside.ask(CHANGES) == before
    assert await inside.ask(HALTS) == []
    assert len(await inside.ask(AUDITS)) <= 1
    assert "Traceback" not in screen.text
