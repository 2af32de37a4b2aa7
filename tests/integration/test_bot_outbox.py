"""Alerts: durable until Telegram has them, in order, each a reply to the first of its trade."""

import asyncio
from collections.abc import Iterator, Sequence

import pytest

from core.codec import encode
from core.events import Deposited, Record
from core.ports import OutboxRow, Owed
from core.types import UserId
from tests.chat_stage import Stage, playing
from tests.fake_chat import ACCOUNT, ANN, BOB, NOW_NS, STRANGER, FakeOutbox, owner, settle
from tests.fake_telegram import (
    AFTER,
    BAD_MARKUP,
    BEFORE,
    BLOCKED,
    HTML_502,
    Answer,
    Loss,
    flood,
    refusal,
)
from tests.screens import samples as s

REPEAT = "alert.repeat"


def owed(
    record: Record = s.OPENED,
    name: str = "paper_position_opened",
    *,
    chat: UserId = ANN,
    rank: int = 0,
    thread: str = "t1",
    is_silent: bool = False,
) -> Owed:
    return Owed(
        chat=chat,
        rank=rank,
        name=name,
        payload=encode(record),
        thread=thread,
        is_silent=is_silent,
    )


def signal(chat: UserId = ANN) -> Owed:
    return owed(s.READY_SIGNAL, "signal_ready", chat=chat, rank=1, thread="")


async def wake(stage: Stage) -> None:
    """As the runtime does after its commit."""
    stage.bus.publish(ACCOUNT, "paper_deposited", Deposited(at_ns=NOW_NS, amount=s.LONG.qty))
    await settle()


def texts(stage: Stage) -> Iterator[str]:
    return (call.text for call in stage.telegram.named("sendMessage"))


async def test_an_alert_leaves_as_soon_as_the_bus_tells(stage: Stage) -> None:
    row = stage.outbox.owe(owed())
    await wake(stage)
    assert stage.outbox.messages == {row: max(stage.telegram.chats[ANN])}
    assert "OPENED" in next(texts(stage))


async def test_an_alert_that_no_event_told_of_leaves_within_five_seconds(stage: Stage) -> None:
    row = stage.outbox.owe(owed())
    await stage.pass_time(5)
    assert row in stage.outbox.messages


async def test_what_was_owed_before_a_start_leaves_at_the_start() -> None:
    stage = Stage()
    row = stage.outbox.owe(owed())
    async with playing(stage):
        assert row in stage.outbox.messages
        assert stage.texts["en"].t(REPEAT) not in next(texts(stage))


async def test_the_alerts_of_a_trade_reply_to_its_first(stage: Stage) -> None:
    first = stage.outbox.owe(owed())
    second = stage.outbox.owe(owed(s.closed(s.TRADE), "paper_position_closed"))
    other = stage.outbox.owe(owed(thread="t2"))
    await wake(stage)
    shown, ids = stage.telegram.chats[ANN], stage.outbox.messages
    assert shown[ids[first]].reply_to is None
    assert shown[ids[second]].reply_to == ids[first]
    assert shown[ids[other]].reply_to is None


async def test_signals_reply_to_nothing(stage: Stage) -> None:
    rows = [stage.outbox.owe(signal()) for _ in range(2)]
    await wake(stage)
    shown = stage.telegram.chats[ANN]
    assert [shown[stage.outbox.messages[row]].reply_to for row in rows] == [None, None]


async def test_an_alert_rings_unless_it_is_silent(stage: Stage) -> None:
    loud, silent = stage.outbox.owe(owed()), stage.outbox.owe(owed(is_silent=True))
    await wake(stage)
    shown, ids = stage.telegram.chats[ANN], stage.outbox.messages
    assert not shown[ids[loud]].is_silent
    assert shown[ids[silent]].is_silent


