"""Several instruments on one account, taken by rows or by whole paths, come to the same as every
point in its turn."""

import dataclasses
from collections.abc import Iterator, Sequence
from heapq import merge
from operator import attrgetter

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from backtest.columns import are_even
from backtest.merging import Merging
from backtest.rows import Rows
from backtest.tracks import Track
from core.candles import WholePath, expand
from core.events import Halted, PositionClosed
from core.market import Candle, Funding, MarketEvent
from core.money import Ppm
from core.trading import Limit, RiskSettings
from core.types import MINUTE_NS, Action, AgentId, InstrumentId
from core.values import replace
from engine.history import run_through
from engine.runner import AutoTradeRunner
from engine.step import Step
from tests.desk import AGENT, ROOMY, ScriptedDesk, make_agent, of
from tests.foretold import (
    FOLLOWING,
    GUARDED,
    START_NS,
    Foretold,
    Span,
    bars_of,
    columns_of,
)
from tests.paper.exits_script import ladder
from tests.paper.script import AT_ONCE, PERP

NAMES = tuple(InstrumentId(f"sim:perp:{base}USDT") for base in ("AAA", "BBB", "CCC"))
HELD = tuple(dataclasses.replace(PERP, id=name, base=name[-7:-4]) for name in NAMES)
ON = (NAMES[0], NAMES[0], NAMES[1], NAMES[2])
"""What the four agents trade."""
AGENTS = (AGENT, *(AgentId(f"{AGENT}{number}") for number in (2, 3, 4)))
TIGHT = replace(GUARDED, drawdown=Limit.percent("1"), daily_loss=Limit.percent("0.5"))
RULES = (
    replace(ROOMY, max_positions=2),
    GUARDED,
    TIGHT,
    replace(ROOMY, trail=FOLLOWING, targets=ladder("1", "2")),
    replace(ROOMY, time_stop_s=630),
)
BARS = 90
spans = st.builds(
    Span,
    action=st.sampled_from((Action.BUY, Action.SELL, Action.HOLD)),
    bars=st.integers(3, 40),
    drift=st.integers(-3, 3),
    wick=st.integers(0, 6),
)
stories = st.lists(spans, min_size=2, max_size=8).map(
    lambda story: [*story, Span(Action.HOLD, BARS, 0, 1)]
)
Market = tuple[list[list[Candle]], list[list[Action]], list[Funding]]


def market_of(told: Sequence[Sequence[Span]]) -> Market:
    """Bars of each instrument, what each agent is advised, and a funding."""
    bars = [
        [replace(bar, instrument=name) for bar in bars_of(story)[:BARS]]
        for name, story in zip(NAMES, told, strict=False)
    ]
    advice = [[span.action for span in story for _ in range(span.bars)][:BARS] for story in told]
    due = Funding(NAMES[1], START_NS + 40 * MINUTE_NS, 50_000, 100 * 10**8)
    return bars, advice, [due]


def make_desk(risk: RiskSettings, advice: Sequence[Sequence[Action]]) -> ScriptedDesk:
    agents = [
        make_agent(name, risk=risk, leverage=10, instrument=held, balance="2500")
        for name, held in zip(AGENTS, ON, strict=True)
    ]
    terms = replace(AT_ONCE, half_spread=Ppm(0), slippage=Ppm(50))
    desk = ScriptedDesk(*agents, instruments=HELD, terms=terms)
    for agent, actions in zip(agents, advice, strict=True):
        held = next(each for each in HELD if each.id == agent.instrument)
        strategy = Foretold(actions)
        runner = AutoTradeRunner(agent, held, strategy, desk.engine, confirmations=2)
        runner.warm_up(())
        desk.runtime.attach(agent.id, runner)
    return desk


def tracks_of(desk: ScriptedDesk, market: Market) -> list[Track]:
    bars, advice, fundings = market
    tracks = []
    for name, each in zip(NAMES, bars, strict=True):
        own = [number for number, held in enumerate(ON) if held == name]
        turns = sorted({turn for number in own for turn in Foretold(advice[number]).turns})
        due = {
            (funding.at_ns - START_NS) // MINUTE_NS: [funding]
            for funding in fundings
            if funding.instrument == name
        }
        runners = [desk.runtime.runners[AGENTS[number]] for number in own]
        tracks.append(Track(desk.runtime, columns_of(each), runners, turns, due))
    return tracks


def told(bars: Sequence[Candle], fundings: Sequence[Funding]) -> Iterator[MarketEvent | WholePath]:
    """One instrument's events, paths as wholes."""
    for bar in bars:
        yield from (each for each in fundings if each.at_ns == bar.open_ns)
        yield WholePath(bar, bar.open_ns)
        yield bar


