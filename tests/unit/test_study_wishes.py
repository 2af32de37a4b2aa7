"""What a search tries, and what is on the pictures of studies."""

from decimal import Decimal
from math import isnan

import pytest

from app.study_result import MOST_POINTS, thinned
from app.study_tests import drift_of, own_figures
from core.errors import InputError
from core.parameters import Parameter
from core.pictures import EquitySpec, HeatSpec, Theme, Words
from core.statistics import EquityPoint
from core.types import MINUTE_NS, Side
from core.values import replace
from services.study_pictures import both_spec, study_spec
from services.study_wishes import ranges_of
from strategies.base import BacktestsItself
from tests.screens import samples as s
from tests.screens.study_samples import BACKTEST, HONESTY, SEARCH

FAST = Parameter(name="fast", default=8, low=2, high=12)
SLOPE = Parameter(name="slope", default=0.04, low=0.0, high=1.0)
WORD = Parameter(name="word", default="x")


def test_a_grid_goes_from_half_to_twice_within_bounds() -> None:
    (fast,) = ranges_of([FAST, WORD], {}, "grid")
    assert fast.values == (4.0, 6.0, 8.0, 10.0, 12.0)


def test_a_grid_has_two_axes_and_chance_has_all_that_are_bounded() -> None:
    three = [FAST, SLOPE, replace(FAST, name="third")]
    assert [each.name for each in ranges_of(three, {}, "grid")] == ["fast", "slope"]
    assert [each.name for each in ranges_of(three, {}, "random")] == ["fast", "slope", "third"]


def test_what_the_agent_has_now_is_always_tried() -> None:
    (fast,) = ranges_of([FAST], {"fast": 11}, "grid")
    assert 11.0 in fast.values


def test_nothing_with_bounds_is_nothing_to_search() -> None:
    with pytest.raises(InputError) as refused:
        ranges_of([WORD], {}, "grid")
    assert refused.value.code == "study_no_ranges"


def test_a_thinned_curve_keeps_its_ends_and_its_depth() -> None:
    values = [100.0] * 5_000
    values[2_345] = 40.0
    curve = [EquityPoint(number, value) for number, value in enumerate(values)]
    kept = thinned(curve)
    assert len(kept) <= MOST_POINTS + 1
    assert (kept[0], kept[-1]) == (curve[0], curve[-1])
    assert min(point.equity for point in kept) == 40.0


def test_trades_of_one_candle_and_side_are_the_same() -> None:
    lived = s.closed(s.TRADE)
    later = replace(
        lived.result,
        opened_at_ns=lived.result.opened_at_ns + MINUTE_NS,
        entry=lived.result.entry * 2,
    )
    found = drift_of([lived], [replace(lived, result=later)], MINUTE_NS)
    assert (found.both, found.lived_alone, found.tested_alone) == (1, 0, 0)
    assert found.entry_bp == pytest.approx(-5_000 if later.side is Side.LONG else 5_000)


def test_a_trade_of_the_other_side_is_another_one() -> None:
    lived = s.closed(s.TRADE)
    side = Side.SHORT if lived.result.side is Side.LONG else Side.LONG
    other = replace(lived, result=replace(lived.result, side=side, net=Decimal(-3)))
    found = drift_of([lived], [other], MINUTE_NS)
    assert (found.both, found.lived_alone, found.tested_alone) == (0, 1, 1)
    assert (found.lived_net, found.tested_net) == (lived.result.net, Decimal(-3))


class Author:
    def backtest(self, data: object) -> dict[str, object]:
        return {"total_return": 0.14213, "trades": 87}


def test_an_authors_figures_are_told_by_the_authors_names() -> None:
    author = Author()
    assert isinstance(author, BacktestsItself)
    assert own_figures(author, []) == (("total_return", "0.1421"), ("trades", "87"))


def test_a_grid_of_two_is_a_map_with_holes_where_nothing_was_tried() -> None:
    search = SEARCH.search
    assert search is not None
    part = replace(SEARCH, search=replace(search, rows=search.rows[:3]))
    spec = study_spec(part, Words(), Theme.DARK, 0)
    assert isinstance(spec, HeatSpec)
    assert spec.columns == ("20", "30")
    assert spec.frame.subtitle == "→ fast · ↓ slow"
    assert sum(isnan(value) for row in spec.values for value in row) == 1


def test_two_studies_share_one_picture() -> None:
    spec = both_spec(BACKTEST, HONESTY, Words(), Theme.DARK, 0)
    assert isinstance(spec, EquitySpec)
    assert len(spec.curves) == 2


def test_a_study_without_a_curve_has_no_picture() -> None:
    assert study_spec(replace(BACKTEST, curve=()), Words(), Theme.DARK, 0) is None
