"""Bars of one instrument, of which most are only counted, come to the same as bars expanded one by
one."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from backtest.columns import BarColumns
from backtest.rows import Rows
from backtest.tracks import Track
from core.candles import expand
from core.events import EntryRefused, PositionClosed
from core.market import Candle, MarketEvent
from core.money import Ppm
from core.trading import Limit, RiskSettings
from core.types import Action, Timeframe
from core.values import replace
from engine.history import run_through
from engine.runner import AutoTradeRunner
from engine.step import Step
from tests.desk import AGENT, ROOMY, ScriptedDesk, make_agent, of
from tests.foretold import FOLLOWING, GUARDED, Foretold, Span, bars_of, columns_of
from tests.paper.exits_script import ladder
from tests.paper.script import AT_ONCE, PERP

ACTIONS = (Action.BUY, Action.SELL, Action.HOLD)
RULES = (
    ROOMY,
    GUARDED,
    replace(GUARDED, max_loss=Limit.usd("60"), cooldown_s=300),
    replace(ROOMY, trail=FOLLOWING, targets=ladder("1", "2")),
    replace(ROOMY, time_stop_s=630),
)
spans = st.builds(
    Span,
    action=st.sampled_from(ACTIONS),
    bars=st.integers(1, 40),
    drift=st.integers(-3, 3),
    wick=st.integers(0, 6),
)


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


def run_alone(
    desk: ScriptedDesk, runner: AutoTradeRunner, bars: Sequence[Candle], strategy: Foretold
) -> None:
    track = Track(desk.runtime, columns_of(bars), [runner], strategy.turns)
    Rows(desk.runtime, desk.journal, [track]).run()


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
def test_bars_of_a_lone_instrument_leave_the_same_journal_and_state(
    story: list[Span], risk: RiskSettings, confirmations: int
) -> None:
    bars = bars_of(story)
    strategy = Foretold([span.action for span in story for _ in range(span.bars)])
    quick, plain = (make_desk(risk, strategy, confirmations) for _ in range(2))
    run_alone(quick[0], quick[1], bars, strategy)
    points = [it for bar in bars for it in (*expand(bar), bar)]
    run_through(plain[0].runtime, points, plain[0].journal)
    records = [record for unit in plain[0].journal.units for record in unit.records]
    event(f"{len(of(PositionClosed, records))} trades")
    event(f"refused: {bool(of(EntryRefused, records))}")
    assert quick[0].journal.lines == plain[0].journal.lines
    assert standing(*quick) == standing(*plain)


def test_quiet_bars_are_not_shown_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first opens the day, and the advice is not known before it."""
    bars = bars_of([Span(Action.HOLD, 20, 0, 2)])
    strategy = Foretold([Action.HOLD] * 20)
    desk, runner = make_desk(ROOMY, strategy, 1)
    taken, taking = list[int](), desk.runtime.on_market

    def watched(event: MarketEvent) -> Step:
        taken.append(event.at_ns)
        return taking(event)

    monkeypatch.setattr(desk.runtime, "on_market", watched)
    run_alone(desk, runner, bars, strategy)
    assert [at_ns for at_ns in taken if at_ns > bars[0].at_ns] == [bars[-1].at_ns]


def test_the_first_bar_beyond_a_level_is_found_wherever_it_is() -> None:
    for place in (0, 1, 15, 16, 17, 319, 320, 999):
        low = np.full(1000, 100)
        low[place] = 90
        rows = np.stack([low + 5, low + 10, low, low + 5, low], axis=1)
        columns = BarColumns(PERP.id, Timeframe.M1, np.arange(1000), rows)
        assert columns.first_beyond(0, 1000, 90, 1 << 62) == place
        assert columns.first_beyond(0, place, 90, 1 << 62) == place
        assert columns.first_beyond(place, 1000, 90, 1 << 62) == place
        assert columns.first_beyond(place + 1, 1000, 90, 1 << 62) == 1000
    assert columns.first_beyond(0, 1000, 89, 1 << 62) == 1000


@given(st.integers(0, 99), st.integers(1, 100))
def test_the_extremes_of_a_stretch_are_those_of_its_bars(start: int, count: int) -> None:
    low = np.random.default_rng(start).integers(100, 1000, 200)
    rows = np.stack([low + 1, low * 2, low, low + 1, low], axis=1)
    columns = BarColumns(PERP.id, Timeframe.M1, np.arange(200), rows)
    end = start + count
    expected = (int(low[start:end].min()), 2 * int(low[start:end].max()))
    assert columns.extremes(start, end) == expected
