"""A search's figures by the compiled loop are the engine's, and its history travels whole."""

import dataclasses
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from analytics.equity import equity_statistics
from analytics.trades import statistics_of
from app.commands import cli
from app.fast import bar_history
from app.history import Wish, fast_test, open_history, plan_of, run_history
from app.optimise_names import base_of
from app.optimise_tests import Job, sets_over
from backtest.chronicle import as_floats
from backtest.fast import BarHistory
from backtest.sweep.figures import (
    added_up,
    growth,
    outcome_of,
    quick_nets,
    quick_outcome,
    sharpe_of,
)
from backtest.sweep.outcomes import Outcome
from backtest.sweep.parcel import parcel_of
from bench import wire
from core.errors import InputError
from core.events import TradeResult
from core.money import from_money
from core.statistics import EquityPoint
from core.sums import sums_of
from core.types import DAY_NS, ExitReason, InstrumentId, Side, Timeframe
from core.values import replace
from exchanges.archive.store import Store

HELD = dataclasses.replace(wire.HELD, id=InstrumentId("binance:usdm:BTCUSDT"))
DAYS = ("--from", "2026-01-05", "--to", "2026-01-06")


@pytest.fixture(scope="module")
def wish(tmp_path_factory: pytest.TempPathFactory) -> Wish:
    """A day of recorded minutes, of an instrument that the compiled loop takes."""
    folder = tmp_path_factory.mktemp("history")
    words = ("--exchange", "simulated", "--symbol", "BTCUSDT", "--dir", str(folder))
    done = CliRunner().invoke(cli, ["data", "download", *words, *DAYS])
    assert done.exit_code == 0, done.output
    Store(folder).put_instrument(HELD)
    start, end = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC)
    return Wish(
        strategy="TREND",
        symbol="BTCUSDT",
        timeframe=Timeframe.M1,
        start=start,
        end=end,
        data=(folder / "futures",),
    )


def test_the_compiled_loops_figures_are_the_engines(wish: Wish) -> None:
    history = open_history(wish)
    for fast, slow in ((5, 20), (9, 40), (12, 60)):
        named = {"fast": fast, "slow": slow}
        test = fast_test(replace(wish, parameters=tuple(named.items())), history)
        bars = bar_history(test, history, least=0)
        assert isinstance(bars, BarHistory)
        quick = quick_outcome(named, test, bars)
        assert isinstance(quick, Outcome)
        assert quick.trades
        whole = replace(wish, parameters=tuple(named.items()))
        assert quick == outcome_of(named, run_history(whole, history))


def test_the_nets_of_trades_are_the_engines(wish: Wish) -> None:
    history = open_history(wish)
    test = fast_test(wish, history)
    bars = bar_history(test, history, least=0)
    assert isinstance(bars, BarHistory)
    trades = run_history(wish, history).trades
    assert trades
    assert quick_nets(test, bars) == [float(trade.result.net) for trade in trades]


def trade(net: int, risk: int) -> TradeResult:
    """As `engine.facts` makes its R of a net and a risk in units."""
    ratio = Decimal(net) / risk if risk else None
    return TradeResult(
        trade_id="t",
        side=Side.LONG,
        leverage=1,
        qty=Decimal(1),
        entry=Decimal(1),
        exit=Decimal(1),
        gross=from_money(net),
        fees=Decimal(0),
        funding=Decimal(0),
        net=from_money(net),
        reason=ExitReason.SIGNAL,
        opened_at_ns=0,
        closed_at_ns=0,
        r=None if ratio is None else ratio.quantize(Decimal("0.01"), ROUND_HALF_EVEN),
        slip=Decimal(0),
        flags=(),
    )


NETS = st.integers(-(1 << 40), 1 << 40) | st.integers(-400, 400) | st.integers(1 << 56, 1 << 58)
RISKS = st.integers(1, 400) | st.sampled_from([0, 8, 200, 1 << 40])
MOST_R = 10**11
"""Of a greater one the square has more digits than a sum of Decimals keeps."""
ROWS = st.tuples(NETS, RISKS).filter(lambda row: abs(row[0]) < MOST_R * (row[1] or MOST_R))


