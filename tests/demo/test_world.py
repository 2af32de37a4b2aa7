"""The chat's state without HTTP: its history stays short, old presses are refused."""

from pathlib import Path

import pytest

from demo import bot_side, journal, user_side
from demo.errors import ApiError
from demo.queries import TTL_S
from demo.server import Options, build_world
from demo.shapes import Content
from demo.world import World

START = 1_700_000_000.0
OWNER = 1001


def build(state: Path | None = None, clock: list[float] | None = None) -> World:
    now = clock or [START]
    return build_world(Options(state=state), clock=lambda: now[0])


def post(world: World, text: str) -> int:
    chat = world.chat(OWNER)
    content: Content = {"text": text}
    return bot_side.post(world, chat, content, reply_to=None, silent=False)["message_id"]


def test_a_history_of_edits_is_shortened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LONG", 20_000)
    world = build(tmp_path)
    message_id = post(world, "screen")
    for number in range(500):
        message = world.messages.get(OWNER, message_id)
        assert message is not None
        bot_side.revise(world, message, {"text": f"screen {number}"})
    world.close()
    assert (tmp_path / "chat.jsonl").stat().st_size < 25_000
    again = build(tmp_path)
    (kept,) = again.messages.all()
    assert kept["message"]["text"] == "screen 499"
    again.close()


def test_records_of_a_newer_program_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "chat.jsonl").write_text('{"kind": "dance", "body": 1}\n[]\nnonsense\n\n')
    world = build(tmp_path)
    assert world.messages.all() == []
    world.close()


def test_a_press_is_too_old_after_its_time() -> None:
    clock = [START]
    world = build(clock=clock)
    query = user_side.press(world, OWNER, post(world, "x"), "go")
    clock[0] += TTL_S + 1
    with pytest.raises(ApiError, match="query is too old"):
        bot_side.answer(world, query.query_id, text="", show_alert=False, url="")


def test_a_reset_unblocks_and_empties() -> None:
    world = build()
    user_side.say(world, 666, "hi")
    user_side.block(world, 666, is_blocked=True)
    world.reset()
    assert world.messages.all() == []
    assert world.chat(666)["id"] == 666


def test_reply_and_file_of_a_person_reach_the_bot() -> None:
    world = build()
    quoted = post(world, "size?")
    user_side.say(world, OWNER, "10%", reply_to=quoted)
    file = world.files.add("a.csv", "text/csv", b"1")
    user_side.hand_over(world, OWNER, file)
    reply, document = [kept["message"] for kept in world.messages.all()][1:]
    assert reply["reply_to_message"]["text"] == "size?"
    assert document["document"]["file_name"] == "a.csv"
