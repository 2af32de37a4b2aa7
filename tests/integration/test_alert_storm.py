"""A storm of alerts over a Telegram that refuses: every HIGH alert arrives, once and in order."""

import re
from collections.abc import Sequence

from core.events import SignalReady
from core.ports import Owed
from core.types import Priority
from tests.chat_stage import Stage, playing
from tests.fake_chat import ANN, NOW_NS, pass_time
from tests.fake_telegram import BAD_MARKUP, flood
from tests.signal_storm import AGENTS, EVENTS, LASTS_S, owed_for, signals

PRICE = re.compile(r"1\d\d\u00a0?\d{3}\.\d\d")
Due = Sequence[tuple[SignalReady, Owed]]


def owe(stage: Stage, due: Due) -> list[int]:
    return [stage.outbox.owe(owed) for _, owed in due]


def arrived(stage: Stage) -> list[int]:
    """The numbers of the signals whose alerts stand in the chat, in their order."""
    chat = stage.telegram.chats[ANN]
    shown = (PRICE.search(chat[message].text) for message in sorted(chat))
    return [int(re.sub(r"\D", "", found[0])) // 100 - 100_000 for found in shown if found]


def numbers(due: Due, *priorities: Priority) -> list[int]:
    return [int(event.price) - 100_000 for event, _ in due if event.priority in priorities]


FAULTS = [flood(7), BAD_MARKUP, flood(3)]


def fail_thrice(stage: Stage) -> None:
    stage.telegram.fail("sendMessage", *FAULTS)


async def test_of_a_storm_each_agents_first_signal_arrives_in_order() -> None:
    stage = Stage()
    due = owed_for(list(signals(NOW_NS)), ANN, cooldown_s=300)
    assert len(due) == AGENTS
    fail_thrice(stage)
    owe(stage, due)
    async with playing(stage):
        await pass_time(stage.clock, LASTS_S + AGENTS + 10)
        assert stage.telegram.met == FAULTS
        assert arrived(stage) == numbers(due, Priority.HIGH) == list(range(AGENTS))
        assert stage.outbox.given_up == {}


async def test_nothing_is_lost_or_mixed_up_where_nothing_is_suppressed() -> None:
    stage = Stage()
    due = owed_for(list(signals(NOW_NS)), ANN, cooldown_s=0)
    assert len(due) == EVENTS
    fail_thrice(stage)
    async with playing(stage):
        for second in range(LASTS_S):
            share = EVENTS // LASTS_S
            owe(stage, due[second * share : (second + 1) * share])
            await pass_time(stage.clock, 1)
        await pass_time(stage.clock, EVENTS + 20, step=0.5)
        assert stage.telegram.met == FAULTS
        assert arrived(stage) == numbers(due, *Priority)
        assert len(stage.outbox.messages) == EVENTS
        high = set(numbers(due, Priority.HIGH))
        assert [number for number in arrived(stage) if number in high] == sorted(high)


async def test_only_high_alerts_of_a_storm_ring() -> None:
    stage = Stage()
    due = owed_for(list(signals(NOW_NS))[:400], ANN, cooldown_s=0)
    owe(stage, due)
    async with playing(stage):
        await pass_time(stage.clock, 420)
        chat = stage.telegram.chats[ANN]
        rang = [
            int(re.sub(r"\D", "", found[0])) // 100 - 100_000
            for message in sorted(chat)
            if not chat[message].is_silent and (found := PRICE.search(chat[message].text))
        ]
        assert rang == numbers(due, Priority.HIGH)


async def test_a_press_is_answered_in_the_middle_of_a_storm() -> None:
    stage = Stage()
    async with playing(stage):
        await stage.say("/menu")
        screen = stage.live_id()
        owe(stage, owed_for(list(signals(NOW_NS)), ANN, cooldown_s=0))
        await pass_time(stage.clock, 30)
        edits = stage.edits
        await stage.press("v1:risk:open", on=screen)
        await pass_time(stage.clock, 2)
        assert stage.edits == edits + 1
        assert len(stage.toasts) == 1
