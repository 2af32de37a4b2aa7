"""`kill -9` at each step of an order and of its alert; then the desk is started again."""

from itertools import product

import pytest

from core.types import Purpose
from tests.crash.aftermath import (
    all_told,
    every_execution_is_told_once,
    every_order_is_done_once,
    journal_is_whole,
    trades_closed,
)
from tests.crash.entry import At, Step
from tests.desk_process import World


@pytest.mark.slow
@pytest.mark.parametrize("plan", [At(*case) for case in product(Step, Purpose)], ids=str)
def test_nothing_is_lost_or_doubled(desk: World, plan: At) -> None:
    chat = desk.demo.chat
    dying = desk.start(plan)
    chat.wait_bot()
    chat.say("/auto")
    chat.wait_message(button="Start")
    chat.press("Start")
    dying.wait_killed()
    journal_is_whole(desk)
    every_order_is_done_once(desk)
    closed = trades_closed(desk)

    again = desk.start()
    chat.wait_bot()
    chat.wait_for(lambda: True if trades_closed(desk) > closed + 1 else None, "an exit", 60)
    again.stop()
    journal_is_whole(desk)
    every_order_is_done_once(desk)
