"""Alerts of one trade reply to the first of them; a flip is told in the thread it ends."""

from core.types import Action
from exchanges.simulated.paper import PaperSettings
from tests.desk import ScriptedDesk, make_agent, prices
from tests.paper.script import quote

NO_DEPTH = PaperSettings(latency_ns=0, jitter_ns=0, impact_levels=0)
"""Behind the quote there is nothing."""


def long() -> ScriptedDesk:
    desk = ScriptedDesk(make_agent(), terms=NO_DEPTH)
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    return desk


def threads(desk: ScriptedDesk) -> list[tuple[str, str]]:
    return [
        (owed.name.removeprefix("paper_"), owed.thread)
        for unit in desk.journal.units
        for owed in unit.owed
    ]


def test_parts_and_the_close_are_told_in_the_thread_of_the_open() -> None:
    desk = long()
    trade = desk.position.trade_id
    desk.close(50)
    desk.play(*prices(1200, "100"))
    desk.close()
    desk.play(*prices(1300, "100"))
    assert threads(desk) == [
        ("position_opened", trade),
        ("position_reduced", trade),
        ("position_closed", trade),
    ]


def test_a_flip_is_told_in_the_thread_that_it_ends() -> None:
    desk = long()
    trade = desk.position.trade_id
    desk.signal(Action.SELL)
    desk.play(*prices(1200, "104"))
    assert threads(desk)[1:] == [("position_flipped", trade)]


def test_a_flip_that_stays_flat_is_told_in_the_thread_that_it_ends() -> None:
    desk = long()
    trade = desk.position.trade_id
    desk.signal(Action.SELL)
    desk.play(quote(1200, "100", "100.1", size="19.6"))
    assert ("flip_left_flat", trade) in threads(desk)
