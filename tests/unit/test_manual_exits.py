"""Open positions by hand: a part taken out, the stop moved, the whole plan of exits edited."""

from decimal import Decimal

import pytest

from core.errors import InputError
from core.events import SettingChanged, StopsMoved
from core.money import PPM, Ppm
from core.trading import ExitPlan, Limit, Target, Trail, TrailKind
from core.types import Action, ExitReason
from core.values import replace
from tests.desk import AGENT, ROOMY, make_agent, of, prices, the
from tests.desk_house import BY, House
from tests.paper.exits_script import closed_of, ladder, left_by, walked

PCT = Limit.percent
ALL = Ppm(PPM)


def plan(
    *targets: str, stop: str = "5", trail: Trail | None = None, time_stop_s: int = 0
) -> ExitPlan:
    return ExitPlan(
        stop_loss=PCT(stop) if stop else None,
        targets=ladder(*targets) if targets else (),
        trail=trail,
        time_stop_s=time_stop_s,
    )


class Held:
    """A house that holds 19.6 long at 100.1 (or 19.5 short at 100): stop 5 %, target 10 %."""

    def __init__(self, action: Action = Action.BUY, **risk: object) -> None:
        agent = make_agent(risk=replace(ROOMY, **risk))  # type: ignore[arg-type]
        self.house = House(agent=agent)
        self.version = self.house.hold(action)
        self.trade = self.house.desk.position.trade_id
        self.exits = self.house.trading.manual_exits
        self.desk = self.house.desk

    async def plan(self, wanted: ExitPlan) -> str:
        return await self.exits.set_exits(self.trade, wanted, version=self.version, by=BY)

    async def refusal(self, wanted: ExitPlan) -> tuple[str, dict[str, str]]:
        """Why a plan cannot be; nothing may have changed."""
        before, units = self.desk.position, len(self.desk.journal.units)
        with pytest.raises(InputError) as refused:
            await self.plan(wanted)
        assert (self.desk.position, len(self.desk.journal.units)) == (before, units)
        return refused.value.code, refused.value.values


# --- the plan as it is shown


async def test_a_position_shows_the_plan_of_its_agent() -> None:
    held = Held()

    assert held.exits.exits(held.trade) == ExitPlan(
        stop_loss=PCT("5"), targets=(Target(distance=PCT("10"), share=ALL),)
    )
    assert held.exits.exits("gone") is None


async def test_a_ladder_shows_what_is_left_of_it() -> None:
    held = Held(targets=ladder("2", "4", "6"), take_profit=None)
    walked(held.desk, "102.2", "102.2")

    shown = held.exits.exits(held.trade)
    (view,) = held.exits.positions()

    assert shown is not None
    assert [(target.distance, target.share) for target in shown.targets] == [
        (PCT("4"), 499_999),
        (PCT("6"), 500_001),
    ]
    assert [rung.is_taken for rung in view.targets] == [True, False, False]
    assert [str(rung.price) for rung in view.targets] == ["102.1", "104.1", "106.1"]
    shares = sum((rung.share_pct for rung in view.targets), Decimal(0))
    assert abs(shares - 100) < Decimal("0.02")


async def test_a_rungs_result_is_what_it_will_bring() -> None:
    held = Held(targets=ladder("2", "4"), take_profit=None)
    (view,) = held.exits.positions()

    result = closed_of(walked(held.desk, "104.1", "104.1")).result

    at_both = sum(rung.result for rung in view.targets)
    moved = Decimal("2") * Decimal("9.8")  # the first left at 104.1 instead of 102.1
    assert abs(result.net - at_both - moved) < Decimal("0.02")


async def test_a_stop_that_was_moved_is_shown_where_it_stands() -> None:
    held = Held()
    walked(held.desk, "104")
    assert await held.exits.break_even_of(held.trade, version=held.version, by=BY) == "done"

    shown = held.exits.exits(held.trade)

    assert shown is not None
    assert shown.stop_loss == Limit.usd("-0.2")  # 100.3: ahead of the entry


# --- changing it