@given(st.lists(ROWS, max_size=30))
def test_columns_of_trades_add_up_as_the_trades_do(rows: list[tuple[int, int]]) -> None:
    nets, risks = np.array(rows, np.int64).reshape(-1, 2).T
    found = statistics_of(added_up(nets, risks, "USDT"))
    whole = statistics_of(sums_of(trade(*row) for row in rows))
    for name in ("trades", "wins", "net", "win_rate", "profit_factor", "sqn"):
        assert getattr(found, name) == getattr(whole, name)


@given(st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=60))
def test_the_sharpe_ratio_is_mean_over_deviation(nets: list[int]) -> None:
    found = sharpe_of(nets)
    if len(set(nets)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(float(mean(nets) / stdev(nets)), rel=1e-12)


def test_a_single_trade_has_no_sharpe_ratio() -> None:
    assert sharpe_of([5]) is None
    assert sharpe_of([]) is None


def test_tests_that_share_columns_come_to_what_each_does_alone(wish: Wish) -> None:
    """Each set warms up on another stretch of the history."""
    later = replace(wish, start=datetime(2026, 1, 5, 12, tzinfo=UTC))
    plan = plan_of(later, open_history(later))
    span = (plan.start_ns, plan.end_ns)
    sets = [{"fast": fast, "slow": slow} for fast in (5, 8) for slow in (12, 20, 13)]
    history, job = open_history(later), Job(later, span)
    together = list(sets_over(history, job, sets))
    assert any(found.trades for found in together)
    alone = [found for each in sets for found in sets_over(open_history(later), job, [each])]
    assert together == alone


def test_a_set_that_is_refused_says_why(wish: Wish) -> None:
    plan = plan_of(wish, open_history(wish))
    span = (plan.start_ns, plan.end_ns)
    sets = [{"fast": 9_999}, {"fast": 9}]
    refused, good = sets_over(open_history(wish), Job(wish, span), sets)
    assert "fast goes from" in refused.error
    assert not good.error


@given(st.lists(st.integers(1, 1 << 60), min_size=1, max_size=40))
def test_a_column_grows_and_falls_as_a_curve_does(money: list[int]) -> None:
    curve = [
        EquityPoint(place * DAY_NS, equity) for place, equity in enumerate(as_floats(money, "USDT"))
    ]
    found = equity_statistics(curve)
    expected = (0.0, 0.0) if found is None else (found.total_return, found.max_drawdown)
    assert growth(np.array(money, np.int64), "USDT") == expected


def test_a_parcel_is_the_same_history_elsewhere(wish: Wish, tmp_path: Path) -> None:
    parcel = parcel_of(wish.data, wish.symbols)
    folder = tmp_path / "there"
    parcel.unpack(folder)
    parcel.unpack(folder)
    there = replace(wish, data=tuple(folder / place for place in parcel.data))
    assert list(tmp_path.iterdir()) == [folder]
    assert parcel_of(there.data, there.symbols).digest == parcel.digest
    assert run_history(there, open_history(there)).trades == (
        run_history(wish, open_history(wish)).trades
    )


def test_what_is_not_there_is_no_parcel(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        parcel_of([tmp_path / "BTCUSDT-1m.csv.gz"], ["BTCUSDT"])


def test_an_outcome_hangs_on_plan_span_and_data(wish: Wish) -> None:
    same = base_of(wish, (0, 1), "x")
    assert base_of(replace(wish, data=()), (0, 1), "x") == same
    others = [
        base_of(wish, (0, 2), "x"),
        base_of(wish, (0, 1), "y"),
        base_of(replace(wish, leverage=3), (0, 1), "x"),
        base_of(replace(wish, strategy="GRID"), (0, 1), "x"),
    ]
    assert same not in others
