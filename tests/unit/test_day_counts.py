"""What an agent earned on a day of its user is of that day alone."""

from core.types import DAY_NS, Action
from tests.desk import ScriptedDesk, prices
from tests.paper.script import MS

NEXT_DAY_MS = DAY_NS // MS


def trade_at(desk: ScriptedDesk, ms: int) -> int:
    """A trade that is over within the second; what its fees and its spread came to."""
    before = desk.agent.realised
    desk.play(*prices(ms, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(ms + 100, "100"))
    desk.close()
    desk.play(*prices(ms + 200, "100"))
    return desk.agent.realised - before


def test_a_new_day_begins_with_nothing() -> None:
    desk = ScriptedDesk()
    first = trade_at(desk, 1_000)
    assert (desk.agent.day_trades, desk.agent.day_realised) == (1, first)

    second = trade_at(desk, NEXT_DAY_MS + 1_000)

    agent = desk.agent
    assert (agent.day, agent.day_trades, agent.day_realised) == (1, 1, second)
    assert (agent.run_trades, agent.run_realised, agent.realised) == (2, *[first + second] * 2)