@pytest.mark.parametrize("action", [Action.BUY, Action.SELL])
async def test_a_new_plan_is_in_force_at_once(action: Action) -> None:
    held = Held(action)

    assert await held.plan(plan("2", "4", stop="3")) == "done"

    side, entry = int(held.desk.position.side), 1001 if action is Action.BUY else 1000
    levels = [rung.level for rung in held.desk.position.rungs]
    assert [side * (level - entry) for level in levels] == [20, 40]
    assert side * (entry - (held.desk.position.stop or 0)) == 30
    moved = the(StopsMoved, held.desk.records)
    changed = the(SettingChanged, held.desk.records)
    assert (moved.cause, changed.setting, changed.by) == ("manual", "exits", str(BY))
    assert (changed.old, changed.new) == ("SL 5% TP 10%", "SL 3% TP 2%/4%")


async def test_what_a_plan_leaves_as_it_was_shown_stays_as_it_is() -> None:
    """A trailing stop goes on where it stands, a taken rung is not taken again."""
    trail = Trail(kind=TrailKind.BELOW_HIGHEST, distance=PCT("2"))
    held = Held(targets=ladder("2", "4", "6"), take_profit=None, trail=trail)
    walked(held.desk, "102.2", "102.2")
    stop, version = held.desk.position.stop, held.exits.positions()[0].version
    shown = held.exits.exits(held.trade)
    assert shown is not None

    wanted = replace(shown, time_stop_s=3600)
    await held.exits.set_exits(held.trade, wanted, version=version, by=BY)

    position = held.desk.position
    assert (position.stop, position.is_trailing, position.best) == (stop, True, 1022)
    assert [rung.is_taken for rung in position.rungs] == [True, False, False]
    assert position.expires_ns == position.opened_at_ns + 3600 * 10**9


async def test_a_trail_given_late_begins_at_the_price_of_now() -> None:
    held = Held()
    walked(held.desk, "104")

    await held.plan(plan("10", trail=Trail(kind=TrailKind.BELOW_HIGHEST, distance=PCT("1"))))

    assert (held.desk.position.stop, held.desk.position.best) == (1030, 1040)


async def test_new_targets_after_one_was_taken_are_of_what_is_left() -> None:
    held = Held(targets=ladder("2", "4"), take_profit=None)
    walked(held.desk, "102.2", "102.2")
    version = held.exits.positions()[0].version

    await held.exits.set_exits(held.trade, plan("5", "7"), version=version, by=BY)
    told = walked(held.desk, "108", "108", ms=9000)

    assert [entry[:2] for entry in left_by(told)] == [("TP", "4.9"), ("TP", "rest")]


async def test_no_plan_at_all_is_a_plan() -> None:
    held = Held()

    assert await held.plan(ExitPlan()) == "done"

    assert (held.desk.position.stop, held.desk.position.target) == (None, None)
    assert walked(held.desk, "92", "130") == []


async def test_a_plan_for_another_position_changes_nothing() -> None:
    held = Held()
    exits = held.exits

    assert await exits.set_exits(held.trade, plan("2"), version="0.0.0", by=BY) == "stale"
    assert await exits.set_exits("gone", plan("2"), version=held.version, by=BY) == "flat"


async def test_a_position_on_its_way_out_has_no_plan_any_more() -> None:
    held = Held()
    held.desk.close()

    assert await held.plan(plan("2")) == "stale"


# --- what cannot be


