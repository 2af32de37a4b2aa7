"""A stranger tries everything there is: nothing changes, nothing is answered, all is noted."""

import json
from pathlib import Path
from typing import Any

from aiogram.types import Update

from bot.callbacks import VERSION
from handlers.spoken import COMMANDS
from handlers.table import ACTIONS
from tests.demo_server import OWNER, ChatMessage, DemoServer
from tests.desk_inside import Inside, Row, Tables, living
from tests.security.every_update import every_update
from tests.unit.test_callbacks import EXAMPLES

STRANGER, CROWD = 666, range(667, 677)
EACH = 100
"""So many presses come from one of the crowd: of one stranger only so much is noted."""
WORDS = ("hello", "0.5%", "/", "/unknown", "/auto@dzentra_demo_bot", "'; DROP TABLE users; --")
AUDITS = "SELECT name, account, payload FROM journal WHERE name = 'audit'"
IS_TOLD_OF_ITSELF = ("journal", "settings")
"""Tables where a note in the journal leaves its trace: the row, and the head of the chain."""


async def test_a_stranger_changes_nothing_and_hears_nothing(
    tmp_path: Path, demo: DemoServer
) -> None:
    async with living(tmp_path, demo) as inside:
        shown = await every_screen(inside)
        await is_kept(inside, shown[-1])
        before, heard = await inside.tables(), len(await inside.chat.calls())
        tried = await try_everything(inside, shown)
        rows = await inside.until(lambda rows: rows if len(rows) >= tried else None, AUDITS)
        after = await inside.tables()
        calls = (await inside.chat.calls())[heard:]

    assert changed(before, after) == []
    assert len(after["journal"]) - len(before["journal"]) == len(rows) == tried
    assert {(name, account) for name, account, _ in rows} == {("audit", "desk")}
    assert [json.loads(str(payload))["what"] for *_, payload in rows] == ["stranger"] * tried
    others = [call for call in calls if call.params.get("chat_id") not in (OWNER, str(OWNER))]
    assert {call.method for call in others} == {"getUpdates"}
    assert [user for user in (STRANGER, *CROWD) if demo.chat.messages(user)] == []


async def every_screen(inside: Inside) -> list[ChatMessage]:
    """What the owner sees after every command, but for the one that begins to trade: what trades
    changes by itself."""
    for command in (each for each in COMMANDS if each != "resume"):
        said = await inside.chat.say(f"/{command}")
        await inside.chat.wait_message(after=said)
    return [message for message in await inside.chat.messages() if message.is_from_bot]


async def is_kept(inside: Inside, newest: ChatMessage) -> None:
    """Until the desk has stored where the owner's screen is, and deleted the one before."""
    where = {"message": newest.message_id, "parting": []}

    def find(rows: list[Row]) -> bool | None:
        kept = [json.loads(str(value)) for (value,) in rows]
        return True if any(where.items() <= each.items() for each in kept) else None

    await inside.until(find, f"SELECT value FROM kv WHERE key = 'screen:{OWNER}'")


async def try_everything(inside: Inside, shown: list[ChatMessage]) -> int:
    """Everything once; answers how many things were tried."""
    typed = [*(f"/{command}" for command in COMMANDS), *WORDS]
    for text in typed:
        await inside.chat.update(message=message(text))
    presses = [
        press(data, raw, CROWD[number // EACH])
        for number, (data, raw) in enumerate(everything_pressed(shown))
    ]
    for body in presses:
        await inside.chat.update(callback_query=body)
    others = every_update(STRANGER)
    for kind, body in others.items():
        Update.model_validate({"update_id": 1, kind: body})
        await inside.chat.update(**{kind: body})
    return len(typed) + len(presses) + len(others)


def everything_pressed(shown: list[ChatMessage]) -> list[tuple[str, Any]]:
    """Each action of the table, and each button that stands in the owner's chat, on its message."""
    table = [(f"{VERSION}:{key}{argument(key)}", shown[-1].raw) for key in ACTIONS]
    rendered = {data: one.raw for one in shown for data in datas(one)}
    return [*table, *rendered.items()]


def argument(key: str) -> str:
    """An argument that the route takes."""
    example = EXAMPLES.get(key, "")
    return f":{example}" if example else ""


def datas(message: ChatMessage) -> list[str]:
    keyboard = message.raw.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in keyboard for button in row]


def who(user: int = STRANGER) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "Stranger", "language_code": "en"}


def message(text: str) -> dict[str, Any]:
    chat = {"id": STRANGER, "type": "private", "first_name": "Stranger"}
    return {"message_id": 1, "date": 1, "chat": chat, "from": who(), "text": text}


def press(data: str, raw: dict[str, Any], user: int) -> dict[str, Any]:
    """On the owner's own message, as if it had been shared."""
    body = {key: value for key, value in raw.items() if key != "silent"}
    return {
        "id": f"q{data}",
        "from": who(user),
        "chat_instance": "1",
        "data": data,
        "message": body,
    }


def changed(before: Tables, after: Tables) -> list[Row]:
    """Rows that are not what they were, where nothing may change."""
    return [
        row
        for name, rows in after.items()
        if name not in IS_TOLD_OF_ITSELF
        for row in rows
        if row not in before[name]
    ]