def whole(market: Market) -> Iterator[MarketEvent | WholePath]:
    bars, _, fundings = market
    streams = [
        told(each, [due for due in fundings if due.instrument == name])
        for name, each in zip(NAMES, bars, strict=True)
    ]
    return merge(*streams, key=attrgetter("at_ns"))


def points(market: Market) -> Iterator[MarketEvent]:
    bars, _, fundings = market
    streams = [
        [
            it
            for event in told(each, [due for due in fundings if due.instrument == name])
            for it in (expand(event.bar) if isinstance(event, WholePath) else (event,))
        ]
        for name, each in zip(NAMES, bars, strict=True)
    ]
    return merge(*streams, key=attrgetter("at_ns"))


def standing(desk: ScriptedDesk) -> tuple[object, ...]:
    """All that the next decision looks at."""
    state, guardian = desk.engine.state, desk.engine.state.guardian
    lanes = [
        (lane.bid, lane.ask, lane.last, lane.mark, lane.quote_ns, lane.heard_ns, lane.unrealised)
        for lane in state.lanes.values()
    ]
    guard = (guardian.floor, guardian.day_floor, guardian.day_end_ns)
    runners = [(runner.signal, runner.cycles) for runner in desk.runtime.runners.values()]
    return (state.snapshot(), desk.runtime.broker.export(), lanes, guard, runners)


@settings(max_examples=50, deadline=None)
@given(
    story=st.tuples(stories, stories, stories, stories),
    risk=st.sampled_from(RULES),
)
def test_rows_and_whole_paths_leave_the_same_journal_and_state(
    story: tuple[list[Span], ...], risk: RiskSettings
) -> None:
    """Of the fourth story the advice alone counts: for a second agent on the first instrument."""
    first, second, third, other = story
    bars, _, fundings = market_of((first, second, third))
    advice = [
        [span.action for span in each for _ in range(span.bars)][:BARS]
        for each in (first, other, second, third)
    ]
    market = (bars, advice, fundings)
    plain, rows, paths = (make_desk(risk, advice) for _ in range(3))
    run_through(plain.runtime, points(market), plain.journal)
    Rows(rows.runtime, rows.journal, tracks_of(rows, market)).run()
    merging = Merging(paths.runtime, paths.journal)
    for each in whole(market):
        merging.reach(each)
        merging.take(each)
    merging.finish()
    records = [record for unit in plain.journal.units for record in unit.records]
    event(f"{min(len(of(PositionClosed, records)), 12)} trades")
    event(f"halted: {bool(of(Halted, records))}")
    assert rows.journal.lines == plain.journal.lines
    assert standing(rows) == standing(plain)
    accounts = [[unit.account for unit in desk.journal.units] for desk in (rows, plain)]
    assert accounts[0] == accounts[1]
    assert paths.journal.lines == plain.journal.lines
    assert standing(paths) == standing(plain)


def test_quiet_rows_are_not_shown_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first row opens the day, and the advice is not known before it."""
    quiet = [Span(Action.HOLD, BARS, 0, 2)]
    market = market_of([quiet] * 3)
    bars, advice, _ = market
    bars = [each[:20] for each in bars]
    desk = make_desk(ROOMY, [advice[0]] * 4)
    taken, taking = list[int](), desk.runtime.on_market

    def watched(event: MarketEvent) -> Step:
        taken.append(event.at_ns)
        return taking(event)

    monkeypatch.setattr(desk.runtime, "on_market", watched)
    Rows(desk.runtime, desk.journal, tracks_of(desk, (bars, [advice[0]] * 4, []))).run()
    late = [at_ns for at_ns in taken if at_ns > bars[0][2].at_ns]
    assert late == [bars[0][-1].at_ns] * 3


def test_bars_of_other_times_are_not_even() -> None:
    bars = bars_of([Span(Action.HOLD, 20, 0, 2)])
    assert are_even([columns_of(bars), columns_of(bars)])
    assert not are_even([columns_of(bars), columns_of(bars[:-1])])


def test_a_bar_has_the_path_that_candles_have() -> None:
    bars = bars_of([Span(Action.BUY, 9, 3, 2), Span(Action.SELL, 9, -4, 1)])
    columns = columns_of(bars)
    prices = columns.paths(0, len(bars)).tolist()
    for row, bar in enumerate(bars):
        assert prices[row] == [point.price for point in expand(bar)]
        for place, point in enumerate(expand(bar)):
            assert columns.path_price(row, place) == point.price
            assert columns.time_of(row, place) == point.at_ns
        assert columns.extremes(row, row + 1) == (bar.low, bar.high)
