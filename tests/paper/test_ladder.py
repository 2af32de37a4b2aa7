"""A ladder of targets: each rung leaves at its own level, once, and never more than is held."""

import dataclasses

import pytest

from core.events import FillBooked, OrderPlaced, PositionClosed, PositionOpened, PositionReduced
from core.money import Ppm, Steps
from core.trading import RiskSettings, exponential_shares
from core.types import SECOND_NS, Action, ExitReason
from core.values import replace
from exchanges.simulated.faults import Fault, FaultKind, Faults
from exchanges.simulated.paper import PaperSettings
from tests.desk import ScriptedDesk, bar, make_agent, of, prices, the
from tests.paper.exits_script import (
    closed_of,
    holding,
    holding_on_bars,
    ladder,
    left_by,
    rules,
    walked,
)
from tests.paper.script import PERP, SPOT, mark, quote, trade

SLOW = PaperSettings(latency_ns=SECOND_NS // 4, jitter_ns=0)


def test_each_rung_leaves_at_its_level_and_the_last_takes_the_rest() -> None:
    desk = holding(rules("2", "4", "6"))
    told = walked(desk, "102.2", "102.2", "103", "104.2", "104.2", "106.2", "106.2")

    rungs = of(PositionReduced, told)

    assert [(record.rung, record.rungs) for record in rungs] == [(1, 3), (2, 3)]
    assert [str(record.closed) for record in rungs] == ["6.5", "6.5"]  # of 19.6: the rest is last
    assert closed_of(told).result.reason is ExitReason.TAKE_PROFIT
    assert sum(fill.qty for fill in of(FillBooked, told)) == closed_of(told).result.qty


def test_a_short_leaves_downwards() -> None:
    desk = holding(rules("2", "4"), Action.SELL)

    told = walked(desk, "97.9", "97.9", "95.9", "95.9")

    assert [entry[:2] for entry in left_by(told)] == [("TP", "9.7"), ("TP", "rest")]
    assert desk.is_flat


def test_shares_may_be_uneven() -> None:
    shares = exponential_shares(3)
    desk = holding(replace(rules(), targets=ladder("2", "4", "6", shares=shares)))

    sizes = [str(PERP.size(rung.qty)) for rung in desk.position.rungs]

    assert sizes == ["11.1", "5.5", "3.0"]  # 4/7, 2/7 and the rest of 19.6


def test_a_jump_over_several_rungs_takes_them_all() -> None:
    desk = holding(rules("2", "4", "6"))

    told = desk.play(mark(2000, "105"), *prices(2100, "105"))

    assert [entry[:2] for entry in left_by(told)] == [("TP", "6.5"), ("TP", "6.5")]
    assert PERP.size(desk.position.qty) == PERP.size(66)


def test_a_jump_over_all_of_them_leaves_nothing() -> None:
    desk = holding(rules("2", "4", "6"))

    told = desk.play(mark(2000, "110"), *prices(2100, "110"))

    assert desk.is_flat
    assert [order.qty for order in of(OrderPlaced, told)] == [
        PERP.size(qty) for qty in (65, 65, 66)
    ]


def test_a_stop_takes_what_the_rungs_left() -> None:
    desk = holding(rules("2", "4"))
    walked(desk, "102.2", "102.2")

    told = walked(desk, "95", "95", ms=9000)

    assert left_by(told) == [("SL", "rest", str(closed_of(told).result.exit))]
    assert str(the(OrderPlaced, told).qty) == "9.8"


def test_a_stop_hit_while_a_rung_is_on_its_way_takes_the_rest_at_once() -> None:
    desk = holding_slowly(rules("2", "4"))
    (first,) = of(OrderPlaced, desk.play(mark(2000, "102.2")))

    (rest,) = of(OrderPlaced, desk.play(mark(2100, "90")))
    told = desk.play(quote(2250, "95", "95.1"), quote(2400, "94", "94.1"))

    assert (str(first.qty), str(rest.qty)) == ("9.8", "9.8")
    assert (first.exit_reason, rest.exit_reason) == (ExitReason.TAKE_PROFIT, ExitReason.STOP_LOSS)
    assert [entry[:2] for entry in left_by(told)] == [("TP", "9.8"), ("SL", "rest")]


def holding_slowly(risk: RiskSettings) -> ScriptedDesk:
    """The venue hears of an order a quarter of a second later."""
    desk = ScriptedDesk(make_agent(risk=risk), terms=SLOW)
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1300, "100"))
    return desk


def test_a_rung_the_venue_refused_is_sent_again_also_when_the_price_came_back() -> None:
    refusing = Fault(kind=FaultKind.REJECT, at_ns=2 * SECOND_NS, lasts_ns=SECOND_NS)
    desk = holding(rules("2", "4"), faults=Faults((refusing,)))
    desk.play(mark(2000, "102.2"), quote(2100, "102.2", "102.3"))

    again = the(OrderPlaced, desk.play(mark(3100, "101")))
    left = the(PositionReduced, desk.play(quote(3200, "101", "101.1")))

    assert (again.qty, str(again.level)) == (left.closed, "102.1")
    assert (left.rung, str(left.left)) == (1, "9.8")


