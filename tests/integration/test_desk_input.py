"""What people type for a rule: understood, or told what would be right; never half of it saved."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import product
from pathlib import Path

import pytest

from core.errors import InputError
from core.types import UserId
from services.risk import SUGGESTED
from tests.demo_server import OWNER, DemoServer, running_demo
from tests.desk_inside import Inside, living

RULES = "SELECT state FROM agents"
NOTICE_GONE_S = 9
NO_COOLDOWN = frozenset({("cooldown_s", "0"), ("cooldown_s", "0.00000000000001")})
"""A cooldown may be nothing; its parts of a second are not kept."""
JUNK = (
    "",
    " ",
    "abc",
    "%",
    "$",
    "0",
    "-0%",
    "0.00000000000001",
    "1.23456789%",
    "101000%",
    "99999999999999999999999999",
    "9" * 4_096,
    "1e999",
    "1e2",
    "NaN",
    "-Infinity",
    "0x10",
    "1_0",
    "1,000$",
    "1%%",
    "$1%",
    "1% of all",
    "٣",
    "５%",
    "½",
    "१०%",
    "1\u0660",
    "\u202e1%",
    "1\n2",
    "1\x00",
    "💥",
    "'; DROP TABLE agents; --",
    "<b>1</b>",
    "{risk}",
    "%s%n",
)
TYPED = (
    "abc",
    "5%%",
    "٣",
    "1e999",
    "<b>1</b>",
    "'; DROP TABLE agents; --",
    "-5 {low}",
    "9" * 4_000,
)


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with running_demo() as started:
        yield started


@pytest.fixture
async def inside(tmp_path: Path, server: DemoServer) -> AsyncIterator[Inside]:
    server.chat.reset()
    async with living(tmp_path, server) as started:
        yield started


async def test_junk_is_refused_for_every_rule_and_changes_nothing(inside: Inside) -> None:
    owner = UserId(OWNER)
    await inside.desk.risk.view(owner)
    before = await inside.ask(RULES)
    for setting, text in product(SUGGESTED, JUNK):
        if (setting, text) in NO_COOLDOWN:
            continue
        with pytest.raises(InputError):
            await inside.desk.risk.set(owner, setting, text)
    assert await inside.ask(RULES) == before


async def test_junk_typed_is_deleted_and_explained_until_a_value_comes(inside: Inside) -> None:
    chat = inside.chat
    said = await chat.say("/risk")
    screen = await chat.wait_message(button="SL", after=said)
    await chat.press(message_id=screen.message_id, data="v1:risk:edit:stop_loss")
    await chat.wait_message("Type 1.5%")
    for text in TYPED:
        await chat.say(text)
        await chat.wait_message("❌")
        inside.clock.advance(NOTICE_GONE_S)
        await asyncio.to_thread(explained, inside)
    await chat.say("1.25%")
    await chat.wait_message("saved: 1.25%")
    assert [one.text for one in await chat.messages() if not one.is_from_bot] == ["/risk"]


def explained(inside: Inside) -> None:
    """Until the explanation is gone by itself, and what was typed is deleted."""
    chat = inside.chat.sync

    def find() -> bool | None:
        shown = chat.messages()
        is_left = any(not one.is_from_bot and one.text != "/risk" for one in shown)
        return None if is_left or any("❌" in one.text for one in shown) else True

    chat.wait_for(find, "the explanation to go")
