"""One live screen a chat: navigation, retiring, restart, equal screens."""

import asyncio
from decimal import Decimal

from core.values import replace
from tests.chat_stage import Stage, playing
from tests.fake_chat import ANN, BOB, settle
from tests.fake_telegram import BEFORE, BLOCKED
from tests.screens import samples as s


async def test_a_command_opens_a_screen(stage: Stage) -> None:
    await stage.say("/menu")
    assert stage.sends == 1
    assert "Dzentra" in stage.live().text


async def test_navigation_edits_the_same_message(stage: Stage) -> None:
    await stage.say("/menu")
    first = stage.live_id()
    await stage.press("v1:risk:open")
    assert (stage.sends, stage.edits) == (1, 1)
    assert stage.live_id() == first
    assert "Stop loss" in stage.live().text


async def test_a_command_sends_a_fresh_screen_below(stage: Stage) -> None:
    await stage.say("/menu")
    first = stage.live_id()
    await stage.say("/risk")
    assert stage.sends == 2
    assert stage.live_id() > first


async def test_a_retired_screen_does_nothing_but_redraw_the_new_one(stage: Stage) -> None:
    await stage.say("/auto")
    old = stage.live_id()
    await stage.say("/menu")
    stage.desk.menu_screen = replace(s.MENU, equity=Decimal(12345))
    for data in ("v1:auto:start", "v1:auto:pause", "v1:risk:edit:risk"):
        await stage.press(data, on=old)
    assert stage.desk.done == []
    assert "12 345" in stage.live().text.replace("\N{NO-BREAK SPACE}", " ")
    assert stage.toasts[-1] == stage.texts["en"].t("toast.redrawn")


async def test_an_equal_screen_sends_nothing(stage: Stage) -> None:
    await stage.say("/risk")
    for _ in range(5):
        await stage.press("v1:risk:open")
    assert (stage.sends, stage.edits) == (1, 0)
    assert len(stage.toasts) == 5


async def test_a_burst_of_presses_ends_on_the_newest_and_skips_the_rest(stage: Stage) -> None:
    await stage.say("/menu")
    stage.telegram.hold("editMessageText")
    for data in ("v1:risk:open", "v1:auto:open", "v1:help:open", "v1:set:open"):
        await stage.press(data)
    stage.telegram.release()
    await stage.pass_time(5)
    assert stage.edits == 2
    assert stage.texts["en"].t("settings.title") in stage.live().text


async def test_a_burst_of_commands_sends_one_screen(stage: Stage) -> None:
    stage.telegram.hold("sendMessage")
    for command in ("/menu", "/risk", "/auto", "/settings"):
        await stage.say(command)
    stage.telegram.release()
    await stage.pass_time(5)
    assert stage.sends == 2
    assert stage.texts["en"].t("settings.title") in stage.live().text


async def test_old_buttons_work_after_a_restart() -> None:
    stage = Stage()
    async with playing(stage):
        await stage.say("/risk")
    first, sends = stage.live_id(), stage.sends
    async with playing(stage):
        await stage.press("v1:auto:open", on=first)
        assert stage.live_id() == first
        assert stage.sends == sends
        assert stage.desk.auto_screen.title in stage.live().text


async def test_a_screen_retired_before_a_restart_stays_retired() -> None:
    stage = Stage()
    async with playing(stage):
        await stage.say("/auto")
        old = stage.live_id()
        await stage.say("/menu")
    async with playing(stage):
        await stage.press("v1:auto:pause", on=old)
        assert stage.desk.done == []


async def test_live_refresh_goes_on_after_a_restart() -> None:
    stage = Stage()
    async with playing(stage):
        await stage.say("/menu")
    stage.desk.menu_screen = replace(s.MENU, equity=Decimal(12345))
    async with playing(stage):
        await stage.pass_time(6)
        assert "12 345" in stage.live().text.replace("\N{NO-BREAK SPACE}", " ")


async def test_unreadable_screens_of_a_store_are_replaced() -> None:
    stage = Stage()
    stage.values.values |= {"screens": "[7, ", f"screen:{ANN}": '{"user": 7}'}
    async with playing(stage):
        await stage.press("v1:risk:open", on=50)
        assert "Stop loss" in stage.live().text


async def test_a_screen_that_was_deleted_is_sent_anew(stage: Stage) -> None:
    await stage.say("/menu")
    first = stage.live_id()
    del stage.telegram.chats[ANN][first]
    await stage.press("v1:risk:open", on=first)
    assert stage.sends == 2
    await stage.press("v1:auto:open")
    assert stage.sends == 2
    assert stage.live_id() != first