def test_a_rung_filled_in_part_sends_the_rest_again_and_no_more() -> None:
    desk = holding(rules("2", "4"), terms=PaperSettings(latency_ns=0, jitter_ns=0, impact_levels=0))
    desk.play(mark(2000, "102.2"), quote(2100, "102.2", "102.3", "4"))

    again = the(OrderPlaced, desk.play(mark(3000, "102")))
    desk.play(*prices(3100, "102"))

    assert str(again.qty) == "5.8"
    assert PERP.size(desk.position.qty) == PERP.size(98)
    assert walked(desk, "101", "102", ms=4000) == []


def test_half_closed_by_hand_halves_the_rungs_that_are_left() -> None:
    desk = holding(rules("2", "4"))

    desk.close(50)
    desk.play(*prices(2000, "100"))

    assert [rung.qty for rung in desk.position.rungs] == [49, 49]
    assert [rung.level for rung in desk.position.rungs] == [1021, 1041]


def test_rungs_too_small_for_the_venue_leave_with_the_next_and_that_is_said() -> None:
    big = dataclasses.replace(PERP, min_qty=Steps(60))
    plan = replace(rules(), targets=ladder("2", "4", "6", "8"))
    desk = ScriptedDesk(make_agent(risk=plan), instruments=(big,))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    opened = the(PositionOpened, desk.play(*prices(1100, "100")))

    found = [(rung.level, rung.qty, rung.targets) for rung in desk.position.rungs]

    assert found == [(1041, 98, 2), (1081, 98, 2)]  # 49 each is less than 60
    assert (opened.rungs, opened.merged) == (2, 2)


def test_a_last_rung_too_small_leaves_with_the_one_before() -> None:
    shares = (Ppm(800_000), Ppm(200_000))
    big = dataclasses.replace(PERP, min_qty=Steps(60))
    plan = replace(rules(), targets=ladder("2", "4", shares=shares))
    desk = ScriptedDesk(make_agent(risk=plan), instruments=(big,))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))

    assert (desk.position.rungs, desk.position.target) == ((), 1021)  # all of it at the first


def test_on_spot_a_rung_must_be_worth_enough_to_be_sold() -> None:
    shares = (Ppm(1000), Ppm(999_000))
    plan = replace(rules(), targets=ladder("2", "4", shares=shares))
    desk = ScriptedDesk(make_agent(risk=plan, instrument=SPOT.id, leverage=1), instruments=(SPOT,))
    desk.play(quote(1000, "100", "100.1", instrument=SPOT))
    desk.play(replace(trade(1000, "100", "1"), instrument=SPOT.id))
    desk.signal(Action.BUY)
    desk.play(quote(1100, "100", "100.1", instrument=SPOT))

    assert (desk.position.rungs, desk.position.target) == ((), 1041)


def test_a_restart_with_a_rung_on_its_way_sells_it_once() -> None:
    desk = holding_slowly(rules("2", "4"))
    desk.play(mark(2000, "102.2"))

    desk.restart()
    told = desk.play(quote(2300, "102.2", "102.3"), mark(2400, "102.2"), mark(2500, "102.2"))

    assert [entry[:2] for entry in left_by(told)] == [("TP", "9.8")]
    assert PERP.size(desk.position.qty) == PERP.size(98)
    assert not desk.engine.state.orders


# --- the candle grade


def test_on_a_path_each_rung_is_priced_at_its_own_level() -> None:
    desk = holding_on_bars(rules("2", "4", "20"))

    told = desk.play(*bar(160_000, "100 99 105 104"))

    assert left_by(told) == [("TP", "6.5", "102.0"), ("TP", "6.5", "104.0")]


def test_an_open_beyond_the_rungs_takes_them_there() -> None:
    desk = holding_on_bars(rules("2", "4", "20"))

    told = desk.play(*bar(160_000, "105 105 106 106"))

    assert [entry[2] for entry in left_by(told)] == ["105.0", "105.0"]


@pytest.mark.parametrize("path", ["100 94 103 101", "100 103 94 101"])
def test_a_bar_with_the_stop_and_the_next_rung_stops_first(path: str) -> None:
    desk = holding_on_bars(rules("2", "4"))

    result = closed_of(desk.play(*bar(160_000, path))).result

    assert (result.reason, result.flags) == (ExitReason.STOP_LOSS, ("ambiguous",))
    assert str(result.exit) == "95.000"


@pytest.mark.parametrize("path", ["103 94 105 101", "103 105 94 101"])
def test_after_a_rung_the_rest_is_asked_about_the_next_one(path: str) -> None:
    """Its open takes the first rung; the stop and the second are both inside the bar."""
    desk = holding_on_bars(rules("2", "4"))

    told = desk.play(*bar(160_000, path))

    assert [entry[:2] for entry in left_by(told)] == [("TP", "9.9"), ("SL", "rest")]
    assert the(PositionClosed, told).result.flags == ("ambiguous",)


def test_a_stop_below_a_bar_that_only_reaches_a_rung_is_no_guess() -> None:
    desk = holding_on_bars(rules("2", "4"))

    told = desk.play(*bar(160_000, "100 96 103 101"))

    assert left_by(told) == [("TP", "9.9", "102.0")]
    assert desk.position.flags == ()
