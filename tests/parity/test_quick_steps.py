"""Recurrences over columns, compiled and stepped: equal to the live path to the last bit."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fast import By
from app.history import Wish, open_history, run_history
from backtest import quick_steps
from backtest.advising import Tables
from backtest.compiled.native import module_of, target_machine
from backtest.quick_steps import compiled_steps, functions, quickest_steps, register
from core.trading import Limit, RiskSettings
from core.types import Timeframe
from core.values import replace
from indicators import incremental as inc
from indicators import recurrences
from indicators import vectorised as vec
from indicators.columns import Column
from indicators.recurrences import Steps, stepped
from strategies import patience
from strategies.registry import BUILTIN
from strategies.stepped import SteppedStrategy

MANY = settings(max_examples=60, deadline=None)
NUMBERS = st.one_of(
    st.floats(1e-6, 1e9), st.floats(-1e3, 1e3), st.sampled_from([0.0, -0.0, 1.0, 5e-324])
)
PRICES = st.lists(NUMBERS, max_size=80)
LENGTH = st.integers(0, 50)
LENGTHS = (1, 2, 3, 7, 14)
BOTH = pytest.mark.parametrize("steps", [stepped, compiled_steps], ids=["stepped", "compiled"])
KERNELS = list(functions((recurrences,)))


@st.composite
def candles(draw: st.DrawFn) -> tuple[Column, Column, Column]:
    rows = [sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS))) for _ in range(draw(LENGTH))]
    low, close, high = np.array(rows, np.float64).reshape(-1, 3).T
    return tuple(map(np.ascontiguousarray, (high, low, close)))  # type: ignore[return-value]


def told(found: Sequence[Any]) -> list[tuple[float, ...]]:
    """Answers of the live path as rows of numbers."""
    wide = max((len(each) for each in found if isinstance(each, tuple)), default=1)
    unknown = (float("nan"),) * wide
    return [
        unknown if each is None else tuple(map(float, each if isinstance(each, tuple) else (each,)))
        for each in found
    ]


def assert_bits(columns: Sequence[Column], rows: Sequence[tuple[float, ...]]) -> None:
    for column, live in zip(columns, zip(*rows, strict=True), strict=False):
        for one, other in zip(column.tolist(), live, strict=True):
            assert one.hex() == other.hex() or (isnan(one) and isnan(other))


@BOTH
@pytest.mark.parametrize("period", LENGTHS)
def test_over_one_column_it_is_the_live_path(steps: Steps, period: int) -> None:
    @MANY
    @given(prices=PRICES)
    def agree(prices: list[float]) -> None:
        values = np.array(prices, np.float64)
        for of_column, live in (
            (vec.ema, inc.Ema(period)),
            (vec.wilder, inc.Wilder(period)),
            (vec.rsi, inc.Rsi(period)),
        ):
            assert_bits(
                [of_column(values, period, steps)], told([live.update(each) for each in prices])
            )

    agree()


@BOTH
@pytest.mark.parametrize("period", LENGTHS)
def test_over_candles_it_is_the_live_path(steps: Steps, period: int) -> None:
    @MANY
    @given(bars=candles())
    def agree(bars: tuple[Column, Column, Column]) -> None:
        rows = list(zip(*(each.tolist() for each in bars), strict=True))
        directed, line, span = inc.Adx(period), inc.Supertrend(period, 2.5), inc.RangeEma(period)
        assert_bits(vec.adx(*bars, period, steps), told([directed.update(*row) for row in rows]))
        assert_bits([vec.range_ema(*bars, period, steps)], told([span.update(*r) for r in rows]))
        lines, ways = vec.supertrend(*bars, period, 2.5, steps)
        live = [line.update(*row) for row in rows]
        assert_bits([lines], told([each and each[0] for each in live]))
        assert_bits([ways], told([each and (1.0 if each[1] else -1.0) for each in live]))

    agree()


@BOTH
@given(
    wanted=st.lists(st.sampled_from([1.0, 0.0, -1.0, float("nan")]), max_size=60),
    longest=st.integers(1, 5),
    cooldown=st.integers(0, 4),
)
@settings(max_examples=80, deadline=None)
def test_a_signal_stands_as_long_on_either_path(
    steps: Steps, wanted: list[float], longest: int, cooldown: int
) -> None:
    (ways,) = steps(patience.patient, (np.array(wanted),), (longest, cooldown), 1)
    live = patience.Patience(longest, cooldown)
    assert_bits([ways], told([None if isnan(each) else live.step(int(each)) for each in wanted]))


def test_of_a_long_walk_every_kernel_finds_the_same_compiled() -> None:
    draw = np.random.default_rng(3)
    close = 60_000 * np.exp(np.cumsum(draw.normal(0, 1e-3, 20_000)))
    high, low = close * (1 + draw.random(20_000) / 100), close * (1 - draw.random(20_000) / 100)
    asked: dict[str, tuple[tuple[Column, ...], tuple[float, ...], int]] = {
        "ema": ((close,), (2.0 / 22.0,), 1),
        "range_ema": ((high, low, close), (2.0 / 22.0,), 1),
        "wilder": ((close,), (14,), 1),
        "rsi": ((close,), (14,), 1),
        "adx": ((high, low, close), (14,), 3),
        "supertrend": ((high, low, close), (10, 3.0), 2),
    }
    kernels = {each.__name__: each for each in KERNELS if each is not stepped}
    assert set(asked) == set(kernels)
    for name, question in asked.items():
        for one, other in zip(
            compiled_steps(kernels[name], *question),
            stepped(kernels[name], *question),
            strict=True,
        ):
            assert one.tobytes() == other.tobytes()


def test_nothing_is_contracted_or_reordered() -> None:
    """A fused multiply-add rounds once where the live path rounds twice."""
    register()
    rows = [np.ones(3) for _ in range(5)]
    made = module_of(recurrences.supertrend, (*rows[:3], 2, 3.0, *rows[3:]))
    assert "reassoc" not in str(made)
    assembly = target_machine().emit_assembly(made)
    assert "mulsd" in assembly
    assert "fma" not in assembly


def test_without_a_compiler_it_is_stepped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick_steps, "has_compiler", lambda: False)
    assert quickest_steps() is stepped
    assert Tables.over(np.ones((3, 5), np.int64)).steps is stepped


def test_its_cache_is_named_by_the_steps_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    before = quick_steps.cache_of_steps()
    changed = tmp_path / "patience.py"
    changed.write_bytes(Path(patience.__file__).read_bytes() + b"\n")
    monkeypatch.setattr(patience, "__file__", str(changed))
    assert before is not None
    assert before.name.startswith("columns-")
    assert quick_steps.cache_of_steps() != before


def test_live_strategies_load_neither_numpy_nor_a_compiler() -> None:
    code = (
        "import sys\n"
        "from strategies.registry import builtin_strategies\n"
        "names = builtin_strategies().names()\n"
        "[builtin_strategies().create(name) for name in names]\n"
        "print(sorted({'numpy', 'numba', 'pandas'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


STEPPED = [each.name for each in BUILTIN if issubclass(each, SteppedStrategy)]


@pytest.mark.data
@pytest.mark.skipif("DZENTRA_DATA" not in os.environ, reason="no DZENTRA_DATA")
@pytest.mark.parametrize("strategy", [each for each in STEPPED if each != "ARBITRAGE"])
def test_every_strategy_of_signal_arrays_trades_alike_by_loop_and_engine(strategy: str) -> None:
    wish = Wish(
        strategy=strategy,
        symbol="BTCUSDT",
        timeframe=Timeframe.H1,
        start=datetime(2025, 2, 1, tzinfo=UTC),
        end=datetime(2026, 1, 1, tzinfo=UTC),
        data=(Path(os.environ["DZENTRA_DATA"], "futures", "BTCUSDT-1h.csv.gz"),),
        risk=replace(RiskSettings(), risk=Limit.percent("0.2")),
    )
    history = open_history(wish)
    fast, plain = (run_history(wish, history, by=by) for by in (By.FAST, By.ENGINE))
    assert plain.trades
    assert replace(fast, lines=(), conditions=()) == replace(plain, lines=(), conditions=())
