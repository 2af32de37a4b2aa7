"""P11: one bar that holds both SL and TP of a position stops it first, whatever the path, and says
that it is ambiguous; per position; what the open jumped over is no guess."""

import pytest

from core.events import PositionClosed
from core.trading import Limit
from core.types import Action, AgentId, ExitReason, Side
from core.values import replace
from tests.desk import AGENT, ROOMY, ScriptedDesk, bar, make_agent, of, the

OTHER = AgentId("u1-2")


def holding(action: Action = Action.BUY) -> ScriptedDesk:
    """One position at about 100 from a first bar; stop at 5 %, target at 10 %."""
    desk = ScriptedDesk(make_agent(), make_agent(OTHER))
    desk.play(*bar(0, "100 100 100 100"))
    desk.signal(action)
    desk.play(*bar(80_000, "100 100 100 100"))
    return desk


@pytest.mark.parametrize("path", ["100 94 112 105", "100 112 94 105"])
def test_a_bar_with_both_stops_first_whatever_its_path(path: str) -> None:
    desk = holding()

    result = the(PositionClosed, desk.play(*bar(160_000, path))).result

    assert (result.reason, result.flags) == (ExitReason.STOP_LOSS, ("ambiguous",))
    assert str(result.exit) == "95.000"  # the level 95.1 less half the spread and slippage
    assert result.reason is not ExitReason.TAKE_PROFIT  # what the path 112 before 94 would say


def test_a_short_with_both_stops_first_too() -> None:
    desk = holding(Action.SELL)

    result = the(PositionClosed, desk.play(*bar(160_000, "100 89 106 100"))).result

    assert (result.side, result.reason) == (Side.SHORT, ExitReason.STOP_LOSS)
    assert result.flags == ("ambiguous",)


@pytest.mark.parametrize(
    ("path", "reason", "price"),
    [
        ("100 112 99 105", ExitReason.TAKE_PROFIT, "110.000"),
        ("100 94 101 100", ExitReason.STOP_LOSS, "95.000"),
    ],
)
def test_a_bar_with_one_of_them_is_no_guess(path: str, reason: ExitReason, price: str) -> None:
    desk = holding()

    result = the(PositionClosed, desk.play(*bar(160_000, path))).result

    assert (result.reason, str(result.exit), result.flags) == (reason, price, ())


def test_an_open_that_jumped_over_the_target_takes_it_there() -> None:
    desk = holding()

    result = the(PositionClosed, desk.play(*bar(160_000, "120 94 121 94"))).result

    assert (result.reason, result.flags) == (ExitReason.TAKE_PROFIT, ())
    assert str(result.exit) == "119.900"  # not the level 110.1, and not the stop of the same bar


def test_an_open_that_jumped_over_the_stop_fills_worse_than_the_stop() -> None:
    desk = holding()

    result = the(PositionClosed, desk.play(*bar(160_000, "90 90 112 100"))).result

    assert (result.reason, result.flags) == (ExitReason.STOP_LOSS, ())
    assert str(result.exit) == "89.900"


def test_each_position_is_asked_about_its_own_levels() -> None:
    """The bar is ambiguous for one agent and plain for the other, whose stop is further away."""
    far = make_agent(OTHER, risk=replace(ROOMY, stop_loss=Limit.percent("9")))
    desk = ScriptedDesk(make_agent(), far)
    desk.play(*bar(0, "100 100 100 100"))
    desk.signal(Action.BUY)
    desk.signal(Action.BUY, OTHER)
    desk.play(*bar(80_000, "100 100 100 100"))

    closed = of(PositionClosed, desk.play(*bar(160_000, "100 94 112 105")))

    found = {record.agent: (record.result.reason, record.result.flags) for record in closed}
    assert found == {
        AGENT: (ExitReason.STOP_LOSS, ("ambiguous",)),
        OTHER: (ExitReason.TAKE_PROFIT, ()),
    }


def test_a_liquidation_inside_the_bar_counts_as_its_stop() -> None:
    risk = replace(ROOMY, stop_loss=Limit.percent("1"))
    desk = ScriptedDesk(make_agent(risk=risk, leverage=50))
    desk.play(*bar(0, "100 100 100 100"))
    desk.signal(Action.BUY)
    desk.play(*bar(80_000, "100 100 100 100"))
    desk.engine.state.hold(replace(desk.position, stop=None))

    result = the(PositionClosed, desk.play(*bar(160_000, "100 112 97 100"))).result

    assert (result.reason, result.flags) == (ExitReason.LIQUIDATION, ("ambiguous",))


@pytest.mark.parametrize(
    ("finer", "reason", "price"),
    [
        (("100 99 112 111", "111 111 94 105"), ExitReason.TAKE_PROFIT, "110.000"),
        (("100 101 94 95", "95 94 112 105"), ExitReason.STOP_LOSS, "95.000"),
    ],
)
def test_finer_bars_say_what_came_first_where_the_coarse_one_guesses(
    finer: tuple[str, str], reason: ExitReason, price: str
) -> None:
    """Both pairs make up the coarse bar of a low of 94 and a high of 112."""
    coarse, fine = holding(), holding()

    guess = the(PositionClosed, coarse.play(*bar(160_000, "100 94 112 105"))).result
    bars = [
        each for number, text in enumerate(finer) for each in bar(160_000 + 80_000 * number, text)
    ]
    known = the(PositionClosed, fine.play(*bars)).result

    assert (guess.reason, guess.flags) == (ExitReason.STOP_LOSS, ("ambiguous",))
    assert (known.reason, str(known.exit), known.flags) == (reason, price, ())


def test_a_finer_bar_that_holds_both_again_is_a_guess_again() -> None:
    desk = holding()

    bars = [*bar(160_000, "100 99 101 100"), *bar(240_000, "100 112 94 105")]
    result = the(PositionClosed, desk.play(*bars)).result

    assert (result.reason, result.flags) == (ExitReason.STOP_LOSS, ("ambiguous",))