async def test_a_chat_that_blocked_the_bot_has_no_screen_until_its_user_comes_back(
    stage: Stage,
) -> None:
    await stage.say("/menu")
    stage.telegram.fail("editMessageText", BLOCKED)
    await stage.press("v1:risk:open")
    stage.desk.menu_screen = replace(s.MENU, equity=Decimal(12345))
    calls = len(stage.telegram.named("editMessageText", "sendMessage"))
    await stage.pass_time(120)
    assert len(stage.telegram.named("editMessageText", "sendMessage")) == calls
    await stage.say("/menu")
    assert len(stage.telegram.named("sendMessage")) == 2


async def test_every_retired_screen_stays_retired(stage: Stage) -> None:
    await stage.say("/auto")
    oldest = stage.live_id()
    for _ in range(3):
        await stage.say("/menu")
        await stage.pass_time(2)
    await stage.press("v1:auto:pause", on=oldest)
    assert stage.desk.done == []


async def test_going_back_while_an_edit_is_under_way_ends_where_the_user_is(stage: Stage) -> None:
    await stage.say("/menu")
    stage.telegram.hold("editMessageText")
    await stage.press("v1:risk:open")
    await stage.press("v1:menu:open")
    stage.telegram.release()
    await stage.pass_time(2)
    assert "Dzentra" in stage.live().text


async def test_a_fresh_screen_that_did_not_leave_is_still_a_new_message(stage: Stage) -> None:
    await stage.say("/menu")
    first = stage.live_id()
    stage.telegram.fail("sendMessage", BEFORE)
    await stage.say("/risk")
    await stage.pass_time(3)
    assert stage.live_id() > first
    assert "Stop loss" in stage.live().text


async def test_two_chats_have_a_screen_each(stage: Stage) -> None:
    await stage.say("/menu")
    await stage.say("/risk", user=BOB)
    await stage.press("v1:help:open")
    assert "Stop loss" in stage.live(BOB).text
    assert "/kill" in stage.live(ANN).text


async def test_a_full_disk_costs_no_screen(stage: Stage) -> None:
    stage.values.is_broken = True
    await stage.say("/menu")
    await stage.press("v1:risk:open")
    assert "Stop loss" in stage.live().text


async def test_text_that_nobody_asked_for_brings_the_screen_down(stage: Stage) -> None:
    await stage.say("/risk")
    first = stage.live_id()
    await stage.say("hello?")
    assert stage.live_id() > first
    assert "Stop loss" in stage.live().text


async def test_a_notice_never_covers_a_newer_screen(stage: Stage) -> None:
    await stage.say("/auto")
    stage.desk.answer = "started"
    await stage.press("v1:auto:start")
    assert stage.texts["en"].t("toast.started") in stage.live().text
    await stage.press("v1:risk:open")
    await stage.pass_time(5)
    assert "Stop loss" in stage.live().text
    assert stage.edits == 2


async def test_a_status_clears_itself_after_two_and_a_half_seconds(stage: Stage) -> None:
    await stage.say("/auto")
    stage.desk.answer = "paused"
    await stage.press("v1:auto:pause")
    said = stage.texts["en"].t("toast.paused")
    await stage.pass_time(2.25)
    assert said in stage.live().text
    await stage.pass_time(0.5)
    assert said not in stage.live().text


async def test_a_slow_old_painting_never_covers_a_newer_screen(stage: Stage) -> None:
    await stage.say("/menu")
    stage.desk.slow = asyncio.Event()
    stage.desk.menu_screen = replace(s.MENU, equity=Decimal(12345))
    await stage.pass_time(6)
    slow, stage.desk.slow = stage.desk.slow, None
    await stage.press("v1:risk:open")
    slow.set()
    await settle()
    await stage.pass_time(1)
    assert "Stop loss" in stage.live().text


async def test_what_was_painted_before_a_press_is_not_shown_after_it(stage: Stage) -> None:
    await stage.say("/menu")
    stage.desk.slow = refresh = asyncio.Event()
    await stage.pass_time(6)
    stage.desk.slow = opening = asyncio.Event()
    await stage.press("v1:risk:open")
    edits = stage.edits
    stage.desk.menu_screen = replace(s.MENU, equity=Decimal(12345))
    refresh.set()
    await settle()
    assert stage.edits == edits
    opening.set()
    await settle()
    assert "Stop loss" in stage.live().text
