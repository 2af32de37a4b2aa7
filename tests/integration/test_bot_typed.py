"""Typed values: read, removed, answered on the same screen."""

import pytest

from tests.chat_stage import Stage, playing
from tests.fake_chat import ANN
from tests.fake_telegram import BEFORE


async def editing(stage: Stage) -> None:
    await stage.say("/risk")
    await stage.press("v1:risk:edit:stop_loss")


async def test_a_typed_value_is_saved_on_the_same_screen(stage: Stage) -> None:
    await editing(stage)
    live = stage.live_id()
    typed = await stage.say("1.5")
    assert stage.desk.done == [("risk", "stop_loss", "1.5")]
    assert typed not in stage.telegram.chats[ANN]
    assert stage.live_id() == live
    assert "1.5%" in stage.live().text
    assert "✅" in stage.live().text


async def test_the_status_of_a_saved_value_clears_itself(stage: Stage) -> None:
    await editing(stage)
    await stage.say("1.5")
    await stage.pass_time(3)
    assert "✅" not in stage.live().text


async def test_a_wrong_value_says_what_is_right_and_waits_on(stage: Stage) -> None:
    await editing(stage)
    live = stage.live_id()
    wrong = await stage.say("a lot")
    assert stage.texts["en"].t("input.not_a_number") in stage.live().text
    assert wrong not in stage.telegram.chats[ANN]
    assert stage.live_id() == live
    await stage.say("2")
    assert stage.desk.done == [("risk", "stop_loss", "2")]


async def test_once_saved_nothing_typed_is_a_value(stage: Stage) -> None:
    await editing(stage)
    await stage.say("1.5")
    await stage.say("9")
    assert stage.desk.done == [("risk", "stop_loss", "1.5")]


@pytest.mark.parametrize("data", ["v1:risk:cancel", "v1:menu:open", "v1:risk:put:stop_loss=2"])
async def test_another_press_ends_the_waiting(stage: Stage, data: str) -> None:
    await editing(stage)
    await stage.press(data)
    await stage.say("9")
    assert ("risk", "stop_loss", "9") not in stage.desk.done


async def test_a_command_ends_the_waiting(stage: Stage) -> None:
    await editing(stage)
    await stage.say("/menu")
    await stage.say("9")
    assert stage.desk.done == []


@pytest.mark.parametrize("data", ["v1:auto:nothing", "v1:alert:mute:a1"])
async def test_what_leaves_the_screen_asking_leaves_it_waiting(stage: Stage, data: str) -> None:
    await editing(stage)
    await stage.press(data)
    await stage.say("1.5")
    assert ("risk", "stop_loss", "1.5") in stage.desk.done


async def test_waiting_survives_a_restart() -> None:
    stage = Stage()
    async with playing(stage):
        await editing(stage)
    async with playing(stage):
        await stage.say("1.5")
        assert stage.desk.done == [("risk", "stop_loss", "1.5")]


async def test_a_value_typed_while_the_desk_was_down_is_not_taken() -> None:
    stage = Stage()
    async with playing(stage):
        await editing(stage)
    stage.telegram.push(stage.message("1.5"))
    async with playing(stage):
        assert stage.desk.done == []
        await stage.say("2")
        assert stage.desk.done == [("risk", "stop_loss", "2")]


async def test_an_input_that_cannot_be_removed_is_read_all_the_same(stage: Stage) -> None:
    await editing(stage)
    stage.telegram.fail("deleteMessage", BEFORE, BEFORE, BEFORE, BEFORE)
    await stage.say("1.5")
    await stage.pass_time(20)
    assert stage.desk.done == [("risk", "stop_loss", "1.5")]
    assert len(stage.telegram.named("deleteMessage")) == 3
