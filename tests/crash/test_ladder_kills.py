"""`kill -9` while a ladder is laid out, or one of its levels fills: nothing rests twice."""

import sqlite3
from contextlib import closing

import pytest

from core.codec import decode, encode
from core.orders import WorkingOrder
from core.trading import Agent
from core.types import Purpose
from core.values import replace
from tests.crash.aftermath import journal_is_whole
from tests.crash.entry import At, Step
from tests.desk_process import World

STEPS = (Step.INTENT, Step.SUBMITTED, Step.FILLED, Step.JOURNALED)
NARROW = {"width": 0.3, "levels": 4, "invest": 10.0}


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_ladder_outlives_a_kill_with_each_level_once(desk: World, step: Step) -> None:
    chat = desk.demo.chat
    _give_a_grid(desk)
    dying = desk.start(At(step, Purpose.ENTRY))
    chat.wait_bot()
    chat.wait_message(button="Start", after=chat.say("/auto"))
    chat.press("Start")
    dying.wait_killed()
    journal_is_whole(desk)

    again = desk.start()
    laid = desk.until(lambda: _laid(desk), "the ladder to rest again")
    chat.wait_message(button="Ladder", after=chat.say("/auto"))
    journal_is_whole(desk)
    again.stop()
    for tags in (laid, _resting(desk)):
        assert len(tags) == len(set(tags))


def _give_a_grid(desk: World) -> None:
    with closing(sqlite3.connect(desk.database)) as connection:
        for name, state in connection.execute("SELECT id, state FROM agents").fetchall():
            agent = decode(Agent, state)
            changed = replace(agent, strategy="GRID", parameters=NARROW)
            connection.execute("UPDATE agents SET state = ? WHERE id = ?", (encode(changed), name))
        connection.commit()


def _laid(desk: World) -> list[str]:
    """The tags once there are two; the price leaves so narrow a grid soon."""
    tags = _resting(desk)
    return tags if len(tags) >= 2 else []


def _resting(desk: World) -> list[str]:
    """The tags of the orders that are open."""
    rows = desk.ask("SELECT state FROM orders WHERE status IN ('open', 'partial')")
    found = [decode(WorkingOrder, str(state)) for (state,) in rows]
    return [each.order.tag for each in found if each.order.tag and not each.is_ending]
