"""The five trailing stops: where each moves the stop, and that none ever moves it back.

19.6 long from 100.1 (or short from 100), a stop at 5 %; a taker pays 0.05 % each way.
"""

import pytest

from core.events import Record, StopsMoved
from core.trading import Limit, Trail, TrailKind
from core.types import Action, ExitReason
from tests.desk import AGENT, ScriptedDesk, bar, of, the
from tests.paper.exits_script import (
    closed_of,
    holding,
    holding_on_bars,
    left_by,
    rules,
    stop_of,
    walked,
)
from tests.paper.script import PERP, mark, quote

PCT = Limit.percent


def trail(kind: TrailKind, start: str = "", distance: str = "") -> Trail:
    return Trail(
        kind=kind,
        start=PCT(start) if start else None,
        distance=PCT(distance) if distance else None,
    )


def stops_told(records: list[Record]) -> list[str]:
    moved = [record for record in of(StopsMoved, records) if record.cause == "trailing"]
    return [str(record.stop) for record in moved]


# --- to break-even


def test_break_even_waits_for_its_start_then_costs_nothing_and_stays() -> None:
    desk = holding(rules(trail=trail(TrailKind.BREAK_EVEN, start="2")))

    walked(desk, "102")
    assert stop_of(desk) == "95.1"
    told = walked(desk, "102.1", "110", ms=3000)
    assert (stop_of(desk), stops_told(told)) == ("100.3", ["100.3"])

    result = closed_of(walked(desk, "100.3", "100.3", ms=9000)).result
    assert result.reason is ExitReason.TRAIL
    assert 0 <= result.net < 2


def test_break_even_of_a_short() -> None:
    desk = holding(rules(trail=trail(TrailKind.BREAK_EVEN, start="2")), Action.SELL)

    walked(desk, "98.1")
    assert stop_of(desk) == "105"
    walked(desk, "98", ms=3000)

    assert stop_of(desk) == "99.9"


def test_without_a_start_break_even_waits_for_the_first_target() -> None:
    desk = holding(rules("2", "4", trail=trail(TrailKind.BREAK_EVEN)))

    walked(desk, "102")
    assert stop_of(desk) == "95.1"
    walked(desk, "102.2", "102.2", ms=3000)

    assert stop_of(desk) == "100.3"  # of what is left, whatever the first has brought


def test_a_start_inside_the_fees_waits_until_the_price_is_beyond_break_even() -> None:
    desk = holding(rules(trail=trail(TrailKind.BREAK_EVEN, start="0.1")))

    walked(desk, "100.2", "100.3")
    assert stop_of(desk) == "95.1"
    walked(desk, "100.4", ms=5000)

    assert stop_of(desk) == "100.3"


# --- to the targets taken


def test_a_moving_target_follows_one_target_behind() -> None:
    desk = holding(rules("2", "4", "6", "8", trail=trail(TrailKind.MOVING_TARGET)))

    at = [stop_of(desk)]
    for number, price in enumerate(("102.2", "104.2", "106.2")):
        walked(desk, price, price, ms=3000 * (number + 1))
        at.append(stop_of(desk))

    assert at == ["95.1", "100.3", "102.1", "104.1"]
    told = walked(desk, "104", "104", ms=20_000)
    assert left_by(told) == [("TRAIL", "rest", str(closed_of(told).result.exit))]


def test_a_moving_target_of_a_short() -> None:
    desk = holding(rules("2", "4", "6", trail=trail(TrailKind.MOVING_TARGET)), Action.SELL)

    walked(desk, "97.9", "97.9", "95.9", "95.9")

    assert stop_of(desk) == "98"


def test_two_targets_follow_two_behind() -> None:
    desk = holding(rules("2", "4", "6", "8", trail=trail(TrailKind.TWO_TARGET)))

    at = []
    for number, price in enumerate(("102.2", "104.2", "106.2")):
        walked(desk, price, price, ms=3000 * (number + 1))
        at.append(stop_of(desk))

    assert at == ["95.1", "100.3", "102.1"]


def test_targets_taken_in_one_jump_count_all() -> None:
    desk = holding(rules("2", "4", "6", "8", trail=trail(TrailKind.MOVING_TARGET)))

    told = walked(desk, "106.2", "106.2")

    assert (stop_of(desk), stops_told(told)) == ("104.1", ["104.1"])


# --- below the trigger


def test_below_the_trigger_keeps_its_distance_to_the_target_taken() -> None:
    desk = holding(rules("2", "4", "6", trail=trail(TrailKind.BELOW_TRIGGER, distance="1")))

    walked(desk, "102.2", "103.9")
    assert stop_of(desk) == "101.1"  # 1 % below 102.1, wherever the price went since
    walked(desk, "104.2", "105", ms=6000)

    assert stop_of(desk) == "103.1"


def test_below_the_trigger_without_targets_acts_once_at_its_start() -> None:
    desk = holding(rules(trail=trail(TrailKind.BELOW_TRIGGER, start="2", distance="1")))

    walked(desk, "101", "110", "120")

    assert stop_of(desk) == "101.1"


def test_below_the_trigger_of_a_short() -> None:
    desk = holding(rules("2", "4", trail=trail(TrailKind.BELOW_TRIGGER, distance="1")), Action.SELL)

    walked(desk, "97.9", "97.9")

    assert stop_of(desk) == "98.9"


# --- below the highest