async def test_presses_then_executions_then_signals_then_refresh(stage: Stage) -> None:
    await stage.say("/menu")
    stage.telegram.fail("editMessageText", flood(10))
    await stage.press("v1:risk:open")
    stage.outbox.owe(signal())
    await wake(stage)
    stage.outbox.owe(owed())
    await wake(stage)
    calls = len(stage.telegram.calls)
    await stage.pass_time(11)
    names = [
        (call.name, "OPENED" in call.text)
        for call in stage.telegram.calls[calls:]
        if call.name in ("sendMessage", "editMessageText")
    ]
    assert names[:3] == [
        ("editMessageText", False),
        ("sendMessage", True),
        ("sendMessage", False),
    ]


async def test_a_flooded_alert_keeps_its_place(stage: Stage) -> None:
    stage.telegram.fail("sendMessage", flood(2))
    first = stage.outbox.owe(owed())
    second = stage.outbox.owe(owed(s.closed(s.TRADE), "paper_position_closed"))
    await wake(stage)
    await stage.pass_time(5)
    assert stage.outbox.messages[first] < stage.outbox.messages[second]
    assert stage.texts["en"].t(REPEAT) not in "".join(texts(stage))


async def test_an_alert_that_surely_did_not_arrive_is_not_marked(stage: Stage) -> None:
    stage.telegram.fail("sendMessage", BEFORE, BEFORE, flood(1))
    stage.outbox.owe(owed())
    await wake(stage)
    await stage.pass_time(20)
    assert len(stage.telegram.chats[ANN]) == 1
    assert stage.texts["en"].t(REPEAT) not in "".join(texts(stage))


@pytest.mark.parametrize("failure", [AFTER, HTML_502])
async def test_a_lost_reply_gives_one_marked_duplicate(
    stage: Stage, failure: Answer | Loss
) -> None:
    stage.telegram.fail("sendMessage", failure)
    row = stage.outbox.owe(owed())
    await wake(stage)
    await stage.pass_time(20)
    first, again = texts(stage)
    assert stage.texts["en"].t(REPEAT) not in first
    assert stage.texts["en"].t(REPEAT) in again
    assert row in stage.outbox.messages


async def test_a_row_tried_before_a_crash_is_marked() -> None:
    stage = Stage()
    stage.outbox.owe(owed(), tries=1)
    async with playing(stage):
        assert stage.texts["en"].t(REPEAT) in next(texts(stage))
        await stage.pass_time(30)
        assert stage.sends == 1


async def test_the_attempt_is_noted_before_it_leaves(stage: Stage) -> None:
    row = stage.outbox.owe(owed())
    tries: list[int] = []
    stage.telegram.on_call = lambda call: tries.append(stage.outbox.rows[row].tries)
    await wake(stage)
    assert tries == [1]


async def test_an_alert_that_was_delivered_but_not_marked_is_not_sent_again(stage: Stage) -> None:
    stage.outbox.is_broken = True
    row = stage.outbox.owe(owed())
    await wake(stage)
    await stage.pass_time(20)
    assert stage.sends == 1
    stage.outbox.is_broken = False
    await stage.pass_time(5)
    assert stage.outbox.messages == {row: max(stage.telegram.chats[ANN])}
    assert stage.sends == 1


async def test_wrong_markup_is_sent_plain(stage: Stage) -> None:
    stage.telegram.fail("sendMessage", BAD_MARKUP)
    row = stage.outbox.owe(owed())
    await wake(stage)
    assert row in stage.outbox.messages
    assert "<" not in list(texts(stage))[1]


async def test_a_blocked_chat_is_given_up_and_no_other(stage: Stage) -> None:
    stage.telegram.fail("sendMessage", BLOCKED)
    lost = stage.outbox.owe(owed())
    await wake(stage)
    kept = stage.outbox.owe(owed(chat=BOB))
    await wake(stage)
    assert stage.outbox.given_up == {lost: "blocked"}
    assert kept in stage.outbox.messages


