"""First run without OWNER_IDS: whoever types the code of the console is the owner."""

import json
from pathlib import Path

from services.pairing import TRIES
from tests.demo_server import DemoServer
from tests.desk_inside import Inside, living

NEWCOMER, SECOND = 501, 502
AUDITS = "SELECT payload FROM journal WHERE name = 'audit'"


async def test_the_code_of_the_console_makes_its_typist_the_owner_and_nobody_else(
    tmp_path: Path, demo: DemoServer
) -> None:
    async with living(tmp_path, demo, owners=()) as inside:
        await greeted(inside)
        typed = await inside.chat.say(inside.codes[0].lower(), user_id=NEWCOMER)
        await inside.chat.wait_message(button="Auto", after=typed, user_id=NEWCOMER)
        shown = [one.text for one in await inside.chat.messages(NEWCOMER)]
        await inside.chat.say(inside.codes[0], user_id=SECOND)
        audits = await inside.until(lambda rows: rows if len(rows) > 2 else None, AUDITS)
        owners = await inside.ask("SELECT id, access FROM users")

    assert owners == [(NEWCOMER, "owner")]
    assert inside.codes[0].lower() not in shown
    assert [json.loads(str(row[0]))["what"] for row in audits] == ["stranger", "paired", "stranger"]
    assert [one for one in demo.chat.messages(SECOND) if one.is_from_bot] == []


async def test_wrong_codes_count_down_and_the_fifth_closes_pairing_for_the_right_one_too(
    tmp_path: Path, demo: DemoServer
) -> None:
    async with living(tmp_path, demo, owners=()) as inside:
        await greeted(inside)
        for left in range(TRIES - 1, 0, -1):
            said = await inside.chat.say("AAAAA-AAAAA", user_id=NEWCOMER)
            answer = await inside.chat.wait_message("Wrong", after=said, user_id=NEWCOMER)
            assert f"{left} tr" in answer.text
        said = await inside.chat.say("AAAAA-AAAAA", user_id=NEWCOMER)
        await inside.chat.wait_message("closed", after=said, user_id=NEWCOMER)
        last = await inside.chat.say(inside.codes[0], user_id=NEWCOMER)
        await told(inside, TRIES + 2)
        users = await inside.ask("SELECT id FROM users")

    assert users == []
    assert [one for one in demo.chat.messages(NEWCOMER) if one.message_id > last] == []


async def test_a_code_is_good_for_ten_minutes(tmp_path: Path, demo: DemoServer) -> None:
    async with living(tmp_path, demo, owners=()) as inside:
        inside.clock.advance(601)
        await inside.chat.say(inside.codes[0], user_id=NEWCOMER)
        await told(inside, 1)
        users = await inside.ask("SELECT id FROM users")

    assert users == []
    assert [one for one in demo.chat.messages(NEWCOMER) if one.is_from_bot] == []


async def test_no_code_is_shown_where_the_settings_name_an_owner(
    tmp_path: Path, demo: DemoServer
) -> None:
    async with living(tmp_path, demo) as inside:
        assert inside.codes == []


async def greeted(inside: Inside) -> None:
    """A newcomer is asked for the code; what was typed before the desk was there is no code."""
    said = await inside.chat.say("/start", user_id=NEWCOMER)
    await inside.chat.wait_message("Type the code", after=said, user_id=NEWCOMER)


async def told(inside: Inside, count: int) -> None:
    """Until so many attempts were noted."""
    await inside.until(lambda rows: rows if len(rows) >= count else None, AUDITS)
