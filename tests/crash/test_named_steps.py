"""`kill -9` at each step of an order and of its alert; then the desk is started again."""

from itertools import product

import pytest

from core.types import Purpose
from tests.crash.aftermath import (
    alerts,
    every_execution_is_told_once,
    every_order_is_done_once,
    journal_is_whole,
    wait_opened,
    wait_quiet,
)
from tests.crash.entry import At, Step
from tests.demo_server import ChatMessage, DemoChat
from tests.desk_process import World

UNDECIDED = (Step.INTENT, Step.SUBMITTED, Step.FILLED)
"""Steps before the fill is durable."""
SHOWN = {Step.TRIED: (0, 1), Step.SENT: (1, 1)}
"""How often the chat shows the alert, plain and marked; in every other case once and plain."""
CASES = [At(step, purpose) for step, purpose in product(Step, Purpose)]


@pytest.mark.slow
@pytest.mark.parametrize("plan", CASES, ids=lambda plan: f"{plan.step} {plan.purpose}")
def test_a_kill_loses_nothing_and_doubles_nothing(desk: World, plan: At) -> None:
    chat = desk.demo.chat
    dying = desk.start(plan)
    old = _screens_with_a_question(chat)
    chat.press("Start")
    dying.wait_killed()
    order = _last_order(desk, plan.purpose)
    journal_is_whole(desk)
    every_order_is_done_once(desk)
    waiting = [chat.touch(message_id=old.message_id, data=data) for data in _datas(old)]

    again = desk.start()
    for query_id in waiting:
        assert chat.wait_answer(query_id).text == "The screen was old: look again"
    assert _agent(desk) == ("RUNNING", "")
    chat.wait_message(button="Stop", after=chat.say("/auto"))
    for data in _datas(old):
        assert chat.press(message_id=old.message_id, data=data).text
    assert _agent(desk) == ("RUNNING", "")
    wait_opened(desk)
    chat.press("Stop")
    wait_quiet(desk)
    again.stop()

    journal_is_whole(desk)
    every_order_is_done_once(desk)
    every_execution_is_told_once(desk, chat)
    is_lost = plan.purpose is Purpose.ENTRY and plan.step in UNDECIDED
    assert _status(desk, order) == ("lost_in_restart" if is_lost else "filled")
    assert _shown(desk, chat, plan.purpose) == SHOWN.get(plan.step, (1, 0))


def _screens_with_a_question(chat: DemoChat) -> ChatMessage:
    """The screen of an open question, retired by the auto screen that came after it."""
    chat.wait_bot()
    chat.say("/kill")
    question = chat.wait_message(button="Close all")
    chat.wait_message(button="Start", after=chat.say("/auto"))
    return question


def _datas(message: ChatMessage) -> list[str]:
    """What the buttons carry, and what would stop the agent."""
    keyboard = message.raw["reply_markup"]["inline_keyboard"]
    return [*(button["callback_data"] for row in keyboard for button in row), "v1:auto:stop"]


def _last_order(desk: World, purpose: Purpose) -> str:
    query = "SELECT client_id FROM orders WHERE purpose = ? ORDER BY decided_at_ns DESC LIMIT 1"
    return str(desk.ask(query, purpose.value)[0][0])


def _status(desk: World, order: str) -> str:
    return str(desk.ask("SELECT status FROM orders WHERE client_id = ?", order)[0][0])


def _agent(desk: World) -> tuple[object, ...]:
    """Its state, and why everything is halted."""
    return desk.ask("SELECT status, halted FROM agents JOIN accounts ON accounts.id = account")[0]


def _shown(desk: World, chat: DemoChat, purpose: Purpose) -> tuple[int, int]:
    """The alert of the first execution that opened, or closed: plain and marked."""
    is_entry = purpose is Purpose.ENTRY
    found = (
        alert for alert in alerts(desk, chat) if (alert.name == "paper_position_opened") is is_entry
    )
    alert = next(found)
    return alert.plain, alert.marked
