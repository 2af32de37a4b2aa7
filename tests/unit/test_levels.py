"""Stops, targets, shares and trailing as typed, turned into an exit plan."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.money import PPM, Ppm
from core.trading import ExitPlan, Limit, Target, TrailKind, even_shares, exponential_shares
from core.types import Side
from services.levels import Ground
from services.plans import changed_plan, is_plan_field, parse_shares

LONG = Ground(side=Side.LONG, entry=D(60_000), now=D(60_000))
SHORT = Ground(side=Side.SHORT, entry=D(150), now=D(150))
NOTHING = ExitPlan()
FIELDS = ("stop", "target", "rung", "unrung", "share", "trailing", "trail_distance", "trail_start")


def plan(**typed: str) -> ExitPlan:
    made = NOTHING
    for field, text in typed.items():
        made = changed_plan(made, field, text, LONG)
    return made


def code_of(field: str, text: str, ground: Ground = LONG, before: ExitPlan = NOTHING) -> str:
    with pytest.raises(InputError) as error:
        changed_plan(before, field, text, ground)
    return error.value.code


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("1.5%", Limit.percent("1.5")),
        ("-1.5%", Limit.percent("1.5")),
        ("1,5", Limit.percent("1.5")),
        ("59400", Limit.usd("600")),
        ("@59400", Limit.usd("600")),
        ("600$", Limit.usd("600")),
        ("off", None),
    ],
)
def test_a_stop_is_a_distance_from_the_entry(text: str, limit: Limit | None) -> None:
    assert plan(stop=text).stop_loss == limit


def test_a_short_stops_above_its_entry() -> None:
    made = changed_plan(NOTHING, "stop", "150.2", SHORT)
    assert made.stop_loss == Limit.usd("0.2")
    assert code_of("stop", "149.8", SHORT) == "out_of_bounds"


def test_a_stop_in_profit_is_a_distance_below_nought() -> None:
    ground = Ground(side=Side.LONG, entry=D(60_000), now=D(61_000))
    assert changed_plan(NOTHING, "stop", "@60500", ground).stop_loss == Limit.usd("-500")


@pytest.mark.parametrize("text", ["@60100", "@61000", "70%", "0%", "0", "@1"])
def test_a_stop_that_cannot_be_names_its_bounds(text: str) -> None:
    assert code_of("stop", text) == "out_of_bounds"


def test_the_bounds_of_a_price_are_prices() -> None:
    with pytest.raises(InputError) as error:
        changed_plan(NOTHING, "stop", "@61000", LONG)
    assert error.value.values["low"] == "30000"
    assert error.value.values["high"] == "59970"


def test_a_number_that_could_be_percent_or_price_is_not_guessed() -> None:
    cheap = Ground(side=Side.LONG, entry=D(3), now=D(3))
    assert code_of("target", "4", cheap) == "ambiguous_level"
    assert changed_plan(NOTHING, "target", "4%", cheap).targets[0].distance == Limit.percent("4")
    assert changed_plan(NOTHING, "target", "@4", cheap).targets[0].distance == Limit.usd("1")


def test_a_ladder_is_typed_as_distances_or_prices() -> None:
    for text in ("2,4,6", "6 4 2", "61200 62400 63600", "2%,4%,6%"):
        ladder = plan(target=text).targets
        assert [target.share for target in ladder] == list(even_shares(3))
        assert ladder[0].distance in (Limit.percent("2"), Limit.usd("1200"))


def test_r_counts_the_stop() -> None:
    ladder = plan(stop="1.5%", target="1r 2r").targets
    assert [target.distance for target in ladder] == [Limit.percent("1.5"), Limit.percent("3")]
    assert code_of("target", "2r") == "r_without_stop"
    assert code_of("stop", "1r") == "stop_in_r"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 2 3 4 5 6 7", "most_rungs"),
        ("2 2", "rung_twice"),
        ("", "not_a_number"),
        (",", "not_a_number"),
        ("2,4", "ambiguous_list"),
        ("@59000", "out_of_bounds"),
        ("501%", "out_of_bounds"),
        ("٢ ٤", "foreign_digits"),
    ],
)
def test_a_ladder_that_cannot_be_says_why(text: str, code: str) -> None:
    assert code_of("target", text) == code


def test_a_rung_is_added_beyond_the_last_and_taken_away() -> None:
    made = plan(target="2 4", rung="+")
    assert [target.distance.number for target in made.targets] == [2, 4, 6]
    made = changed_plan(made, "unrung", "1", LONG)
    assert [target.distance.number for target in made.targets] == [4, 6]
    assert sum(target.share for target in made.targets) == PPM


def test_the_first_rung_and_the_last_one_gone() -> None:
    made = plan(rung="+")
    assert [(target.distance.number, target.share) for target in made.targets] == [(D(2), Ppm(PPM))]
    assert changed_plan(made, "unrung", "1", LONG).targets == ()


@pytest.mark.parametrize("text", ["50,30,20", "50 30 20", "50% 30% 20%", "50;30;20"])
def test_typed_shares_are_read_however_they_are_parted(text: str) -> None:
    assert parse_shares(text, 3) == (500_000, 300_000, 200_000)


def test_shares_even_and_exponential_are_asked_for_by_name() -> None:
    assert parse_shares("even", 3) == even_shares(3)
    assert parse_shares("exp", 3) == exponential_shares(3)


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("50,30", "shares_count", {"count": "3", "got": "2"}),
        ("50,30,10", "shares_missing", {"sum": "90", "rest": "10"}),
        ("50,30,30", "shares_over", {"sum": "110", "rest": "10"}),
    ],
)
def test_shares_that_do_not_sum_to_a_whole_say_what_is_missing(
    text: str, code: str, values: dict[str, str]
) -> None:
    with pytest.raises(InputError) as error:
        parse_shares(text, 3)
    assert (error.value.code, error.value.values) == (code, values)


def test_shares_stay_when_the_ladder_moves_and_are_even_when_it_grows() -> None:
    made = plan(target="2 4 6", share="50 30 20")
    moved = changed_plan(made, "target", "3 5 7", LONG)
    assert [target.share for target in moved.targets] == [500_000, 300_000, 200_000]
    grown = changed_plan(moved, "target", "3 5 7 9", LONG)
    assert [target.share for target in grown.targets] == list(even_shares(4))


@pytest.mark.parametrize("kind", [kind for kind in TrailKind if not kind.needs_targets])
def test_trailing_without_a_ladder_knows_when_it_wakes(kind: TrailKind) -> None:
    trail = plan(trailing=kind.value).trail
    assert trail is not None
    assert trail.kind is kind
    assert (trail.distance is not None) is kind.needs_distance
    assert trail.start is not None or kind is TrailKind.BELOW_HIGHEST


def test_trailing_that_follows_targets_needs_two() -> None:
    assert code_of("trailing", "moving_target") == "trail_targets"
    made = plan(target="2 4", trailing="moving_target")
    assert made.trail is not None
    assert changed_plan(made, "unrung", "1", LONG).trail is None


def test_a_typed_trail_follows_the_best_price() -> None:
    trail = plan(trailing="0,8%", trail_start="1%").trail
    assert trail is not None
    assert (trail.kind, trail.distance) == (TrailKind.BELOW_HIGHEST, Limit.percent("0.8"))
    assert trail.start == Limit.percent("1")
    assert plan(trailing="1%", trail_distance="2%").trail != trail
    assert plan(trailing="1%", **{"trail_start": "off"}).trail is not None


def test_without_a_price_only_percents_are_taken() -> None:
    blind = Ground(side=Side.LONG)
    assert changed_plan(NOTHING, "stop", "1", blind).stop_loss == Limit.percent("1")
    assert code_of("stop", "@5", blind) == "no_price_yet"


@given(st.sampled_from(FIELDS), st.text(max_size=30) | st.from_regex(r"[\d.,%@r$ -]{1,20}"))
def test_nothing_typed_breaks_a_plan(field: str, text: str) -> None:
    before = ExitPlan(
        stop_loss=Limit.percent("1"),
        targets=(Target(distance=Limit.percent("2"), share=Ppm(PPM)),),
    )
    try:
        made = changed_plan(before, field, text, LONG)
    except InputError:
        return
    shares = [target.share for target in made.targets]
    assert not shares or sum(shares) == PPM
    assert all(share > 0 for share in shares)
    assert is_plan_field(field)
