"""Updates keep coming, whatever Telegram does; what came too late does not act."""

import logging
from typing import Any

import pytest

from bot.access import UPDATE_TYPES
from tests.chat_stage import Stage, playing
from tests.fake_chat import ANN, settle
from tests.fake_telegram import (
    AFTER,
    BEFORE,
    CONFLICT,
    HTML_502,
    HTML_PAGE,
    Answer,
    Loss,
    flood,
    refusal,
)


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(BEFORE, id="no network"),
        pytest.param(HTML_502, id="502 in HTML"),
        pytest.param(refusal(401, "Unauthorized"), id="401"),
        pytest.param(flood(5), id="429"),
    ],
)
async def test_a_first_get_me_that_fails_is_tried_again(failure: Answer | Loss) -> None:
    stage = Stage()
    stage.telegram.fail("getMe", failure, failure)
    async with playing(stage):
        await stage.pass_time(20)
        await stage.say("/menu")
        assert "Dzentra" in stage.live().text


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(BEFORE, id="no network"),
        pytest.param(AFTER, id="no answer"),
        pytest.param(HTML_502, id="502 in HTML"),
        pytest.param(refusal(502, "Bad Gateway"), id="502"),
        pytest.param(HTML_PAGE, id="a page of somebody else"),
        pytest.param(CONFLICT, id="409"),
        pytest.param(flood(3), id="429"),
    ],
)
async def test_polling_goes_on_after_a_failure(failure: Answer | Loss) -> None:
    stage = Stage()
    stage.telegram.fail("getUpdates", failure, failure)
    async with playing(stage):
        await stage.pass_time(12)
        await stage.say("/menu")
        assert "Dzentra" in stage.live().text


async def test_a_wrong_token_is_named_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage()
    stage.telegram.fail_always("getMe", refusal(401, "Unauthorized"))
    with caplog.at_level(logging.DEBUG):
        async with playing(stage):
            await stage.pass_time(5)
    assert "does not know this BOT_TOKEN" in caplog.text
    assert stage.bot.token not in caplog.text


async def test_another_poller_is_waited_for_quietly_for_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stage = Stage()
    stage.telegram.fail_always("getUpdates", CONFLICT)
    with caplog.at_level(logging.INFO, logger="bot.polling"):
        async with playing(stage):
            await stage.pass_time(58)
            assert [it for it in caplog.records if it.levelno >= logging.WARNING] == []
            await stage.pass_time(60)
            assert "another program" in caplog.text


async def test_a_webhook_is_taken_away() -> None:
    stage = Stage()
    webhook = "Conflict: can't use getUpdates method while webhook is active"
    stage.telegram.fail("getUpdates", refusal(409, webhook))
    async with playing(stage):
        await stage.pass_time(3)
        assert stage.telegram.named("deleteWebhook")
        await stage.say("/menu")
        assert "Dzentra" in stage.live().text


async def test_a_telegram_that_is_down_is_asked_less_and_less() -> None:
    stage = Stage()
    stage.telegram.fail_always("getUpdates", BEFORE)
    async with playing(stage):
        await stage.pass_time(300)
        assert 10 <= len(stage.telegram.named("getUpdates")) <= 18


async def test_updates_are_confirmed_and_every_type_is_asked_for(stage: Stage) -> None:
    await stage.say("/menu")
    await stage.say("/auto")
    last = stage.telegram.named("getUpdates")[-1]
    assert last.offset == 3
    assert set(last.allowed_updates) == set(UPDATE_TYPES)


async def test_the_backlog_ends_with_the_first_empty_answer() -> None:
    stage = Stage()
    stage.telegram.push(stage.message("/stop"))
    stage.telegram.push(stage.message("/stop"))
    stage.telegram.push()
    stage.telegram.push(stage.message("/stop"))
    async with playing(stage):
        assert stage.desk.done == [("stop",)]


async def test_what_waited_through_an_outage_does_not_act(stage: Stage) -> None:
    await stage.say("/auto")
    stage.telegram.fail_always("getUpdates", BEFORE)
    await stage.press("v1:auto:start")
    await stage.pass_time(120)
    stage.telegram.fail_always("getUpdates", None)
    stage.telegram.push(stage.callback("v1:auto:start"))
    await stage.pass_time(40)
    assert stage.desk.done == [("start",)]
    await stage.press("v1:auto:stop")
    assert stage.desk.done == [("start",), ("stop",)]


@pytest.mark.parametrize("before", [0, 1, 2])
async def test_an_update_that_cannot_be_read_is_skipped_alone(stage: Stage, before: int) -> None:
    good = [stage.message("/pause_nothing") for _ in range(before)]
    unreadable: dict[str, Any] = stage.other("message", {"message_id": "what"})
    await stage.push(*good, unreadable, stage.message("/stop"))
    await stage.pass_time(20)
    assert stage.desk.done == [("stop",)]


async def test_a_stranger_is_shown_one_command_in_every_language(stage: Stage) -> None:
    calls = [call for call in stage.telegram.named("setMyCommands") if call.scope is None]
    assert [call.language_code for call in calls] == [None, "ru"]
    assert [[it.command for it in call.commands] for call in calls] == [["start"], ["start"]]
    assert all(1 <= len(it.description) <= 256 for call in calls for it in call.commands)
    assert stage.telegram.named("setChatMenuButton")


async def test_the_bot_describes_itself_in_every_language_within_telegrams_limits(
    stage: Stage,
) -> None:
    long = stage.telegram.named("setMyDescription")
    short = stage.telegram.named("setMyShortDescription")
    assert [call.language_code for call in long] == [None, "ru"]
    assert [call.language_code for call in short] == [None, "ru"]
    assert all(100 < len(call.description) <= 512 for call in long)
    assert all(0 < len(call.short_description) <= 120 for call in short)


async def test_commands_that_are_refused_cost_nothing_else() -> None:
    stage = Stage()
    stage.telegram.fail_always("setMyCommands", refusal(400, "Bad Request: no"))
    async with playing(stage):
        await stage.say("/menu")
        assert "Dzentra" in stage.live(ANN).text


async def test_one_update_that_fails_hurts_no_other(stage: Stage) -> None:
    stage.gate.is_broken = True
    await stage.say("/menu")
    stage.gate.is_broken = False
    await stage.say("/menu")
    await settle()
    assert stage.sends == 1
