"""Time in the market and money moved, against numbers counted by hand and a slow oracle."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.activity import activity, exposure, turnover
from core.events import PositionClosed
from core.types import HOUR_NS, InstrumentId
from core.values import replace
from tests.unit.test_trade_statistics import closed

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), min_size=1, max_size=12)


def held(begin: int, hours: int) -> PositionClosed:
    trade = closed("1")
    result = replace(
        trade.result, opened_at_ns=begin * HOUR_NS, closed_at_ns=(begin + hours) * HOUR_NS
    )
    return replace(trade, result=result)


def test_exposure_is_the_share_of_time_with_something_open() -> None:
    assert exposure([held(0, 2), held(6, 2)]) == pytest.approx(0.5)


def test_two_positions_at_once_count_once() -> None:
    assert exposure([held(0, 4), held(1, 1), held(2, 6)]) == pytest.approx(1.0)


def test_nothing_traded_is_no_exposure_and_a_trade_of_an_instant_is_all_of_its_time() -> None:
    assert exposure([]) == 0.0
    assert exposure([held(3, 0)]) == 1.0


def test_exposure_of_a_span_counts_what_of_a_trade_lies_in_it() -> None:
    span = (2 * HOUR_NS, 10 * HOUR_NS)
    assert exposure([held(0, 4), held(9, 5)], span) == pytest.approx(3 / 8)


def test_turnover_is_every_entry_and_every_exit() -> None:
    assert turnover([closed("1"), closed("-1")]) == Decimal(402)


def test_turnover_counts_the_size_of_a_contract() -> None:
    trade = replace(closed("1"), instrument=InstrumentId("x"))
    assert turnover([trade], sizes={InstrumentId("x"): Decimal(1000)}) == Decimal(201_000)


def test_turnover_is_compared_with_the_equity_at_the_start() -> None:
    assert activity([closed("1")], Decimal(100)).turnover_times == pytest.approx(2.01)
    assert activity([closed("1")], Decimal(0)).turnover_times is None


@settings(max_examples=100, deadline=None)
@given(SPANS)
def test_exposure_agrees_with_counting_every_hour(spans: list[tuple[int, int]]) -> None:
    hours = {hour for begin, length in spans for hour in range(begin, begin + length)}
    first, end = min(b for b, _ in spans), max(b + n for b, n in spans)
    found = exposure([held(*span) for span in spans])
    assert found == pytest.approx(len(hours) / (end - first))