def test_below_the_highest_follows_every_best_price_and_never_back() -> None:
    desk = holding(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="2")))

    at = [stop_of(desk)]
    for number, price in enumerate(("101", "103", "102", "101.5", "104")):
        walked(desk, price, ms=2000 + 1000 * number)
        at.append(stop_of(desk))

    assert at == ["98.1", "99", "101", "101", "101", "102"]
    result = closed_of(walked(desk, "101.9", "101.9", ms=9000)).result
    assert (result.reason, str(result.exit)) == (ExitReason.TRAIL, "101.900")


def test_below_the_highest_of_a_short_follows_the_lowest() -> None:
    desk = holding(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="2")), Action.SELL)

    walked(desk, "98", "96", "97")

    assert stop_of(desk) == "97.9"


def test_below_the_highest_sleeps_until_its_start() -> None:
    desk = holding(rules(trail=trail(TrailKind.BELOW_HIGHEST, start="2", distance="1")))

    walked(desk, "102")
    assert (stop_of(desk), desk.position.is_trailing) == ("95.1", False)
    walked(desk, "105", ms=3000)

    assert (stop_of(desk), desk.position.best) == ("104", 1050)


def test_a_gap_through_a_trailing_stop_fills_at_the_worse_price() -> None:
    desk = holding(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="2")))
    walked(desk, "110")

    told = desk.play(mark(5000, "90"), quote(5100, "90", "90.1"))

    assert (closed_of(told).result.reason, str(closed_of(told).result.exit)) == (
        ExitReason.TRAIL,
        "90.000",
    )


def test_a_mark_between_ticks_counts_as_the_tick_it_has_surely_passed() -> None:
    desk = holding(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="2")))

    desk.play(mark(2000, "103.09999999"))

    assert desk.position.best == 1030


# --- the journal and the disk


def test_the_journal_hears_of_a_quarter_of_the_distance_not_of_every_tick() -> None:
    desk = holding(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="4")))
    ticks = [f"{100 + number / 10:.1f}" for number in range(2, 60)]

    told = walked(desk, *ticks)

    assert len(stops_told(told)) in range(4, 7)  # nearly six up, a quarter of four at a time
    assert len(desk.journal.units) < len(ticks)


def test_what_was_not_told_yet_is_told_when_it_leaves() -> None:
    desk = holding(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="4")))
    walked(desk, "100.4")
    assert stop_of(desk) != str(PERP.price(desk.position.told_stop or 0))

    told = walked(desk, "96", ms=5000)

    assert the(StopsMoved, told).cause == "trailing"
    assert the(StopsMoved, told).stop == PERP.price(desk.position.stop or 0)


def test_a_restart_knows_the_best_price_of_the_last_commit() -> None:
    """The heartbeat stores what no record told, together with until when prices were watched."""
    desk = holding(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="4")))
    walked(desk, "100.4")
    before = desk.position
    desk.beat()

    desk.restart()

    assert desk.position == before
    assert desk.engine.state.lanes[PERP.id].upper == 1005  # a better price is a judged one


def test_after_a_kill_the_stop_is_not_behind_the_one_that_was_told() -> None:
    desk = holding(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="4")))
    told = stops_told(walked(desk, "100.4", "103", "103.3"))

    desk.restart()  # nothing was stored since the last record

    assert stop_of(desk) == told[-1].removesuffix(".0")


# --- on quotes, on prints, on candles


def test_on_bars_the_best_price_is_the_paths() -> None:
    desk = holding_on_bars(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="2")))

    desk.play(*bar(160_000, "100 99.5 105 104"))

    assert stop_of(desk) == "102.9"


def test_on_bars_a_fall_after_the_high_meets_the_lifted_stop_at_its_level() -> None:
    desk = holding_on_bars(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="2")))

    told = desk.play(*bar(160_000, "100 105 101 102"), *bar(240_000, "102 102 102 102"))

    result = closed_of(told).result
    assert (result.reason, str(result.exit)) == (ExitReason.TRAIL, "102.900")
    assert result.flags == ()


@pytest.mark.parametrize("path", ["100 105 94 101", "100 94 105 101"])
def test_on_bars_the_stop_in_force_comes_before_a_better_price_of_the_same_bar(path: str) -> None:
    """Whatever the path: nobody knows whether the high came first and would have lifted it."""
    desk = holding_on_bars(rules(trail=trail(TrailKind.BELOW_HIGHEST, start="2", distance="2")))

    result = closed_of(desk.play(*bar(160_000, path))).result

    assert (result.reason, result.flags) == (ExitReason.STOP_LOSS, ("ambiguous",))
    assert str(result.exit) == "95.000"


def test_on_bars_an_open_that_jumped_is_a_price_like_any_other() -> None:
    desk = holding_on_bars(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="2")))

    desk.play(*bar(160_000, "110 109 110 109"))

    assert stop_of(desk) == "107.8"


def test_a_stop_a_person_moved_is_no_trailing_stop() -> None:
    desk = holding(rules(trail=trail(TrailKind.BREAK_EVEN, start="9")))
    walked(desk, "104")
    desk.do(desk.engine.break_even(AGENT, desk.now_ns))

    assert closed_of(walked(desk, "100", "100", ms=5000)).result.reason is ExitReason.STOP_LOSS


def test_a_position_is_told_with_the_stop_its_trail_gave_it() -> None:
    desk: ScriptedDesk = holding(rules(trail=trail(TrailKind.BELOW_HIGHEST, distance="2")))

    assert stop_of(desk) == "98.1"
    assert stops_told(desk.records) == []
