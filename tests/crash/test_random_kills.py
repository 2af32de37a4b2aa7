"""`kill -9` at any instant while a position or an order is open, twenty times in a row."""

from random import Random

import pytest

from tests.crash.aftermath import (
    every_execution_is_told_once,
    every_order_is_done_once,
    is_open,
    journal_is_whole,
    wait_quiet,
)
from tests.crash.entry import After
from tests.desk_process import World

KILLS = 20
LONGEST_S = 1.5
SEED = 20


@pytest.mark.slow
def test_twenty_kills_at_any_instant_lose_nothing_and_double_nothing(desk: World) -> None:
    chat, chance, open_at_death = desk.demo.chat, Random(SEED), 0
    first = desk.start(After(chance.uniform(0, LONGEST_S)))
    chat.wait_bot()
    chat.wait_message(button="Start", after=chat.say("/auto"))
    chat.press("Start")
    first.wait_killed()
    for _ in range(KILLS - 1):
        desk.start(After(chance.uniform(0, LONGEST_S))).wait_killed()
        journal_is_whole(desk)
        every_order_is_done_once(desk)
        open_at_death += is_open(desk)

    last = desk.start()
    chat.wait_message(button="Stop", after=chat.say("/auto"))
    chat.press("Stop")
    wait_quiet(desk)
    last.stop()
    assert open_at_death >= KILLS - 3, "the kills must hit while something is open"
    journal_is_whole(desk)
    every_order_is_done_once(desk)
    every_execution_is_told_once(desk, chat)
