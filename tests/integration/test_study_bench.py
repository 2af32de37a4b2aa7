"""A study in a process of its own: what it answers, and every way in which it may end."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.commands import cli
from app.study_bench import ROOT, ProcessBench, harmless
from app.study_job import HistorySource, Job
from app.study_worker import LEFT_ALONE
from core.codec import encode
from core.errors import InputError
from core.studies import Range, Study, StudyKind, StudyWish
from core.types import DAY_NS, HOUR_NS, Timeframe
from core.values import replace
from tests.plugin_stage import strategy_text
from tests.screens.study_samples import WISH

pytestmark = pytest.mark.slow

START_NS = 1_767_571_200_000_000_000
SHORT = replace(WISH, start_ns=START_NS, end_ns=START_NS + DAY_NS)


def source(folder: Path, exchange: str = "simulated") -> HistorySource:
    return HistorySource(exchange=exchange, seed=1, archive=str(folder))


async def filled(folder: Path, first: str, end: str, *timeframes: str) -> None:
    """With candles of the seeded market, as `data download` keeps them."""
    frames = [word for each in timeframes or ("1m",) for word in ("--timeframe", each)]
    days = ("--from", first, "--to", end, "--dir", str(folder))
    words = ("data", "download", "--exchange", "simulated", "--symbol", "BTCUSDT", *frames, *days)
    done = await asyncio.to_thread(CliRunner().invoke, cli, words)
    assert done.exit_code == 0, done.output


async def ran(wish: StudyWish, where: HistorySource, told: list[float] | None = None) -> Study:
    shares = [] if told is None else told
    return await ProcessBench(where).run(wish, shares.append, asyncio.Event())


async def test_a_backtest_of_the_seeded_market_needs_no_data(tmp_path: Path) -> None:
    told: list[float] = []
    found = await ran(SHORT, source(tmp_path), told)
    assert found.statistics.trades > 0
    assert len(found.curve) > 100
    assert found.terms.feed == "simulated"
    assert found.terms.warmed == found.terms.needed
    assert told == sorted(told)
    assert 0 < told[-1] <= 1


async def test_a_search_is_judged_on_days_that_it_has_not_seen(tmp_path: Path) -> None:
    wish = replace(
        SHORT, kind=StudyKind.SEARCH, method="grid", ranges=(Range("fast", (8.0, 12.0)),)
    )
    found = (await ran(wish, source(tmp_path))).search
    assert found is not None
    assert found.tried == 2
    assert found.after is not None
    assert SHORT.start_ns < found.learnt_until_ns < SHORT.end_ns


async def test_honesty_looks_at_signals_costs_and_delay(tmp_path: Path) -> None:
    found = await ran(replace(SHORT, kind=StudyKind.HONESTY), source(tmp_path))
    assert [each.code for each in found.checks] == ["look_ahead", "recursion", "costs", "delay"]
    assert not any(each.is_bad for each in found.checks)


async def test_a_tests_own_trades_do_not_drift_from_it(tmp_path: Path) -> None:
    wish = replace(SHORT, kind=StudyKind.DRIFT, end_ns=START_NS + 6 * HOUR_NS)
    once = await ran(wish, source(tmp_path))
    again = await ran(replace(wish, lived=once.trades), source(tmp_path))
    assert again.drift is not None
    assert again.drift.both == len(once.trades) > 0
    assert (again.drift.lived_alone, again.drift.tested_alone) == (0, 0)
    assert again.drift.entry_bp == 0


async def test_without_history_it_is_said_how_many_days_are_lacking(tmp_path: Path) -> None:
    wish = replace(SHORT, end_ns=START_NS + 3 * DAY_NS)
    with pytest.raises(InputError) as refused:
        await ran(wish, source(tmp_path, "binance_futures"))
    assert refused.value.code == "study_no_data"
    # Three days, and the minutes before them that the strategy warms up on.
    assert refused.value.values == {"symbol": "BTCUSDT", "days": "4"}


async def test_history_of_other_days_is_not_enough(tmp_path: Path) -> None:
    await filled(tmp_path, "2025-12-01", "2025-12-01T02:00:00")
    with pytest.raises(InputError) as refused:
        await ran(SHORT, source(tmp_path, "binance_futures"))
    assert refused.value.code == "study_no_data"


async def test_a_part_of_the_days_is_told_and_tested_where_it_is_enough(tmp_path: Path) -> None:
    await filled(tmp_path, "2026-01-04", "2026-01-05T12:00:00")
    where = source(tmp_path, "binance_futures")
    with pytest.raises(InputError) as refused:
        await ran(SHORT, where)
    assert refused.value.code == "study_part_data"
    assert refused.value.values["days"] == "1"
    found = await ran(replace(SHORT, takes_part=True), where)
    assert found.statistics.trades > 0
    assert found.end_ns <= START_NS + 12 * HOUR_NS


async def test_finer_candles_of_the_archive_are_walked_where_they_are_asked_for(
    tmp_path: Path,
) -> None:
    await filled(tmp_path, "2026-01-03", "2026-01-06", "1m", "5m")
    where, wish = source(tmp_path, "binance_futures"), replace(SHORT, timeframe=Timeframe.M5)
    fine = await ran(replace(wish, detail=Timeframe.M1), where)
    coarse = await ran(replace(wish, detail=Timeframe.M5), where)
    usual = await ran(wish, where)
    assert [each.terms.inside for each in (fine, coarse, usual)] == ["1m", "5m", "1m"]
    assert fine.trades == usual.trades != coarse.trades
    with pytest.raises(InputError) as refused:
        await ran(replace(wish, detail=Timeframe.S1), where)
    assert refused.value.code == "study_no_data"


async def test_a_finer_path_of_the_seeded_market_is_walked_and_says_so(tmp_path: Path) -> None:
    wish = replace(SHORT, detail=Timeframe.S15, end_ns=START_NS + 6 * HOUR_NS)
    found = await ran(wish, source(tmp_path))
    assert found.terms.inside == "15s"
    assert found.curve


async def test_an_empty_range_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        await ran(replace(SHORT, end_ns=SHORT.start_ns), source(tmp_path))


async def test_an_unknown_strategy_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        await ran(replace(SHORT, strategy="NOBODY"), source(tmp_path))
    assert "NOBODY" in str(refused.value)


async def test_stopped_it_ends_at_once_with_its_process(tmp_path: Path) -> None:
    stop = asyncio.Event()
    wish = replace(SHORT, end_ns=START_NS + 90 * DAY_NS)
    with watched() as children, pytest.raises(InputError) as refused:
        await ProcessBench(source(tmp_path)).run(wish, lambda _share: stop.set(), stop)
    assert refused.value.code == "study_stopped"
    assert children() == set()


async def test_killed_from_outside_it_is_told(tmp_path: Path) -> None:
    with watched() as children:

        def kill(_share: float) -> None:
            for child in children():
                os.kill(child, signal.SIGKILL)

        wish = replace(SHORT, end_ns=START_NS + 90 * DAY_NS)
        with pytest.raises(InputError) as refused:
            await ProcessBench(source(tmp_path)).run(wish, kill, asyncio.Event())
    assert refused.value.code == "study_died"


async def test_longer_than_its_time_it_is_ended(tmp_path: Path) -> None:
    bench = ProcessBench(source(tmp_path), time_s=0.05)
    with watched() as children, pytest.raises(InputError) as refused:
        await bench.run(SHORT, lambda _share: None, asyncio.Event())
    assert refused.value.code == "study_slow"
    assert children() == set()


async def test_it_does_not_outlive_its_desk(tmp_path: Path) -> None:
    wish = replace(SHORT, end_ns=START_NS + 90 * DAY_NS)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.study_worker"), cwd=ROOT, stdin=PIPE, stdout=DEVNULL
    )
    job = encode(Job(wish, source(tmp_path)))
    await process.communicate(f"{job}\n".encode())  # and then its input ends
    assert process.returncode == LEFT_ALONE


def test_a_study_is_told_no_secret() -> None:
    told = harmless({"PATH": "/bin", "BOT_TOKEN": "1:a", "BINANCE_API_KEY": "k", "DATA_DIR": "d"})
    assert told == {"PATH": "/bin", "DATA_DIR": "d"}


@contextmanager
def watched() -> Iterator["Children"]:
    yield Children()


class Children:
    """The processes that this one has started since then."""

    def __init__(self) -> None:
        self._before = _children()

    def __call__(self) -> set[int]:
        return _children() - self._before


def _children() -> set[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a desk's own strategies; the desk stands in it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "bot_engine/plugins/strategies"
    folder.mkdir(parents=True)
    return folder


OWN = """
    def backtest(self, data):
        return {'bars': len(data), 'author_return': 0.25}
