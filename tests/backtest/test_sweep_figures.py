"""A search's figures by the compiled loop are the engine's, and its history travels whole."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from analytics.equity import equity_statistics
from app.fast import bar_history
from app.history import Wish, fast_test, open_history, plan_of, run_history
from app.optimise_names import base_of
from app.optimise_tests import test_sets as outcomes_of
from backtest.fast import BarHistory, as_floats
from backtest.sweep.figures import growth, outcome_of, quick_outcome
from backtest.sweep.outcomes import Outcome
from backtest.sweep.parcel import parcel_of
from core.errors import InputError
from core.instrument import Instrument
from core.money import Money, Ppm, Steps
from core.statistics import EquityPoint
from core.types import DAY_NS, InstrumentId, InstrumentKind, Timeframe
from core.values import replace
from exchanges.archive.store import Store
from main import cli

HELD = Instrument(
    id=InstrumentId("binance:usdm:BTCUSDT"),
    base="BTC",
    quote="USDT",
    settle="USDT",
    kind=InstrumentKind.PERP,
    tick=Decimal("0.1"),
    step=Decimal("0.001"),
    min_qty=Steps(1),
    max_qty=Steps(10**9),
    max_market_qty=Steps(10**9),
    min_notional=Money(0),
    maker_fee=Ppm(200),
    taker_fee=Ppm(400),
)
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


def test_a_set_that_is_refused_says_why(wish: Wish) -> None:
    plan = plan_of(wish, open_history(wish))
    span = (plan.start_ns, plan.end_ns)
    refused, good = outcomes_of(wish, span, [{"fast": 9_999}, {"fast": 9}])
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
