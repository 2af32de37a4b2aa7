"""`kill -9` while a rung of a ladder is on its way: it is sold once, the rest stays protected."""

import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest

from core.codec import decode, encode
from core.trading import Agent, Limit, Target, Trail, TrailKind, even_shares
from core.types import Purpose
from core.values import replace
from tests.crash.aftermath import (
    every_execution_is_told_once,
    every_order_is_done_once,
    journal_is_whole,
    wait_quiet,
)
from tests.crash.entry import At, Step
from tests.desk_process import World

STEPS = (Step.INTENT, Step.SUBMITTED, Step.FILLED, Step.JOURNALED)


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_while_a_rung_is_on_its_way_sells_it_once(desk: World, step: Step) -> None:
    chat = desk.demo.chat
    _give_a_ladder(desk)
    dying = desk.start(At(step, Purpose.EXIT, is_rung=True))
    chat.wait_bot()
    chat.wait_message(button="Start", after=chat.say("/auto"))
    chat.press("Start")
    dying.wait_killed()
    ((rung, qty),) = _last_exit(desk)
    journal_is_whole(desk)
    every_order_is_done_once(desk)

    last = desk.start()
    chat.wait_message(button="Stop", after=chat.say("/auto"))
    chat.press("Stop")
    wait_quiet(desk)
    last.stop()

    journal_is_whole(desk)
    every_order_is_done_once(desk)
    every_execution_is_told_once(desk, chat)
    assert _filled(desk, rung) == Decimal(str(qty))


def _give_a_ladder(desk: World) -> None:
    """Two targets, near enough to be reached soon, and a stop that follows the best price."""
    shares = even_shares(2)
    targets = tuple(
        Target(distance=Limit.percent(at), share=share)
        for at, share in zip(("0.05", "0.2"), shares, strict=True)
    )
    trail = Trail(kind=TrailKind.BELOW_HIGHEST, distance=Limit.percent("0.15"))
    with closing(sqlite3.connect(desk.database)) as connection:
        for name, state in connection.execute("SELECT id, state FROM agents").fetchall():
            agent = decode(Agent, state)
            changed = replace(agent, risk=replace(agent.risk, targets=targets, trail=trail))
            connection.execute("UPDATE agents SET state = ? WHERE id = ?", (encode(changed), name))
        connection.commit()


def _last_exit(desk: World) -> list[tuple[object, ...]]:
    query = """SELECT client_id, qty FROM orders WHERE purpose = 'exit'
        ORDER BY decided_at_ns DESC, client_id DESC LIMIT 1"""
    return desk.ask(query)


def _filled(desk: World, order: object) -> Decimal:
    found = desk.ask("SELECT qty FROM fills WHERE client_id = ?", order)
    return sum((Decimal(str(qty)) for (qty,) in found), Decimal(0))
