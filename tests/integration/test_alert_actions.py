"""What may be done from an alert, and what an alert replies to."""

import pytest

from bot.openers import Openers
from core.types import Access, AgentId, ExitReason
from core.values import replace
from tests.chat_stage import Stage, playing
from tests.fake_chat import ANN
from tests.integration.test_bot_outbox import owed, wake
from tests.screens import samples as s

SIGNAL = replace(s.READY_SIGNAL, agent=AgentId("u1-1"))


async def signalled(stage: Stage) -> int:
    """The message of a HIGH signal."""
    await stage.say("/menu")
    stage.outbox.owe(owed(SIGNAL, "signal_ready", rank=1, thread=""))
    await wake(stage)
    return max(stage.telegram.chats[ANN])


async def test_a_signal_is_taken_after_a_question(stage: Stage) -> None:
    message = await signalled(stage)
    await stage.press("v1:alert:take:u1-1.BUY", on=message)
    assert stage.desk.done == [("ask", "take", "u1-1.BUY")]
    assert stage.texts["en"].t("confirm.take") in stage.live().text


async def test_a_signal_offers_take_chart_and_mute(stage: Stage) -> None:
    message = await signalled(stage)
    assert stage.telegram.chats[ANN][message].buttons == (
        "v1:alert:take:u1-1.BUY",
        "v1:chart:open:@u1-1",
        "v1:alert:mute:u1-1",
    )


async def test_a_viewer_is_offered_the_chart_alone_and_takes_nothing(stage: Stage) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], access=Access.VIEWER)
    message = await signalled(stage)
    assert stage.telegram.chats[ANN][message].buttons == ("v1:chart:open:@u1-1",)
    await stage.press("v1:alert:take:u1-1.BUY", on=message)
    assert stage.desk.done == []


async def test_a_take_that_was_pressed_before_the_start_asks_nothing() -> None:
    stage = Stage()
    stage.telegram.push(stage.callback("v1:alert:take:u1-1.BUY", on=5))
    async with playing(stage):
        assert stage.desk.done == []


async def test_what_a_flip_opened_replies_to_the_flip(stage: Stage) -> None:
    stage.outbox.owe(owed(s.FLIP, "paper_position_flipped", thread=s.FLIP.closed.trade_id))
    await wake(stage)
    flipped = max(stage.telegram.chats[ANN])
    closed = s.because(ExitReason.STOP_LOSS)
    closed = replace(closed, result=replace(closed.result, trade_id=s.FLIP.trade_id))
    stage.outbox.owe(owed(closed, "paper_position_closed", thread=s.FLIP.trade_id))
    await wake(stage)
    await stage.pass_time(2)
    assert stage.telegram.chats[ANN][max(stage.telegram.chats[ANN])].reply_to == flipped
    assert not [key for key in stage.values.values if key.startswith("opener:")]


async def test_an_opener_survives_a_restart() -> None:
    stage = Stage()
    async with playing(stage):
        stage.outbox.owe(owed(s.FLIP, "paper_position_flipped", thread=s.FLIP.closed.trade_id))
        await wake(stage)
    assert await Openers(stage.values).of(ANN, s.FLIP.trade_id) == max(stage.telegram.chats[ANN])


@pytest.mark.parametrize("kept", ["", "x", "-1"])
async def test_an_opener_that_is_no_number_is_none(stage: Stage, kept: str) -> None:
    stage.values.values[f"opener:{ANN}:t9"] = kept
    assert await Openers(stage.values).of(ANN, "t9") is None


@pytest.mark.parametrize(
    ("agent", "buttons"),
    [("u1-manual", ("v1:pos:open:t7",)), ("u1-1", ("v1:pos:open:t7", "v1:auto:open:@u1-1"))],
)
async def test_what_opened_leads_to_its_position_and_to_the_agent_that_holds_it(
    stage: Stage, agent: str, buttons: tuple[str, ...]
) -> None:
    stage.outbox.owe(owed(replace(s.OPENED, agent=AgentId(agent)), "paper_position_opened"))
    await wake(stage)
    assert stage.live().buttons == buttons
