"""Live refresh: on event, never faster than asked, ages once a minute, slower after a flood."""

from decimal import Decimal
from itertools import pairwise

import pytest

from core.events import Deposited, SignalChanged
from core.types import SECOND_NS, AccountId, Action
from core.values import replace
from tests.chat_stage import Stage
from tests.fake_chat import ACCOUNT, ANN, NOW_NS, settle
from tests.fake_telegram import flood
from tests.screens import samples as s


def turned(stage: Stage, account: AccountId = ACCOUNT) -> None:
    """Something happens on an account and shows."""
    equity = stage.desk.menu_screen.equity + 1
    stage.desk.menu_screen = replace(stage.desk.menu_screen, equity=equity)
    stage.bus.publish(account, "paper_deposited", Deposited(at_ns=NOW_NS, amount=Decimal(1)))


async def test_an_event_is_shown_without_a_press(stage: Stage) -> None:
    await stage.say("/menu")
    await stage.pass_time(10)
    turned(stage)
    await stage.pass_time(0.5)
    assert stage.edits == 1


@pytest.mark.parametrize(("refresh_s", "most"), [(5, 6), (15, 2), (60, 0)])
async def test_refreshes_stay_as_far_apart_as_the_user_asked(
    stage: Stage, refresh_s: int, most: int
) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], refresh_s=refresh_s)
    await stage.say("/menu")
    at: list[int] = []
    stage.telegram.on_call = lambda call: at.append(stage.clock.now_ns())
    for _ in range(32):
        turned(stage)
        await stage.pass_time(1)
    assert max(0, most - 1) <= len(at) <= most
    assert all(later - earlier >= refresh_s * SECOND_NS for earlier, later in pairwise(at))


async def test_nothing_new_sends_nothing(stage: Stage) -> None:
    await stage.say("/risk")
    for _ in range(60):
        stage.bus.publish(
            ACCOUNT,
            "signal_changed",
            SignalChanged(
                at_ns=NOW_NS,
                action=Action.HOLD,
                confidence=Decimal("0.5"),
                price=Decimal(1),
                started_at_ns=NOW_NS,
                repeats=0,
                needed=3,
            ),
        )
        await stage.pass_time(1)
    assert stage.edits == 0


async def test_ages_alone_are_shown_once_a_minute(stage: Stage) -> None:
    await stage.say("/auto")
    for second in range(121):
        stage.desk.auto_screen = s.auto(now_ns=NOW_NS + second * 10**9, feed_age_s=second / 10)
        await stage.pass_time(1)
    assert stage.edits == 2


async def test_a_price_that_moves_is_shown_without_an_event(stage: Stage) -> None:
    await stage.say("/auto")
    quote = replace(s.QUOTE, bid=s.QUOTE.bid + 5)
    stage.desk.auto_screen = s.held(quote=quote, position=replace(s.LONG, now=Decimal("67200.00")))
    await stage.pass_time(6)
    assert stage.edits == 1
    assert "67\N{NO-BREAK SPACE}200.00" in stage.live().text


async def test_an_event_of_another_account_moves_nothing_at_once(stage: Stage) -> None:
    await stage.say("/menu")
    await stage.pass_time(5.25)
    turned(stage, AccountId("8:PAPER"))
    await stage.pass_time(1)
    assert stage.edits == 0


async def test_a_flood_doubles_the_distance_of_refreshes(stage: Stage) -> None:
    await stage.say("/menu")
    stage.telegram.fail("editMessageText", flood(3))
    turned(stage)
    await stage.pass_time(9)
    flooded = stage.edits
    assert flooded == 2
    for _ in range(40):
        turned(stage)
        await stage.pass_time(1)
    assert stage.edits - flooded <= 4


async def test_the_full_rate_comes_back_after_five_quiet_minutes(stage: Stage) -> None:
    await stage.say("/menu")
    stage.telegram.fail("editMessageText", flood(1))
    turned(stage)
    await stage.pass_time(310)
    edits = stage.edits
    for _ in range(30):
        turned(stage)
        await stage.pass_time(1)
    assert stage.edits - edits >= 5


async def test_a_view_that_fails_stops_no_other_chat_and_heals(stage: Stage) -> None:
    await stage.say("/menu")
    stage.desk.view_error = RuntimeError("bug")
    await stage.pass_time(10)
    stage.desk.view_error = None
    turned(stage)
    await stage.pass_time(130)
    assert stage.edits >= 1


async def test_a_user_who_was_removed_sees_last_words_and_no_more(stage: Stage) -> None:
    await stage.say("/menu")
    screen = stage.live_id()
    before = stage.live().text
    del stage.gate.users[ANN]
    turned(stage)
    await stage.pass_time(120)
    last = stage.telegram.chats[ANN][screen]
    assert last.text != before
    assert last.buttons == ()
    turned(stage)
    await stage.pass_time(600)
    assert stage.edits == 1


async def test_a_question_is_not_refreshed_away_and_ends_by_itself(stage: Stage) -> None:
    await stage.say("/auto")
    await stage.press("v1:auto:close:t7.3")
    question = stage.live().text
    turned(stage)
    await stage.pass_time(29)
    assert stage.live().text == question
    await stage.pass_time(2)
    await settle()
    assert stage.live().text != question
