"""A time stop takes a position out once it is old enough, by whatever event says so."""

import pytest

from core.market import FeedState, MarketEvent
from core.types import Action, ExitReason, FeedStatus
from tests.desk import bar, prices
from tests.paper.exits_script import closed_of, holding, holding_on_bars, rules
from tests.paper.script import MS, PERP, mark, quote, trade

DUE = 61_100
"""A minute after the entry filled, in milliseconds."""


@pytest.mark.parametrize(
    "event",
    [
        quote(DUE, "101", "101.1"),
        trade(DUE, "101", "1"),
        mark(DUE, "101"),
        FeedState(PERP.id, DUE * MS, FeedStatus.STALE, "silence"),
    ],
)
def test_any_event_of_the_instrument_will_do(event: MarketEvent) -> None:
    desk = holding(rules(time_stop_s=60))
    assert desk.play(*prices(DUE - 1, "101")) == []

    told = desk.play(event, quote(DUE + 100, "101.5", "101.6"))

    assert closed_of(told).result.reason is ExitReason.TIME
    assert closed_of(told).result.closed_at_ns == (DUE + 100) * MS


def test_a_short_leaves_too() -> None:
    desk = holding(rules(time_stop_s=60), Action.SELL)

    assert closed_of(desk.play(*prices(DUE, "101"), *prices(DUE + 1, "101"))).result.side == -1


def test_a_stop_that_came_first_stands() -> None:
    desk = holding(rules(time_stop_s=60))
    desk.play(mark(DUE - 1, "90"))

    told = desk.play(mark(DUE, "90"), quote(DUE + 1, "90", "90.1"))

    assert closed_of(told).result.reason is ExitReason.STOP_LOSS


def test_on_bars_it_leaves_at_the_first_open_that_is_late_enough() -> None:
    """The entry filled at 80 s; 100 s later lies in the bar from 160 s on."""
    desk = holding_on_bars(rules(time_stop_s=100))
    assert desk.play(*bar(160_000, "101 99 103 102")) == []
    assert not desk.is_flat

    told = desk.play(*bar(240_000, "104 99 105 101"))

    assert (closed_of(told).result.reason, str(closed_of(told).result.exit)) == (
        ExitReason.TIME,
        "104.000",
    )


def test_a_restart_keeps_it() -> None:
    desk = holding(rules(time_stop_s=60))

    desk.restart()

    told = desk.play(*prices(DUE, "101"), *prices(DUE + 1, "101"))

    assert closed_of(told).result.reason is ExitReason.TIME
