"""Screens with pictures: sent once, changed in place, never in the way of the screen."""

from decimal import Decimal

import pytest

from bot.board import PICTURE_NS, WITHOUT_NS
from bot.screen import MOST_CAPTION, Document, Screen
from core.errors import StorageError
from core.events import Deposited
from core.pictures import Picture
from core.types import SECOND_NS
from core.values import replace
from tests.chat_stage import Stage, playing
from tests.fake_chat import ACCOUNT, ANN, NOW_NS
from tests.fake_telegram import AFTER, BEFORE, HTML_502, Answer, Loss, flood, refusal

CHART, AUTO = "v1:chart:open", "v1:auto:open"
NO_PHOTOS = refusal(400, "Bad Request: not enough rights to send photos to the chat")
PASSING = [flood(2), HTML_502, BEFORE, AFTER]
CALLS = ("sendMessage", "sendPhoto", "editMessageText", "editMessageMedia", "editMessageCaption")


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.desk.pictures = {"candles": "one", "trade": "trade", "trade_card": "card"}
    return stage


def made(stage: Stage, *names: str) -> list[str]:
    """The calls that showed something, in order."""
    return [call.name for call in stage.telegram.named(*(names or CALLS))]


def shown(stage: Stage) -> list[str]:
    """The pictures that stand in the chat, '' for a screen without one."""
    return [it.picture for it in stage.telegram.chats[ANN].values() if it.buttons]


async def turn(stage: Stage, picture: str, seconds: float) -> None:
    """The market moves, and time passes."""
    stage.desk.pictures["candles"] = picture
    stage.bus.publish(ACCOUNT, "paper_deposited", Deposited(at_ns=NOW_NS, amount=Decimal(1)))
    await stage.pass_time(seconds)


async def test_a_text_becomes_a_picture_in_place(stage: Stage) -> None:
    await stage.say("/auto")
    first = stage.live_id()
    await stage.press(CHART)
    assert (stage.live_id(), stage.live().picture) == (first, "one.png")
    assert "BTC/USDT" in stage.live().text
    assert made(stage) == ["sendMessage", "editMessageMedia"]


async def test_a_picture_becomes_a_text_by_a_new_message_and_the_old_one_goes(
    stage: Stage,
) -> None:
    await stage.say("/auto")
    await stage.press(CHART)
    pictured = stage.live_id()
    await stage.press(AUTO)
    await stage.pass_time(2)
    assert pictured not in stage.telegram.chats[ANN]
    assert shown(stage) == [""]
    assert stage.live().is_silent


async def test_going_back_and_forth_leaves_one_screen(stage: Stage) -> None:
    await stage.say("/auto")
    for _ in range(6):
        await stage.press(CHART)
        await stage.press(AUTO)
    await stage.pass_time(30)
    assert shown(stage) == [""]


async def test_another_picture_takes_the_place_of_the_first(stage: Stage) -> None:
    await stage.say("/auto")
    await stage.press(CHART)
    stage.desk.pictures["candles"] = "two"
    await stage.press(f"{CHART}:5m")
    assert shown(stage) == ["two.png"]
    assert made(stage)[-1] == "editMessageMedia"


async def test_under_an_equal_picture_only_the_caption_changes(stage: Stage) -> None:
    await stage.say("/auto")
    await stage.press(CHART)
    await stage.press(f"{CHART}:5m")
    assert made(stage) == ["sendMessage", "editMessageMedia", "editMessageCaption"]


async def test_an_equal_screen_with_a_picture_sends_nothing(stage: Stage) -> None:
    await stage.say("/auto")
    for _ in range(3):
        await stage.press(CHART)
    assert made(stage) == ["sendMessage", "editMessageMedia"]


async def test_a_command_sends_a_screen_with_its_picture(stage: Stage) -> None:
    stage.desk.pictures["equity"] = "curve"
    await stage.say("/stats")
    assert shown(stage) == ["curve.png"]
    assert made(stage) == ["sendPhoto"]


async def test_live_refresh_changes_a_picture_in_place_and_not_too_often(stage: Stage) -> None:
    await stage.say("/auto")
    await stage.press(CHART)
    for number in range(60):
        await turn(stage, f"at {number}", 1)
    media = made(stage, "editMessageMedia")
    assert 2 <= len(media) - 1 <= 60 * SECOND_NS // PICTURE_NS
    assert len(shown(stage)) == 1