"""


async def test_a_strategys_own_backtest_stands_beside_the_engines(
    plugins: Path, tmp_path: Path
) -> None:
    (plugins / "made.py").write_text(strategy_text(more=OWN))
    wish = replace(SHORT, strategy="made", end_ns=START_NS + 2 * HOUR_NS)
    found = await ran(wish, source(tmp_path))
    assert found.own == (("bars", "120"), ("author_return", "0.25"))
    assert found.curve


async def test_an_own_backtest_that_raises_spoils_nothing_but_itself(
    plugins: Path, tmp_path: Path
) -> None:
    (plugins / "made.py").write_text(strategy_text(more=OWN.replace("len(data)", "1 / 0")))
    wish = replace(SHORT, strategy="made", end_ns=START_NS + 2 * HOUR_NS)
    found = await ran(wish, source(tmp_path))
    ((name, words),) = found.own
    assert name == "error"
    assert "division by zero" in words
    assert found.curve


async def test_a_strategy_that_raises_is_told_in_a_sentence(plugins: Path, tmp_path: Path) -> None:
    body = "if len(df) > 150: raise ValueError('no more')"
    (plugins / "made.py").write_text(strategy_text(body=body))
    with pytest.raises(InputError) as refused:
        await ran(replace(SHORT, strategy="made"), source(tmp_path))
    assert refused.value.code == "study_failed"
    assert "made" in str(refused.value)


RESTS = """
from core.trading import RestingOrder
from core.types import OrderSide
from bot_engine.strategies.base_strategy import BaseStrategy
from bot_engine.strategy_plugin_system import StrategyPlugin

