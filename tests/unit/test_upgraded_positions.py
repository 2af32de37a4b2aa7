"""Positions stored before they had plans of their own go by their agent's rules."""

import json

from core.codec import decode, encode
from core.ports import Snapshot
from core.trading import ExitPlan, Position
from core.types import Action
from core.values import replace
from tests.desk import ROOMY, ScriptedDesk, prices
from tests.paper.exits_script import closed_of, walked

NEW = ("exits", "rungs", "wake", "best", "is_trailing", "told_stop", "carried")


def upgraded() -> ScriptedDesk:
    """A desk whose position was stored without the newer fields."""
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    stored = desk.snapshot()
    plain = json.loads(encode(stored.positions[0]))
    old = decode(Position, json.dumps({name: plain[name] for name in plain if name not in NEW}))
    desk.runtime = desk.make_runtime(replace(stored, positions=(old,)))
    return desk


def test_an_old_position_loads_with_its_agents_plan() -> None:
    position = upgraded().position

    assert (position.exits, position.stop, position.target) == (ROOMY.plan, 951, 1101)
    assert position.carried == -position.fees


def test_an_old_position_leaves_by_its_levels() -> None:
    told = walked(upgraded(), "110.1", "110.1")

    assert closed_of(told).result.reason == "TP"


def test_break_even_of_an_old_position_counts_its_fees() -> None:
    desk = upgraded()
    walked(desk, "104")

    assert desk.engine.break_even_level(desk.position) == 1003


def test_a_position_that_was_planned_without_levels_stays_without() -> None:
    desk = upgraded()
    bare = replace(desk.position, exits=ExitPlan(), stop=None, target=None)
    account, agents = desk.engine.state.account(), tuple(desk.engine.state.agents.values())

    again = desk.make_runtime(Snapshot(account=account, agents=agents, positions=(bare,)))

    (held,) = again.engine.state.positions.values()
    assert (held.exits, held.stop) == (ExitPlan(), None)
