"""Bars taken in stretches come to the same as bars expanded one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from backtest.columns import BarColumns
from backtest.stretches import Stretches
from core.candles import expand
from core.events import EntryRefused, PositionClosed
from core.market import Candle, MarketEvent
from core.money import Ppm, Steps, Ticks
from core.trading import Limit, RiskSettings, SignalResult, Trail, TrailKind
from core.types import DAY_NS, MINUTE_NS, Action, Timeframe
from core.values import replace
from engine.history import run_through
from engine.runner import AutoTradeRunner
from engine.step import Step
from tests.desk import AGENT, ROOMY, ScriptedDesk, make_agent, of
from tests.paper.exits_script import ladder
from tests.paper.script import AT_ONCE, PERP

START_NS = 20_000 * DAY_NS - 30 * MINUTE_NS
"""The thirtieth bar closes at midnight."""
GUARDED = replace(
    ROOMY, daily_loss=Limit.percent("1"), drawdown=Limit.percent("3"), risk=Limit.percent("2")
)
FOLLOWING = Trail(
    kind=TrailKind.BELOW_HIGHEST, start=Limit.percent("1"), distance=Limit.percent("1")
)
RULES = (
    ROOMY,
    GUARDED,
    replace(GUARDED, max_loss=Limit.usd("60"), cooldown_s=300),
    replace(ROOMY, trail=FOLLOWING, targets=ladder("1", "2")),
    replace(ROOMY, time_stop_s=630),
)
ACTIONS = (Action.BUY, Action.SELL, Action.HOLD)


@dataclass(frozen=True, slots=True)
class Span:
    """So many bars of one advice, each moving by as many ticks, with wicks."""

    action: Action
    bars: int
    drift: int
    wick: int


class Foretold:
    """Says what it was given, by the time of the newest candle."""

    name = "FORETOLD"
    warmup = 1

    def __init__(self, actions: Sequence[Action]) -> None:
        self.actions = actions
        self.turns = [
            place for place in range(1, len(actions)) if actions[place] is not actions[place - 1]
        ]

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        place = (candles[-1].at_ns - START_NS) // MINUTE_NS - 1
        return SignalResult(action=self.actions[place], confidence=0.9 - place % 3 / 10)


spans = st.builds(
    Span,
    action=st.sampled_from(ACTIONS),
    bars=st.integers(1, 40),
    drift=st.integers(-3, 3),
    wick=st.integers(0, 6),
)


def bars_of(story: Sequence[Span]) -> list[Candle]:
    bars, price = list[Candle](), 1000
    for span in story:
        for _ in range(span.bars):
            first, price = price, max(price + span.drift, 100)
            low, high = min(first, price) - span.wick, max(first, price) + span.wick
            ticks = (Ticks(first), Ticks(high), Ticks(low), Ticks(price))
            at_ns = START_NS + (len(bars) + 1) * MINUTE_NS
            bars.append(Candle(PERP.id, at_ns, Timeframe.M1, *ticks, Steps(1)))
    return bars


def columns_of(bars: Sequence[Candle]) -> BarColumns:
    rows = [[bar.open, bar.high, bar.low, bar.close, bar.volume] for bar in bars]
    times = np.array([bar.at_ns for bar in bars], dtype=np.int64)
    return BarColumns(PERP.id, Timeframe.M1, times, np.array(rows, dtype=np.int64))


def make_desk(
    risk: RiskSettings, strategy: Foretold, confirmations: int
) -> tuple[ScriptedDesk, AutoTradeRunner]:
    agent = make_agent(AGENT, risk=risk, leverage=10)
    desk = ScriptedDesk(agent, terms=replace(AT_ONCE, half_spread=Ppm(0), slippage=Ppm(0)))
    engine = desk.runtime.engine
    runner = AutoTradeRunner(agent, PERP, strategy, engine, confirmations=confirmations)
    runner.warm_up(())
    desk.runtime.attach(AGENT, runner)
    return desk, runner


def standing(desk: ScriptedDesk, runner: AutoTradeRunner) -> tuple[object, ...]:
    """All that the next decision looks at."""
    state, lane = desk.engine.state, desk.engine.state.lanes[PERP.id]
    prices = (lane.bid, lane.ask, lane.last, lane.mark, lane.quote_ns, lane.heard_ns)
    guard = (state.guardian.floor, state.guardian.day_floor, state.guardian.day_end_ns)
    stored = (state.snapshot(), desk.runtime.broker.export())
    return (stored, prices, guard, lane.unrealised, state.equity, runner.signal, runner.cycles)


@settings(max_examples=150, deadline=None)
@given(
    story=st.lists(spans, min_size=2, max_size=10),
    risk=st.sampled_from(RULES),
    confirmations=st.integers(1, 3),
)
def test_stretches_leave_the_same_journal_and_state(
    story: list[Span], risk: RiskSettings, confirmations: int
) -> None:
    bars = bars_of(story)
    strategy = Foretold([span.action for span in story for _ in range(span.bars)])
    quick, plain = (make_desk(risk, strategy, confirmations) for _ in range(2))
    stretches = Stretches(quick[0].runtime, quick[1], columns_of(bars), quick[0].journal)
    stretches.run(strategy.turns)
    points = [it for bar in bars for it in (*expand(bar), bar)]
    run_through(plain[0].runtime, points, plain[0].journal)
    records = [record for unit in plain[0].journal.units for record in unit.records]
    event(f"{len(of(PositionClosed, records))} trades")
    event(f"refused: {bool(of(EntryRefused, records))}")
    assert quick[0].journal.lines == plain[0].journal.lines
    assert standing(*quick) == standing(*plain)


def test_quiet_bars_are_settled_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first opens the day, and the advice is not known before it."""
    bars = bars_of([Span(Action.HOLD, 20, 0, 2)])
    strategy = Foretold([Action.HOLD] * 20)
    desk, runner = make_desk(ROOMY, strategy, 1)
    taken, taking = list[int](), desk.runtime.on_market

    def watched(event: MarketEvent) -> Step:
        taken.append(event.at_ns)
        return taking(event)

    monkeypatch.setattr(desk.runtime, "on_market", watched)
    Stretches(desk.runtime, runner, columns_of(bars), desk.journal).run(strategy.turns)
    assert taken == [bars[0].open_ns, bars[0].at_ns, bars[-1].at_ns]


def test_the_first_bar_beyond_a_level_is_found_wherever_it_is() -> None:
    for place in (0, 1, 63, 64, 65, 319, 320, 999):
        low = np.full(1000, 100)
        low[place] = 90
        rows = np.stack([low + 5, low + 10, low, low + 5, low], axis=1)
        columns = BarColumns(PERP.id, Timeframe.M1, np.arange(1000), rows)
        assert columns.first_beyond(0, 1000, 90, 1 << 62) == place
        assert columns.first_beyond(0, place, 90, 1 << 62) == place
    assert columns.first_beyond(0, 1000, 89, 1 << 62) == 1000