class Rests(BaseStrategy):
    def generate_signals(self, df):
        return df.assign(signal=0, signal_strength=0.0)
    def get_parameters(self):
        return {}
    def set_parameters(self, parameters):
        pass
    def orders(self, now):
        if now.lots:
            lot = now.lots[0]
            paid = lot.price or now.anchor
            return [RestingOrder(tag='out', side=OrderSide.SELL, price=paid * 1.002, size=lot.size,
                closes=True, of=lot.tag, stop=paid * 0.97)]
        price = now.bid * 0.9995
        return [RestingOrder(tag='in', side=OrderSide.BUY, price=price,
            size=now.capital / 10 / price, stop=price * 0.97)]

class RestsPlugin(StrategyPlugin):
    def get_strategy_class(self):
        return Rests
    def get_metadata(self):
        return {'id': 'resting', 'name': 'Resting', 'version': '1.0.0', 'author': 'Test',
                'description': 'Rests', 'type': 'strategy', 'rests_orders': True}
"""


async def test_a_plugin_that_rests_orders_runs_through_history(
    plugins: Path, tmp_path: Path
) -> None:
    """Its orders are asked for in its own process; the engine fills them and counts each lot."""
    (plugins / "resting.py").write_text(RESTS)
    wish = replace(SHORT, strategy="resting", end_ns=START_NS + 6 * HOUR_NS)
    first, again = await ran(wish, source(tmp_path)), await ran(wish, source(tmp_path))
    assert first.statistics.trades > 2
    assert {each.strategy for each in first.trades} == {"resting"}
    assert first.trades == again.trades
    assert first.curve == again.curve
