"""Telegram failing in every way it can: what leaves, what waits, what is given up."""

import pytest

from tests.chat_stage import Stage
from tests.fake_chat import ANN, BOB
from tests.fake_telegram import (
    AFTER,
    BAD_MARKUP,
    BEFORE,
    HTML_502,
    HTML_PAGE,
    Answer,
    Loss,
    flood,
    refusal,
)

PASSING = [
    pytest.param(flood(2), id="429"),
    pytest.param(HTML_502, id="502 in HTML"),
    pytest.param(HTML_PAGE, id="a page of somebody else"),
    pytest.param(refusal(502, "Bad Gateway"), id="502"),
    pytest.param(refusal(500, "Internal Server Error"), id="500"),
    pytest.param(refusal(401, "Unauthorized"), id="401"),
    pytest.param(BEFORE, id="no network"),
    pytest.param(AFTER, id="lost reply"),
]


@pytest.mark.parametrize("failure", PASSING)
async def test_an_edit_gets_there_after_a_failure(stage: Stage, failure: Answer | Loss) -> None:
    await stage.say("/menu")
    stage.telegram.fail("editMessageText", failure, failure)
    await stage.press("v1:risk:open")
    await stage.pass_time(10)
    assert "Stop loss" in stage.live().text
    assert stage.sends == 1


@pytest.mark.parametrize("failure", PASSING)
async def test_a_new_screen_gets_there_after_a_failure(
    stage: Stage, failure: Answer | Loss
) -> None:
    stage.telegram.fail("sendMessage", failure)
    await stage.say("/risk")
    await stage.pass_time(10)
    assert "Stop loss" in stage.live().text
    await stage.press("v1:auto:open")
    assert stage.desk.auto_screen.title in stage.live().text


async def test_retry_after_pauses_its_own_chat_alone(stage: Stage) -> None:
    await stage.say("/menu")
    await stage.say("/menu", user=BOB)
    stage.telegram.fail("editMessageText", flood(60))
    await stage.press("v1:risk:open")
    await stage.press("v1:risk:open", user=BOB)
    assert "Stop loss" in stage.live(BOB).text
    await stage.pass_time(30)
    assert "Stop loss" not in stage.live(ANN).text
    await stage.pass_time(31)
    assert "Stop loss" in stage.live(ANN).text


async def test_a_hanging_chat_delays_no_other(stage: Stage) -> None:
    await stage.say("/menu")
    await stage.say("/menu", user=BOB)
    stage.telegram.hold("editMessageText")
    await stage.press("v1:risk:open")
    await stage.say("/risk", user=BOB)
    assert "Stop loss" in stage.live(BOB).text
    stage.telegram.release()


async def test_a_press_is_worked_on_while_its_answer_hangs(stage: Stage) -> None:
    await stage.say("/auto")
    stage.telegram.hold("answerCallbackQuery", "editMessageText")
    await stage.press("v1:auto:stop")
    assert stage.desk.done == [("stop",)]
    stage.telegram.release()


async def test_not_modified_is_a_success(stage: Stage) -> None:
    await stage.say("/menu")
    stage.telegram.fail(
        "editMessageText",
        refusal(400, "Bad Request: message is not modified: specified new message content"),
    )
    await stage.press("v1:risk:open")
    await stage.pass_time(3)
    assert (stage.sends, stage.edits) == (1, 1)


async def test_markup_that_is_wrong_is_sent_plain(stage: Stage) -> None:
    stage.telegram.fail("sendMessage", BAD_MARKUP)
    await stage.say("/risk")
    wrong, plain = stage.telegram.named("sendMessage")
    assert wrong.parse_mode == "HTML"
    assert plain.parse_mode is None
    assert "<" not in plain.text
    assert "Stop loss" in plain.text


async def test_an_edit_that_is_refused_for_good_is_not_repeated(stage: Stage) -> None:
    await stage.say("/menu")
    stage.telegram.fail_always("editMessageText", refusal(400, "Bad Request: BUTTON_DATA_INVALID"))
    await stage.press("v1:risk:open")
    await stage.pass_time(30)
    assert stage.edits <= 7
    stage.telegram.fail_always("editMessageText", None)
    await stage.press("v1:auto:open")
    assert stage.desk.auto_screen.title in stage.live().text


async def test_an_answer_that_fails_is_nobodys_loss(stage: Stage) -> None:
    await stage.say("/menu")
    stage.telegram.fail("answerCallbackQuery", refusal(400, "Bad Request: query is too old"))
    await stage.press("v1:risk:open")
    stage.telegram.fail("answerCallbackQuery", BEFORE, HTML_502)
    await stage.press("v1:auto:open")
    await stage.press("v1:help:open")
    assert "/kill" in stage.live().text


async def test_telegram_that_is_down_is_asked_less_and_less(stage: Stage) -> None:
    await stage.say("/menu")
    stage.telegram.fail_always("editMessageText", BEFORE)
    await stage.press("v1:risk:open")
    await stage.pass_time(180)
    assert 5 <= stage.edits <= 12
    stage.telegram.fail_always("editMessageText", None)
    await stage.pass_time(31)
    assert "Stop loss" in stage.live().text


async def test_more_presses_than_the_bucket_holds_still_end_on_the_newest(stage: Stage) -> None:
    await stage.say("/menu")
    at: list[float] = []
    stage.telegram.on_call = lambda call: (
        at.append(stage.clock.now_ns() / 1e9) if call.name == "editMessageText" else None
    )
    for turn in range(20):
        await stage.press("v1:risk:open" if turn % 2 else "v1:auto:open")
    assert len(at) == 4
    assert len(stage.toasts) == 20
    await stage.pass_time(5)
    assert "Stop loss" in stage.live().text
    assert len(at) <= 6
