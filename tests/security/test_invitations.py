"""Invitations on a real desk: what is stored, who gets in, who gets an answer."""

import json
import re
from pathlib import Path

from tests.demo_server import DemoServer
from tests.desk_inside import Inside, living

NEWCOMER, SECOND = 601, 602
AUDITS = "SELECT payload FROM journal WHERE name = 'audit' ORDER BY sequence"
CODE = re.compile(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}")


async def invited(inside: Inside, role: str) -> str:
    """The code of a new invitation."""
    said = await inside.chat.say("/users")
    screen = await inside.chat.wait_message(button="Invite", after=said)
    await inside.chat.press(message_id=screen.message_id, data=f"v1:users:invite:{role}")
    shown = await inside.chat.wait_message("https://t.me/", after=said - 1)
    found = CODE.search(shown.text)
    assert found is not None
    return found[0]


async def test_an_invitation_lets_its_first_user_in_and_nobody_after(
    tmp_path: Path, demo: DemoServer
) -> None:
    async with living(tmp_path, demo) as inside:
        code = await invited(inside, "trader")
        link = f"/start inv_{code.replace('-', '')}"
        said = await inside.chat.say(link, user_id=NEWCOMER)
        await inside.chat.wait_message(button="Auto", after=said, user_id=NEWCOMER)
        await inside.chat.say(link, user_id=SECOND)
        audits = await inside.until(lambda rows: rows if len(rows) > 2 else None, AUDITS)
        users = await inside.ask("SELECT id, access FROM users ORDER BY id")
        kept = await inside.ask("SELECT value FROM kv WHERE key = 'invites'")
        tables = str(await inside.tables())

    assert (NEWCOMER, "trader") in users
    assert SECOND not in [row[0] for row in users]
    assert [json.loads(str(row[0]))["what"] for row in audits] == [
        "invited",
        "joined",
        "refused_code",
    ]
    assert json.loads(str(kept[0][0])) == {"invites": []}
    assert code not in tables
    assert code.replace("-", "") not in tables
    assert [one for one in demo.chat.messages(SECOND) if one.is_from_bot] == []


async def test_a_viewer_sees_the_owners_desk_and_starts_nothing(
    tmp_path: Path, demo: DemoServer
) -> None:
    async with living(tmp_path, demo) as inside:
        code = await invited(inside, "viewer")
        said = await inside.chat.say(code.lower(), user_id=NEWCOMER)
        menu = await inside.chat.wait_message(button="Auto", after=said, user_id=NEWCOMER)
        await inside.chat.press(message_id=menu.message_id, data="v1:auto:start", user_id=NEWCOMER)
        await inside.chat.say("/auto", user_id=NEWCOMER)
        await inside.chat.wait_message("OFF", after=menu.message_id, user_id=NEWCOMER)
        accounts = await inside.ask("SELECT account FROM users")
        changed = await inside.ask("SELECT name FROM journal WHERE name = 'agent_state_changed'")

    assert len({row[0] for row in accounts}) == 1
    assert changed == []