async def test_between_pictures_the_caption_follows_the_market(stage: Stage) -> None:
    await stage.say("/auto")
    await stage.press(CHART)
    view = stage.desk.auto_screen
    assert view.quote is not None
    quote = replace(view.quote, bid=Decimal("77777.10"), ask=Decimal("77777.20"))
    stage.desk.auto_screen = replace(view, quote=quote)
    await turn(stage, "two", 6)
    assert "77\N{NO-BREAK SPACE}777.10" in stage.live().text
    assert shown(stage) == ["one.png"]
    await turn(stage, "two", 15)
    assert shown(stage) == ["two.png"]


async def test_nothing_new_sends_no_picture(stage: Stage) -> None:
    await stage.say("/auto")
    await stage.press(CHART)
    for _ in range(30):
        await turn(stage, "one", 1)
    assert made(stage) == ["sendMessage", "editMessageMedia"]


# --- what goes wrong


async def test_without_a_picture_the_screen_says_so_and_works(stage: Stage) -> None:
    stage.desk.pictures.clear()
    await stage.say("/auto")
    await stage.press(CHART)
    assert stage.texts["en"].t("picture.none") in stage.live().text
    await stage.press(AUTO)
    assert made(stage) == ["sendMessage", "editMessageText", "editMessageText"]


async def test_where_pictures_are_refused_the_screen_is_a_text_that_says_so(stage: Stage) -> None:
    stage.telegram.fail_always("editMessageMedia", NO_PHOTOS)
    await stage.say("/auto")
    await stage.press(CHART)
    assert stage.texts["en"].t("picture.none") in stage.live().text
    assert shown(stage) == [""]


async def test_a_refused_picture_is_not_tried_again_at_once(stage: Stage) -> None:
    stage.telegram.fail("editMessageMedia", NO_PHOTOS)
    await stage.say("/auto")
    await stage.press(CHART)
    for number in range(10):
        await turn(stage, f"at {number}", 5)
    assert len(made(stage, "editMessageMedia")) == 1
    await turn(stage, "late", WITHOUT_NS / SECOND_NS)
    assert shown(stage) == ["late.png"]


async def test_a_refused_new_picture_is_one_new_text(stage: Stage) -> None:
    stage.desk.pictures["equity"] = "curve"
    stage.telegram.fail_always("sendPhoto", refusal(400, "Bad Request: IMAGE_PROCESS_FAILED"))
    await stage.say("/stats")
    assert shown(stage) == [""]
    assert made(stage) == ["sendPhoto", "sendMessage"]


@pytest.mark.parametrize("failure", PASSING)
async def test_a_picture_gets_there_after_a_failure(stage: Stage, failure: Answer | Loss) -> None:
    await stage.say("/auto")
    stage.telegram.fail("editMessageMedia", failure)
    await stage.press(CHART)
    await stage.pass_time(10)
    assert shown(stage) == ["one.png"]


@pytest.mark.parametrize("failure", PASSING[:3])
async def test_a_text_takes_the_place_of_a_picture_after_a_failure(
    stage: Stage, failure: Answer | Loss
) -> None:
    await stage.say("/auto")
    await stage.press(CHART)
    stage.telegram.fail("sendMessage", failure)
    stage.telegram.fail("deleteMessage", failure)
    await stage.press(AUTO)
    await stage.pass_time(15)
    assert shown(stage) == [""]


async def test_a_message_too_old_to_delete_is_left_where_it_is(stage: Stage) -> None:
    await stage.say("/auto")
    await stage.press(CHART)
    stage.telegram.fail_always("deleteMessage", refusal(400, "message can't be deleted"))
    old = stage.live_id()
    await stage.press(AUTO)
    await stage.pass_time(90)
    assert len(stage.telegram.named("deleteMessage")) == 1
    await stage.press("v1:auto:pause", on=old)
    assert stage.desk.done == []


async def test_a_picture_deleted_by_its_reader_comes_anew(stage: Stage) -> None:
    await stage.say("/auto")
    await stage.press(CHART)
    del stage.telegram.chats[ANN][stage.live_id()]
    stage.desk.pictures["candles"] = "two"
    await stage.press(f"{CHART}:5m", on=101)
    assert shown(stage) == ["two.png"]