async def test_a_message_telegram_will_never_take_is_given_up(stage: Stage) -> None:
    stage.telegram.fail("sendMessage", refusal(400, "Bad Request: message text is empty"))
    row = stage.outbox.owe(owed())
    await wake(stage)
    assert "message text is empty" in stage.outbox.given_up[row]


@pytest.mark.parametrize(
    "message",
    [
        Owed(chat=ANN, rank=0, name="paper_position_opened", payload='{"corrupt":'),
        Owed(chat=ANN, rank=0, name="no_such_record", payload="{}"),
        Owed(chat=STRANGER, rank=0, name="paper_position_opened", payload=encode(s.OPENED)),
    ],
)
async def test_a_row_that_cannot_be_told_holds_up_no_other(stage: Stage, message: Owed) -> None:
    bad = stage.outbox.owe(message)
    good = stage.outbox.owe(owed())
    await wake(stage)
    assert bad in stage.outbox.given_up
    assert good in stage.outbox.messages


async def test_a_flooded_chat_with_a_thousand_alerts_delays_no_other(stage: Stage) -> None:
    stage.telegram.fail("sendMessage", flood(600))
    for _ in range(1000):
        stage.outbox.owe(owed())
    await wake(stage)
    late = stage.outbox.owe(owed(chat=BOB))
    await wake(stage)
    assert late in stage.outbox.messages


async def test_a_hanging_chat_delays_no_other(stage: Stage) -> None:
    stage.telegram.hold("sendMessage")
    stage.outbox.owe(owed())
    await wake(stage)
    stage.telegram.hold_no_more()
    late = stage.outbox.owe(owed(chat=BOB))
    await wake(stage)
    assert late in stage.outbox.messages


async def test_alerts_of_a_chat_leave_at_its_rate(stage: Stage) -> None:
    for _ in range(12):
        stage.outbox.owe(owed())
    await wake(stage)
    assert stage.sends == 5
    await stage.pass_time(3)
    assert stage.sends == 8
    await stage.pass_time(4)
    assert stage.sends == 12


async def test_many_chats_share_twenty_five_a_second(stage: Stage) -> None:
    users = [UserId(number) for number in range(1000, 1100)]
    for user in users:
        stage.gate.users[user] = stage.gate.users[ANN]
        stage.outbox.owe(owed(chat=user))
    await wake(stage)
    assert stage.sends == 5
    await stage.pass_time(2)
    assert 45 <= stage.sends <= 57
    await stage.pass_time(3)
    assert stage.sends == 100


async def test_an_alert_is_in_the_language_of_its_reader(stage: Stage) -> None:
    stage.gate.users[ANN] = owner(ANN, language="ru")
    stage.outbox.owe(owed())
    await wake(stage)
    assert "ОТКРЫТ" in next(texts(stage))


async def test_a_journal_that_cannot_be_written_is_told_past_the_outbox(stage: Stage) -> None:
    stage.chat.tell_unwritable(ANN)
    await settle()
    assert stage.texts["en"].t("cause.journal") in next(texts(stage))


class SlowOutbox(FakeOutbox):
    """While `is_slow`, an answer comes long after the moment it tells of."""

    def __init__(self) -> None:
        super().__init__()
        self.is_slow = False
        self.may_answer = asyncio.Event()

    async def due(self, limit: int) -> Sequence[OutboxRow]:
        rows = await super().due(limit)
        if self.is_slow:
            await self.may_answer.wait()
        return rows


async def test_an_alert_delivered_while_the_outbox_is_read_is_not_sent_again() -> None:
    stage, outbox = Stage(), SlowOutbox()
    stage.outbox = outbox
    async with playing(stage):
        stage.telegram.fail("sendMessage", flood(2))
        row = outbox.owe(owed())
        await wake(stage)
        outbox.is_slow = True
        await wake(stage)
        await stage.pass_time(4)
        assert row in outbox.messages
        outbox.may_answer.set()
        await stage.pass_time(10)
        assert len(stage.telegram.chats[ANN]) == 1
