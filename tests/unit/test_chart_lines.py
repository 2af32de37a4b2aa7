"""Candles and lines of a desk for its charts."""

from collections.abc import Mapping, Sequence

import pytest

from core.errors import InputError
from core.market import Candle
from core.ports import Plotted, Strategy
from core.trading import Agent
from core.types import MINUTE_NS, Timeframe
from indicators.incremental import Ema
from strategies.trend import TrendStrategy
from tests.desk import AGENT, TIERED
from tests.desk_house import Buys, House
from tests.paper.script import closed


class Drawn(Buys):
    """A strategy that shows its candles' closes; when it is told to, it fails."""

    is_broken = False

    def lines(self, candles: Sequence[Candle]) -> Mapping[str, Sequence[float]]:
        if self.is_broken:
            raise ZeroDivisionError
        return {"close": [float(candle.close) for candle in candles]}


class DrawnHouse(House):
    shown = Drawn()

    def _strategy(self, agent: Agent) -> Strategy:
        return self.shown


def candles(count: int) -> list[Candle]:
    return [closed(60_000 * n, str(100 + n)) for n in range(1, count + 1)]


async def test_candles_end_with_the_newest_that_closed() -> None:
    house = House()
    house.desk.clock.set(3 * MINUTE_NS)
    found = await house.trading.candles(TIERED.id, Timeframe.M1, 2)
    assert [candle.at_ns for candle in found] == [2 * MINUTE_NS, 3 * MINUTE_NS]


@pytest.mark.parametrize(("end", "last"), [(2, 2), (99, 3)])
async def test_candles_end_where_they_are_asked_to_and_never_after_now(end: int, last: int) -> None:
    house = House()
    house.desk.clock.set(3 * MINUTE_NS)
    found = await house.trading.candles(TIERED.id, Timeframe.M1, 9, end_ns=end * MINUTE_NS)
    assert found[-1].at_ns == last * MINUTE_NS


def test_the_lines_are_those_of_the_agents_strategy() -> None:
    shown = DrawnHouse().trading.lines(AGENT, candles(2))
    assert shown == {"close": [1010.0, 1020.0]}


def test_a_strategy_that_shows_nothing_has_no_lines() -> None:
    assert House().trading.lines(AGENT, candles(2)) == {}


def test_a_strategy_that_fails_costs_its_lines_alone() -> None:
    house = DrawnHouse()
    house.shown = Drawn()
    house.shown.is_broken = True
    assert house.trading.lines(AGENT, candles(2)) == {}


def test_a_strategy_that_is_gone_has_no_lines() -> None:
    class Gone(House):
        def _strategy(self, agent: Agent) -> Strategy:
            raise InputError("No strategy is named so", code="unknown_strategy")

    assert Gone().trading.lines(AGENT, candles(2)) == {}


def test_trend_shows_the_averages_it_goes_by() -> None:
    strategy, taken = TrendStrategy(), candles(40)
    strategy.set_parameters({"fast": 3, "slow": 9})
    lines = strategy.lines(taken)
    assert isinstance(strategy, Plotted)
    assert list(lines) == ["EMA 3", "EMA 9"]
    average = Ema(3)
    assert lines["EMA 3"] == [average.update(candle.close) for candle in taken]


def test_showing_its_lines_changes_nothing_that_a_strategy_advises() -> None:
    plain, watched, taken = TrendStrategy(), TrendStrategy(), candles(60)
    for end in range(30, 60):
        watched.lines(taken[: end - 7])
        assert watched.evaluate(taken[:end]) == plain.evaluate(taken[:end])