async def test_a_caption_that_is_no_html_is_sent_plain(stage: Stage) -> None:
    await stage.say("/auto")
    stage.telegram.fail("editMessageMedia", refusal(400, "Bad Request: can't parse entities"))
    await stage.press(CHART)
    assert shown(stage) == ["one.png"]
    assert "<b>" not in stage.live().text


# --- restarts


async def test_a_restart_knows_that_the_screen_is_a_picture() -> None:
    stage = Stage()
    stage.desk.pictures = {"candles": "one"}
    async with playing(stage):
        await stage.say("/auto")
        await stage.press(CHART)
    pictured = stage.live_id()
    async with playing(stage):
        await stage.press(AUTO, on=pictured)
        await stage.pass_time(2)
        assert pictured not in stage.telegram.chats[ANN]
        assert shown(stage) == [""]


async def test_what_was_to_be_deleted_goes_after_a_restart() -> None:
    stage = Stage()
    stage.desk.pictures = {"candles": "one"}
    async with playing(stage):
        await stage.say("/auto")
        await stage.press(CHART)
        stage.telegram.hold("deleteMessage")
        await stage.press(AUTO)
    stage.telegram.release()
    assert len(shown(stage)) == 2
    async with playing(stage):
        await stage.pass_time(5)
        assert shown(stage) == [""]


async def test_a_screen_whose_kind_was_not_stored_is_replaced() -> None:
    """The process was killed between Telegram's answer and the store."""
    stage = Stage()
    stage.desk.pictures = {"candles": "one"}
    async with playing(stage):
        await stage.say("/auto")
        stored = dict(stage.values.values)
        await stage.press(CHART)
    stage.values.values = stored
    async with playing(stage):
        await stage.press("v1:risk:open")
        await stage.pass_time(3)
        assert shown(stage) == [""]
        assert "Stop loss" in stage.live().text


# --- files and cards


async def test_a_card_to_share_is_a_message_of_its_own(stage: Stage) -> None:
    await stage.say("/journal")
    await stage.press("v1:jour:share:3")
    pictures = [it.picture for it in stage.telegram.chats[ANN].values()]
    assert pictures.count("card.png") == 1
    assert stage.toasts[-1] == stage.texts["en"].t("toast.shared")


async def test_a_card_that_cannot_be_drawn_is_told_on_the_screen(stage: Stage) -> None:
    del stage.desk.pictures["trade_card"]
    await stage.say("/journal")
    await stage.press("v1:jour:share:3")
    assert stage.texts["en"].t("picture.none") in stage.live().text


async def test_the_card_of_a_trade_shows_its_candles(stage: Stage) -> None:
    await stage.say("/journal")
    await stage.press("v1:jour:card:3")
    assert shown(stage) == ["trade.png"]


def test_a_caption_is_measured_as_it_is_read() -> None:
    picture = Picture("k", b"")
    assert Screen(f"<b>{'x' * MOST_CAPTION}</b>", picture=picture).fits_caption
    assert not Screen(f"{'x' * MOST_CAPTION}&amp;", picture=picture).fits_caption
    assert not Screen("😀" * (MOST_CAPTION // 2 + 1), picture=picture).fits_caption


def test_two_pictures_of_one_key_are_equal() -> None:
    assert Picture("k", b"one") == Picture("k", b"other")
    assert Screen("t", picture=Picture("k", b"")) != Screen("t", picture=Picture("l", b""))


async def test_a_store_that_fails_costs_no_picture(stage: Stage) -> None:
    stage.values.is_broken = True
    await stage.say("/auto")
    await stage.press(CHART)
    assert shown(stage) == ["one.png"]
    with pytest.raises(StorageError):
        await stage.values.put("k", "v")


async def test_a_file_that_did_not_leave_is_tried_again(stage: Stage) -> None:
    stage.telegram.fail("sendDocument", BEFORE)
    await stage.say("/journal")
    await stage.press("v1:jour:file:csv.all")
    await stage.pass_time(5)
    files = [it.document for it in stage.telegram.chats[ANN].values() if it.document]
    assert files == ["desk-all.csv"]


def test_a_document_has_a_name_and_a_caption() -> None:
    assert Document("a.csv", b"1").caption == ""
