"""A backtest that goes by rows says what one that goes event by event says, to the last digit."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from heapq import merge
from operator import attrgetter

import numpy as np
import pytest

from backtest.abreast import Abreast, abreast_of
from backtest.columns import BarColumns, Ints
from backtest.course import Course
from backtest.fast import BarHistory
from backtest.foreseen import Foreseen, foreseen
from backtest.merging import Merged
from backtest.plan import Leg, Plan, Result
from backtest.run import Backtest
from core.candles import WholePath, expand
from core.events import PositionClosed
from core.instrument import Instrument
from core.market import Candle, Funding, MarketEvent
from core.money import Ppm
from core.ports import Strategy
from core.trading import Limit, RiskSettings, Trail, TrailKind
from core.types import DAY_NS, MINUTE_NS, ExitReason, InstrumentId, Source, Timeframe
from core.values import replace
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.paper import PaperSettings
from strategies.registry import builtin_strategies
from tests.paper.exits_script import ladder
from tests.paper.script import PERP, SPOT

BASES = ("AAA", "BBB", "CCC")
BEFORE, COUNT = 700, 700
START_NS = 20_000 * DAY_NS - 300 * MINUTE_NS
"""The day changes within the history."""
STEPPED = (
    *("TREND", "EMA_CROSSOVER", "BREAKOUT", "MEAN_REVERSION"),
    *("MOMENTUM", "SCALPING", "SUPERTREND"),
)
LOOSE = RiskSettings(
    risk=Limit.percent("0.5"),
    stop_loss=Limit.percent("1"),
    take_profit=Limit.percent("2"),
    daily_loss=None,
    drawdown=None,
)
RULES = {
    "loose": LOOSE,
    "one position": replace(LOOSE, max_positions=1, max_loss=Limit.usd("400")),
    "daily loss": replace(LOOSE, daily_loss=Limit.percent("0.2")),
    "drawdown": replace(LOOSE, drawdown=Limit.percent("0.5")),
    "ladder": replace(LOOSE, targets=ladder("0.5", "1", "2"), time_stop_s=3_000),
    "trail": replace(
        LOOSE, trail=Trail(kind=TrailKind.BELOW_HIGHEST, distance=Limit.percent("0.8"))
    ),
}

MARKS: dict[str, set[str]] = {
    "loose": {ExitReason.STOP_LOSS, ExitReason.TAKE_PROFIT, ExitReason.FLIP, "funding_booked"},
    "one position": {"entry_refused"},
    "daily loss": {"guardian_tripped", "entry_refused"},
    "drawdown": {ExitReason.DRAWDOWN, "halted"},
    "ladder": {ExitReason.TIME, "position_reduced"},
    "trail": {ExitReason.TRAIL},
}


def history_of(seed: int, gone: Sequence[int] = (), dues: Sequence[int] = ()) -> BarHistory:
    """A walk in ticks, without the bars that are `gone`; fundings are due where `dues` open."""
    rng, size = np.random.default_rng(seed), BEFORE + COUNT
    drift = np.repeat(rng.integers(-30, 31, size // 40 + 1), 40)[:size]
    closes = 50_000 + np.cumsum(rng.integers(-90, 91, size) + drift)
    opens = np.concatenate(([50_000], closes[:-1])) + rng.integers(-5, 6, size)
    high = np.maximum(opens, closes) + rng.integers(0, 120, size)
    low = np.minimum(opens, closes) - rng.integers(0, 120, size)
    values = np.stack((opens, high, low, closes, rng.integers(1, 900, size)), axis=1)
    opens_ns = START_NS + (np.arange(size) - BEFORE) * MINUTE_NS
    kept = ~np.isin(np.arange(size) - BEFORE, gone)
    name = InstrumentId(f"sim:perp:{BASES[seed % 3]}USDT")
    fundings = [Funding(name, START_NS + due * MINUTE_NS, 90_000, 5_000 * 10**8) for due in dues]
    return BarHistory(opens_ns[kept], values[kept].astype(np.int64), BEFORE, fundings)


def plan_of(
    strategies: Sequence[str], risk: RiskSettings = LOOSE, kind: Instrument = PERP, end: int = COUNT
) -> Plan:
    """Each instrument is traded by as many agents as there are strategies."""
    held = [
        dataclasses.replace(kind, id=InstrumentId(f"sim:perp:{base}USDT"), base=base)
        for base in BASES
    ]
    legs = [Leg(strategy=name, instrument=each) for each in held for name in strategies]
    return Plan(
        strategy=legs[0].strategy,
        instrument=legs[0].instrument,
        timeframe=Timeframe.M1,
        start_ns=START_NS,
        end_ns=START_NS + end * MINUTE_NS,
        balance=Decimal(1_000_000),
        leverage=5,
        risk=risk,
        others=tuple(legs[1:]),
        terms=PaperSettings(half_spread=Ppm(20), slippage=Ppm(50)),
    )


def told(plan: Plan, history: BarHistory, held: Instrument) -> Iterator[MarketEvent | WholePath]:
    """As recorded bars are told."""
    bars = BarColumns.opening(held.id, plan.timeframe, history.opens_ns, history.values)
    dues = {due.at_ns: due for due in history.fundings}
    if bars.at_ns[history.before - 1] == plan.start_ns:
        yield bars.candle(history.before - 1)
    for row in range(history.before, len(bars)):
        bar = bars.candle(row)
        if bar.open_ns in dues:
            yield dues[bar.open_ns]
        yield WholePath(bar, bar.open_ns)
        if bar.at_ns < plan.end_ns:
            yield bar


def by_events(plan: Plan, histories: Sequence[BarHistory], *, is_whole: bool = True) -> Result:
    streams = [
        told(plan, history, held) for history, held in zip(histories, plan.instruments, strict=True)
    ]
    if not is_whole:
        streams = [_in_points(stream) for stream in streams]
    return result_of(plan, histories, Merged(merge(*streams, key=attrgetter("at_ns"))), plain(plan))


def _in_points(
    stream: Iterable[MarketEvent | WholePath],
) -> Iterator[MarketEvent | WholePath]:
    for event in stream:
        yield from expand(event.bar) if isinstance(event, WholePath) else (event,)


def by_rows(plan: Plan, histories: Sequence[BarHistory], *, is_foreseen: bool = True) -> Result:
    course, strategies = abreast_of(plan, histories), plain(plan)
    assert course is not None
    if is_foreseen:
        known = zip(BASES, histories, course.bars, strict=True)
        by_base = {base: (history, bars) for base, history, bars in known}
        legs = zip(plan.legs, strategies, strict=True)
        strategies = [foreseen(each, *by_base[leg.instrument.base]) for leg, each in legs]
    return result_of(plan, histories, course, strategies)


def plain(plan: Plan) -> list[Strategy]:
    return [builtin_strategies().create(leg.strategy) for leg in plan.legs]


def result_of(
    plan: Plan, histories: Sequence[BarHistory], course: Course, strategies: Sequence[Strategy]
) -> Result:
    def past(held: InstrumentId, limit: int) -> Sequence[Candle]:
        place = [each.id for each in plan.instruments].index(held)
        history = histories[place]
        bars = BarColumns.opening(held, plan.timeframe, history.opens_ns, history.values)
        return [bars.candle(row) for row in range(BEFORE)][-limit:]

    held = {each.id: each for each in plan.instruments}
    test = Backtest(
        plan,
        strategies=strategies,
        broker=SimulatedBroker(held, seed=plan.seed, config=plan.terms),
        sources=dict.fromkeys(held, Source.LAST),
        conditions=(),
    )
    return test.run(past, course)


def histories_of(seed: int, gone: Sequence[int] = ()) -> list[BarHistory]:
    dues = [due for due in (60, 300, 540) if due not in gone]
    return [history_of(3 * seed + place, gone, dues) for place in range(3)]


def marks_of(result: Result) -> set[str]:
    """What of the rules is to be seen in a result."""
    found = {str(trade.result.reason) for trade in result.trades}
    return found | {line.partition(" ")[0].removeprefix("paper_") for line in result.lines}


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("seed", [1, 2])
def test_rows_say_what_events_say(rules: str, seed: int) -> None:
    plan, histories = plan_of(STEPPED[seed::2], RULES[rules]), histories_of(seed)
    found = by_rows(plan, histories)
    assert len(found.trades) > 5
    assert seed > 1 or MARKS[rules] <= marks_of(found)
    assert found == by_events(plan, histories)


@pytest.mark.parametrize("rules", ["loose", "drawdown"])
def test_rows_say_what_every_point_in_its_turn_says(rules: str) -> None:
    plan, histories = plan_of(STEPPED[:2], RULES[rules]), histories_of(5)
    assert by_rows(plan, histories) == by_events(plan, histories, is_whole=False)


@pytest.mark.parametrize("gone", [[200], [299, 300, 301], [0, 1], [-1, 450], list(range(280, 340))])
def test_holes_that_all_have_are_stepped_over(gone: list[int]) -> None:
    """One is over midnight, one at the start, one just before it."""
    plan, histories = plan_of(("TREND", "SUPERTREND")), histories_of(4, gone)
    histories = [
        dataclasses.replace(each, before=BEFORE - sum(at < 0 for at in gone)) for each in histories
    ]
    found = by_rows(plan, histories)
    assert found.trades
    assert found == by_events(plan, histories)


def test_candles_that_close_after_the_end_are_not_told() -> None:
    plan, histories = plan_of(("EMA_CROSSOVER",), end=COUNT + 1), histories_of(6)
    longer, shorter = by_rows(plan, histories), by_rows(plan_of(("EMA_CROSSOVER",)), histories)
    assert longer == by_events(plan, histories)
    assert longer.events == shorter.events + len(BASES)


def test_a_spot_account_comes_to_the_same() -> None:
    histories = [dataclasses.replace(each, fundings=()) for each in histories_of(7)]
    plan = replace(plan_of(("TREND",), kind=SPOT), leverage=1)
    found = by_rows(plan, histories)
    assert found.trades
    assert found == by_events(plan, histories)


@pytest.mark.parametrize("names", [("GRID", "TREND"), ("DCA",)])
def test_strategies_whose_orders_rest_come_to_the_same(names: tuple[str, ...]) -> None:
    plan, histories = plan_of(names), histories_of(8)
    found = by_rows(plan, histories)
    assert found.trades
    assert found == by_events(plan, histories)


@pytest.mark.parametrize("name", STEPPED)
def test_a_foreseen_strategy_says_what_one_asked_at_every_candle_says(name: str) -> None:
    plan, histories = plan_of((name,)), histories_of(9)
    assert by_rows(plan, histories) == by_rows(plan, histories, is_foreseen=False)


def test_a_foreseen_strategy_is_asked_where_its_advice_turns() -> None:
    (history, *_), plan = histories_of(3), plan_of(("SUPERTREND",))
    bars = BarColumns.opening(
        plan.instrument.id, plan.timeframe, history.opens_ns[BEFORE:], history.values[BEFORE:]
    )
    first, second = plain(plan)[:2]
    steady = foreseen(first, history, bars)
    assert isinstance(steady, Foreseen)
    past = BarColumns.opening(bars.instrument, plan.timeframe, history.opens_ns, history.values)
    candles = [past.candle(row) for row in range(len(past))]
    before = second.evaluate(candles[:BEFORE])
    first.evaluate(candles[:BEFORE])
    said = [second.evaluate(candles[: row + 1]) for row in range(BEFORE, len(candles))]
    actions = [before.action, *(each.action for each in said)]
    turns = [row for row in range(len(said)) if actions[row + 1] is not actions[row]]
    assert list(steady.turns) == turns
    assert [steady.evaluate([bars.candle(row)]) for row in turns] == [said[row] for row in turns]


def test_advice_that_turns_at_the_very_first_bar_is_heard() -> None:
    (_, history, _), plan = histories_of(9), plan_of(("EMA_CROSSOVER",))
    bars = BarColumns.opening(
        plan.instruments[1].id, plan.timeframe, history.opens_ns[BEFORE:], history.values[BEFORE:]
    )
    steady = foreseen(plain(plan)[0], history, bars)
    assert isinstance(steady, Foreseen)
    assert steady.turns[0] == 0


Broken = Callable[[Plan, list[BarHistory]], tuple[Plan, list[BarHistory]]]


def _uneven(plan: Plan, histories: list[BarHistory]) -> tuple[Plan, list[BarHistory]]:
    return plan, [*histories[:2], history_of(2, gone=[70])]


def _within(plan: Plan, histories: list[BarHistory]) -> tuple[Plan, list[BarHistory]]:
    return replace(plan, start_ns=plan.start_ns + 1), histories


def _due_within(plan: Plan, histories: list[BarHistory]) -> tuple[Plan, list[BarHistory]]:
    due = replace(histories[0].fundings[0], at_ns=START_NS + 90 * MINUTE_NS + 1)
    return plan, [dataclasses.replace(histories[0], fundings=[due]), *histories[1:]]


def _empty(plan: Plan, histories: list[BarHistory]) -> tuple[Plan, list[BarHistory]]:
    none: Ints = np.zeros((0, 5), np.int64)
    return plan, [BarHistory(none[:, 0], none, 0) for _ in histories]


@pytest.mark.parametrize("broken", [_uneven, _within, _due_within, _empty])
def test_what_has_no_common_clock_is_left_to_events(broken: Broken) -> None:
    plan, histories = broken(plan_of(("TREND",)), histories_of(1))
    assert abreast_of(plan, histories) is None


def test_a_journal_that_nobody_wants_is_not_kept() -> None:
    plan, histories = plan_of(("TREND",)), histories_of(1)
    course = abreast_of(plan, histories)
    assert isinstance(course, Abreast)
    held = {each.id: each for each in plan.instruments}
    test = Backtest(
        plan,
        strategies=plain(plan),
        broker=SimulatedBroker(held, seed=plan.seed, config=plan.terms),
        sources=dict.fromkeys(held, Source.LAST),
        conditions=(),
        wants_lines=False,
    )
    found, whole = test.run(lambda _held, _limit: (), course), by_rows(plan, histories)
    assert not found.lines
    assert all(isinstance(trade, PositionClosed) for trade in found.trades)
    assert whole.lines
