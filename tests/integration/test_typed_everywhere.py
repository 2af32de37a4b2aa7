"""Whatever is typed wherever something may be typed: read or explained, deleted, never a fault."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from core.types import Access
from core.values import replace
from tests.chat_stage import playing
from tests.fake_chat import ANN, owner, pass_time
from tests.floor_scenes import busy
from tests.floor_stage import FloorStage
from tests.keyboard import Node, Walk
from tests.screens import samples as s

MOST = 4_096
"""Characters that Telegram lets a message have."""
NOVEL = ("слово " * MOST)[: MOST - 1] + "."
QUEUE_S = 200
"""Until everything has left that the search handed out: files, at one a second."""
JUNK = (
    NOVEL,
    "9" * MOST,
    "buy btc " + "2% " * 1_400,
    "1,000",
    "1.000,50",
    "٣",
    "５%",
    "-1",
    "1e999",
    "<b>1</b>",
    "' OR 1=1 --",
    "\u202e1",
    "🙈",
    "%s%n",
)
ANSWERS = ("1,5", "1.5", "1\u00a0000", "67\u202f120,5", "10%", "on", "ETH", "2,4,6")


@dataclass(frozen=True, slots=True)
class Field:
    """Where something is waited for, and the press that leads there."""

    node: Node
    button: str
    waits: str


@dataclass
class Search(Walk):
    """Notes one of each kind of wait there is on any screen."""

    fields: dict[str, Field] = field(default_factory=dict)

    async def _press(self, node: Node, data: str) -> Node | None:
        found = await super()._press(node, data)
        if (waits := waiting(self.stage)) is not None:
            self.fields.setdefault(waits, Field(node, data, waits))
        return found


def waiting(stage: FloorStage) -> str | None:
    """What the chat waits for, or None."""
    kept = stage.values.values.get(f"fsm:42:{ANN}:0:{ANN}:default")
    if kept is None:
        return None
    talk = json.loads(kept)
    named = {name: talk["data"].get(name) for name in ("field", "setting", "number")}
    return f"{talk['state']} {named}" if talk["state"] else None


@asynccontextmanager
async def searching(language: str) -> AsyncIterator[Search]:
    stage = FloorStage(await busy())
    stage.gate.users[ANN] = replace(
        owner(ANN, language=language), access=Access.OWNER, alerts=s.OWN_SETTINGS.alerts
    )
    async with playing(stage):
        yield Search(stage)


async def test_every_field_takes_what_it_can_and_explains_the_rest(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with searching("ru") as search:
        await search.run()
        await pass_time(search.stage.clock, QUEUE_S, step=1)
        assert len(search.fields) > 25
        for asked in search.fields.values():
            typed = [await type_into(search, asked, text) for text in (*JUNK, *ANSWERS)]
            await pass_time(search.stage.clock, 2 * len(typed), step=1)
            assert not set(typed) & set(search.stage.telegram.chats[ANN]), asked.waits
            assert faults(caplog) == [], asked.waits


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_novel_that_nobody_asked_for_brings_the_screen_down(language: str) -> None:
    async with searching(language) as search:
        await search.stage.say("/risk")
        before = await search.shown()
        await search.stage.say(NOVEL)
        assert await search.shown() == before


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_an_order_in_a_novel_is_a_draft_that_names_the_rest(language: str) -> None:
    async with searching(language) as search:
        text = search.stage.texts[language]
        typed = await search.stage.say("buy btc 2% " + NOVEL[:4_000])
        screen = await search.shown()
        assert text.t("build.title") in screen.text
        assert text.t("build.unknown", word="слово") in screen.text
        assert typed not in search.stage.telegram.chats[ANN]


async def type_into(walk: Walk, asked: Field, text: str) -> int:
    """The screen that answers keeps the laws of screens; the message that was typed."""
    await walk.go(asked.node)
    await walk.stage.press(asked.button)
    typed = await walk.stage.say(text)
    await walk.shown()
    return typed


def faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