@pytest.mark.parametrize(
    ("action", "wanted", "code", "price"),
    [
        (Action.BUY, plan("2", stop="-0.2"), "stop_below", "100.0"),
        (Action.SELL, plan("2", stop="-0.2"), "stop_above", "100.0"),
        (Action.BUY, plan("-0.5"), "target_above", "100.0"),
        (Action.SELL, plan("-0.5"), "target_below", "100.0"),
        (Action.BUY, plan("2", stop="12"), "stop_above", "90.5"),
        (Action.SELL, plan("2", stop="12"), "stop_below", "109.5"),
    ],
)
async def test_a_level_on_the_wrong_side_names_the_one_that_would_be_right(
    action: Action, wanted: ExitPlan, code: str, price: str
) -> None:
    """Of the price, and of the liquidation that would come first."""
    assert await Held(action).refusal(wanted) == (code, {"price": price})


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (replace(plan(), targets=(Target(distance=PCT("2"), share=Ppm(1)),)), "shares"),
        (plan("2", trail=Trail(kind=TrailKind.MOVING_TARGET)), "trail_targets"),
        (plan("2", "4", trail=Trail(kind=TrailKind.BELOW_TRIGGER)), "trail_distance"),
        (plan("2", trail=Trail(kind=TrailKind.BREAK_EVEN)), "trail_start"),
        (plan(time_stop_s=-1), "time_stop"),
    ],
)
async def test_a_plan_that_means_nothing_says_what_is_missing(wanted: ExitPlan, code: str) -> None:
    assert (await Held().refusal(wanted))[0] == code


async def test_a_time_that_has_passed_names_the_least() -> None:
    held = Held()
    held.desk.play(*prices(61_300, "100"))

    assert await held.refusal(plan(time_stop_s=60)) == ("time_stop", {"least": "61"})


async def test_a_loss_that_was_made_already_names_it() -> None:
    held = Held()
    walked(held.desk, "98")

    code, values = await held.refusal(replace(plan(), max_loss=Limit.usd("10")))

    assert (code, values) == ("max_loss_reached", {"lost": "43.10"})


# --- parts


@pytest.mark.parametrize(
    ("share", "closed"), [("250000", "4.9"), ("500000", "9.8"), ("333333", "6.5")]
)
async def test_a_share_leaves_in_whole_steps(share: str, closed: str) -> None:
    held = Held()
    part = Ppm(int(share))

    assert await held.exits.reduce(held.trade, share=part, version=held.version, by=BY) == "done"

    told = walked(held.desk, "100")
    assert left_by(told) == [("MANUAL", closed, "100.0")]


async def test_all_of_it_closes() -> None:
    held = Held()

    assert await held.exits.reduce(held.trade, share=ALL, version=held.version, by=BY) == "done"

    assert closed_of(walked(held.desk, "100")).result.reason is ExitReason.MANUAL


async def test_while_a_part_is_on_its_way_there_is_no_second_one() -> None:
    held = Held()
    half = Ppm(500_000)
    await held.exits.reduce(held.trade, share=half, version=held.version, by=BY)

    again = await held.exits.reduce(held.trade, share=half, version=held.version, by=BY)

    assert again == "pending"


async def test_a_part_no_venue_takes_is_too_small() -> None:
    held = Held()

    answer = await held.exits.reduce(held.trade, share=Ppm(1000), version=held.version, by=BY)

    assert answer == "too_small"
    assert of(StopsMoved, held.desk.records) == []


async def test_break_even_of_a_loser_is_refused() -> None:
    held = Held()

    assert await held.exits.break_even_of(held.trade, version=held.version, by=BY) == "losing"


# --- how it is shown


async def test_a_position_says_whose_it_is_and_how_it_leaves() -> None:
    trail = Trail(kind=TrailKind.BELOW_HIGHEST, distance=PCT("2"))
    held = Held(trail=trail, time_stop_s=60)

    (view,) = held.exits.positions()

    assert (view.trade_id, view.agent, view.agent_name) == (held.trade, AGENT, "auto")
    assert (view.is_manual, view.is_trailing, view.exits.trail) == (False, True, trail)
    assert view.time_stop_at_ns == view.opened_at_ns + 60 * 10**9
    assert [str(rung.price) for rung in view.targets] == ["110.1"]


async def test_a_stop_that_trailed_stays_when_its_trail_is_taken_away() -> None:
    trail = Trail(kind=TrailKind.BELOW_HIGHEST, distance=PCT("2"))
    held = Held(trail=trail)
    walked(held.desk, "104")
    shown = held.exits.exits(held.trade)
    assert shown is not None

    await held.plan(replace(shown, trail=None))

    position = held.desk.position
    assert (position.stop, position.is_trailing, position.wake) == (1020, False, None)
    assert closed_of(walked(held.desk, "101", "101", ms=9000)).result.reason is ExitReason.STOP_LOSS
