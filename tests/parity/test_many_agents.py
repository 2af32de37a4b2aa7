"""Several agents on one account: what a backtest of them says is what the desk would have done.

`compare` runs a history through the backtest and through the desk's own feed, session and runtime.
"""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.history import Wish, broker_of, open_history, plan_of, run_history
from app.making import Pick, made
from app.parity import compare
from backtest.merging import Merged
from backtest.plan import Result
from backtest.run import Backtest
from core.ports import Subscription
from core.trading import Limit, RiskSettings
from core.types import SECOND_NS, Timeframe
from core.values import replace
from exchanges.replay import Recordings
from tests.parity.facts import Tally, parsed, tally

pytestmark = pytest.mark.slow

TIGHT = RiskSettings(
    risk=Limit.percent("0.2"), stop_loss=Limit.percent("0.4"), take_profit=Limit.percent("0.5")
)
WIDE = replace(TIGHT, stop_loss=Limit.percent("1"), take_profit=Limit.percent("2"))
FULL = Tally(trades=20, stops=4, targets=3, flips=2, partial=0, fundings=0)
CALM = dataclasses.replace(FULL, flips=0)
SYMBOLS, STRATEGIES = ("BTCUSDT", "ETHUSDT"), ("TREND", "EMA_CROSSOVER")


def wish_of(timeframe: Timeframe, start: datetime, end: datetime, risk: RiskSettings) -> Wish:
    """Two strategies on two symbols."""
    first, *more = (
        Pick(strategy=strategy, symbol=symbol) for symbol in SYMBOLS for strategy in STRATEGIES
    )
    return Wish(
        strategy=first.strategy,
        symbol=first.symbol,
        more=tuple(more),
        timeframe=timeframe,
        start=start,
        end=end,
        risk=risk,
        leverage=5,
    )


def recorded(data: Path, kind: str) -> Wish:
    if kind == "futures":
        start, end = datetime(2024, 11, 1, tzinfo=UTC), datetime(2025, 2, 10, tzinfo=UTC)
        wish = wish_of(Timeframe.H1, start, end, WIDE)
        return replace(wish, data=tuple(data / f"futures/{name}-1h.csv.gz" for name in SYMBOLS))
    return spot(data)


def spot(data: Path) -> Wish:
    """Hours of which minutes tell what came first."""
    paths = tuple(data / f"spot/{name}-5m.csv.gz" for name in SYMBOLS)
    first = datetime.fromtimestamp(Recordings(paths).starts_ns // SECOND_NS, UTC)
    start = first.replace(hour=0) + timedelta(days=40)
    return replace(wish_of(Timeframe.H1, start, start + timedelta(days=31), TIGHT), data=paths)


def agents_in(lines: tuple[str, ...]) -> set[str]:
    """Those that closed a trade."""
    found = (parsed(line) for line in lines)
    return {record["agent"] for name, record in found if name == "paper_position_closed"}


def assert_whole(lines: tuple[str, ...], least: Tally) -> None:
    found = tally(list(lines))
    assert found.covers(least), f"the compared run is too thin: {found}, wanted {least}"
    assert len(agents_in(lines)) == 4


def refusals(result: Result) -> set[str]:
    """Their codes."""
    found = (parsed(line) for line in result.lines)
    return {record["code"] for name, record in found if name == "paper_entry_refused"}


def point_by_point(wish: Wish) -> Result:
    """The same test, of which no path is settled as a whole."""
    history = open_history(wish)
    plan = plan_of(wish, history)
    assert isinstance(history.market, Recordings)
    names = frozenset(held.id for held in plan.instruments)
    wanted = Subscription(frozenset((name, plan.timeframe) for name in names), names)
    test = Backtest(
        plan,
        strategies=[each.strategy for each in made(wish.picks, (), 0)],
        broker=broker_of(plan),
        sources=dict(history.sources),
        conditions=(),
    )
    events = history.market.stream(wanted, plan.start_ns, plan.end_ns)
    return test.run(history.past(plan), Merged(events))


def test_the_seeded_market_tick_by_tick() -> None:
    start, end = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 5, 4, tzinfo=UTC)
    found = compare(wish_of(Timeframe.M1, start, end, TIGHT))
    assert_whole(found.backtest, CALM)
    assert found.backtest == found.paper


def test_seeded_candles_that_tell_what_came_first_inside_longer_ones() -> None:
    start, end = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 5, 12, tzinfo=UTC)
    found = compare(replace(wish_of(Timeframe.M1, start, end, TIGHT), detail=Timeframe.S15))
    assert_whole(found.backtest, FULL)
    assert found.backtest == found.paper


@pytest.mark.data
@pytest.mark.parametrize(("kind", "least"), [("futures", FULL), ("spot", CALM)])
def test_recorded_candles_of_many_agents_give_one_journal(
    data: Path, kind: str, least: Tally
) -> None:
    found = compare(recorded(data, kind))
    assert_whole(found.backtest, least)
    assert found.backtest == found.paper


@pytest.mark.data
@pytest.mark.parametrize("kind", ["futures", "spot"])
def test_settling_quiet_bars_as_one_changes_nothing(data: Path, kind: str) -> None:
    wish = recorded(data, kind)
    settled = run_history(wish, open_history(wish))
    plain = point_by_point(wish)
    assert settled.lines == plain.lines
    assert settled.curve == plain.curve
    assert settled.benchmark == plain.benchmark


def test_the_account_is_shared_so_its_limits_bind_between_agents() -> None:
    start, end = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 5, 6, tzinfo=UTC)
    wish = wish_of(Timeframe.M1, start, end, replace(TIGHT, max_positions=1))
    alone = replace(wish, more=())
    assert "MAX_POSITIONS" in refusals(run_history(wish, open_history(wish)))
    assert "MAX_POSITIONS" not in refusals(run_history(alone, open_history(alone)))
