"""The compiled loop gives the engine's fills, trades, ledger and equity, to the last digit."""

import dataclasses
import os
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from inspect import getmembers, isfunction, signature
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from numba import njit

from app.fast import By
from app.history import Wish, open_history, run_history
from app.optimise_tests import Job, sets_over
from backtest.compiled import wide
from backtest.compiled.loading import cache_folder, compiled_loop, register
from backtest.compiled.run import HandedOver
from backtest.compiled.task import why_not
from core.errors import InputError
from core.instrument import Bracket
from core.money import PPM, Money, Ppm
from core.trading import Agent, Limit, RiskSettings, Target, Trail, TrailKind
from core.types import ExitReason, Timeframe
from core.values import replace
from engine import rules, trail_rules
from exchanges.simulated import rules as venue
from tests.desk import AGENT, make_account, make_agent
from tests.paper.exits_script import ladder
from tests.paper.script import PERP, SPOT
from tests.parity.compiled import Story, by_engine, by_loop
from tests.parity.markets import STEEP, busy, stories

pytestmark = pytest.mark.slow

RULES = [
    function
    for module in (rules, trail_rules, venue)
    for _, function in getmembers(module, isfunction)
    if function.__module__ == module.__name__
]
SIGNS = ("side", "way")
SMALL = ("ppm", "fee_ppm", "mmr_ppm", "leverage", "follows", "taken")


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(story=stories())
def test_the_loop_and_the_engine_agree(story: Story) -> None:
    found, expected = by_loop(story), by_engine(story)
    for trade in expected.trades:
        event(f"{trade.result.reason} {' '.join(trade.result.flags)}")
    event(f"{story.agent.risk.trail and story.agent.risk.trail.kind}")
    if isinstance(found, HandedOver):
        event(found.reason)
    else:
        assert found == expected


@pytest.mark.parametrize("seed", range(20))
def test_backtest_replayed_paper_and_the_loop_are_one(seed: int) -> None:
    """Twenty symbols, each with a market of its own."""
    story = busy(seed)
    backtest = by_engine(story, is_whole=True)
    assert len(backtest.trades) > 5
    assert backtest == by_engine(story) == by_loop(story)


@pytest.mark.parametrize("seed", range(6))
def test_after_a_halt_the_rest_is_passed_over_alike(seed: int) -> None:
    """Its advice turns, days end and fundings fall due, all for nothing."""
    story = busy(seed)
    risk = replace(story.agent.risk, drawdown=Limit.percent("0.5"))
    story = dataclasses.replace(story, agent=replace(story.agent, risk=risk))
    found = by_loop(story)
    assert found == by_engine(story)
    assert not isinstance(found, HandedOver)
    halted_ns = found.standing[4]
    assert 0 < halted_ns < story.bars[200].at_ns


# --- rules


def arguments(function: Callable[..., int]) -> st.SearchStrategy[tuple[int, ...]]:
    """Values that each parameter may take, by its name."""
    return st.tuples(*(values_of(name) for name in signature(function).parameters))


def values_of(name: str) -> st.SearchStrategy[int]:
    if name in SIGNS:
        return st.sampled_from([1, -1])
    if name.startswith("is_"):
        return st.booleans()
    return st.integers(1, 900 if name in SMALL else 60_000)


def made(function: Callable[..., int]) -> Callable[..., int]:
    compiled: Any = njit(function)
    return cast("Callable[..., int]", compiled)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.__module__}.{rule.__name__}")
def test_every_rule_is_compiled_as_it_is(rule: Callable[..., int]) -> None:
    register()
    compiled = made(wide.over if rule is rules.over else rule)

    @settings(max_examples=40, deadline=None)
    @given(values=arguments(rule))
    def agree(values: tuple[int, ...]) -> None:
        assert compiled(*values) == rule(*values)

    agree()


@given(
    value=st.integers(-wide.MOST + 1, wide.MOST - 1),
    times=st.integers(-wide.MOST + 1, wide.MOST - 1),
    by=st.integers(1, wide.MOST - 1) | st.integers(-wide.MOST + 1, -1),
)
def test_a_product_wider_than_the_machine_is_exact(value: int, times: int, by: int) -> None:
    assert wide.over(value, times, by) == rules.over(value, times, by)


def test_it_is_exact_once_compiled() -> None:
    register()
    compiled = made(wide.over)

    @given(
        value=st.integers(-wide.MOST + 1, wide.MOST - 1),
        times=st.integers(1, wide.MOST - 1),
        share=st.integers(1, 1_000),
    )
    def agree(value: int, times: int, share: int) -> None:
        by = max(abs(value) // share, 1)
        expected = rules.over(value, times, by)
        if abs(expected) < wide.MOST:
            assert compiled(value, times, by) == expected

    agree()


def test_a_quotient_guessed_in_floats_is_made_exact() -> None:
    """Products between what the machine holds and where guessing ends, and quotients next to a
    whole number."""
    register()
    compiled = made(wide.over)

    @given(
        whole=st.integers(-(1 << 61), 1 << 61),
        by=st.integers(1, (1 << 50) - 1),
        times=st.integers(1, 1 << 50),
        beside=st.integers(-1, 1),
    )
    def agree(whole: int, by: int, times: int, beside: int) -> None:
        value = whole * by // times + beside
        expected = rules.over(value, times, by)
        if abs(value) < wide.MOST and abs(expected) < wide.MOST:
            assert wide.over(value, times, by) == expected
            assert compiled(value, times, by) == expected

    agree()


def test_the_cache_is_named_by_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    before = cache_folder()
    changed = tmp_path / "rules.py"
    changed.write_bytes(Path(rules.__file__).read_bytes() + b"\n")
    monkeypatch.setattr(rules, "__file__", str(changed))
    assert before is not None
    assert before.is_dir()
    assert cache_folder() != before


def test_where_no_cache_can_be_written_it_compiles_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(in_the_way))
    assert cache_folder() is None
    story = busy(1)
    monkeypatch.setattr("backtest.compiled.run.compiled_loop", compiled_loop.__wrapped__)
    assert by_loop(story) == by_engine(story)


# --- what is handed over


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"trail": Trail(kind=TrailKind.BREAK_EVEN, start=Limit.percent("1"))},
        {"targets": ladder("1", "2")},
    ],
)
def test_every_exit_is_the_loop_s_own(changed: dict[str, object]) -> None:
    agent = make_agent(AGENT, risk=replace(RiskSettings(), **changed))  # type: ignore[arg-type]
    assert why_not(agent, PERP, make_account()) == ""


def test_a_ladder_longer_than_the_loop_s_is_handed_over() -> None:
    targets = tuple(
        Target(distance=Limit.percent(str(number)), share=Ppm(PPM // 20)) for number in range(1, 21)
    )
    agent = make_agent(AGENT, risk=replace(RiskSettings(), targets=targets))
    assert why_not(agent, PERP, make_account()) == "more than 16 targets"


def test_more_tiers_than_the_loop_holds_are_handed_over() -> None:
    tiers = tuple(
        Bracket(floor=Money(number), rate=Ppm(4_000), cum=Money(0)) for number in range(33)
    )
    held = dataclasses.replace(PERP, brackets=tiers)
    assert why_not(make_agent(AGENT), held, make_account()) == "more than 32 maintenance tiers"


def test_spot_is_handed_over() -> None:
    assert why_not(make_agent(AGENT, instrument=SPOT.id), SPOT, make_account()) == "spot"


def risky(balance: str) -> Story:
    agent = replace(make_agent(AGENT, balance=balance), risk=RISKY)
    return dataclasses.replace(of_bars(agent), balance=balance)


def test_what_does_not_fit_is_handed_over() -> None:
    """A risk of a third of a fortune passes 2^62 in the sizing rule."""
    found = by_loop(risky("30000000000"))
    assert isinstance(found, HandedOver)
    assert "64 bits" in found.reason


def test_the_same_risk_of_a_wallet_that_fits_is_the_loop_s_own() -> None:
    story = risky("100000")
    assert by_loop(story) == by_engine(story)


def test_a_tier_that_nobody_comes_near_is_no_reason() -> None:
    """An exchange's last one deducts more than 64 bits hold once it is multiplied."""
    story = dataclasses.replace(
        of_bars(make_agent(AGENT)), held=dataclasses.replace(STEEP, id=PERP.id)
    )
    found = by_loop(story)
    assert not isinstance(found, HandedOver)
    assert found == by_engine(story)


RISKY = replace(RiskSettings(), risk=Limit.percent("0.5"), max_reserved=Limit.percent("100"))


def of_bars(agent: Agent) -> Story:
    from tests.parity.markets import AT_TERMS, calm_market

    bars = calm_market(PERP, 200)
    says = [1 if place // 20 % 2 else -1 for place in range(200)]
    return Story(bars=bars, says=says, held=PERP, agent=agent, terms=AT_TERMS)


# --- whole tests, on recorded candles


def recorded(strategy: str, **more: object) -> Wish:
    path = Path(os.environ["DZENTRA_DATA"], "futures", "BTCUSDT-1h.csv.gz")
    wish = Wish(
        strategy=strategy,
        symbol="BTCUSDT",
        timeframe=Timeframe.H1,
        start=datetime(2025, 2, 1, tzinfo=UTC),
        end=datetime(2026, 1, 1, tzinfo=UTC),
        data=(path,),
        risk=replace(RiskSettings(), risk=Limit.percent("0.5"), max_loss=Limit.usd("45")),
        balance=Decimal(10_000),
    )
    return replace(wish, **more)  # type: ignore[arg-type]


needs_data = pytest.mark.skipif("DZENTRA_DATA" not in os.environ, reason="no DZENTRA_DATA")


@pytest.mark.data
@needs_data
@pytest.mark.parametrize("strategy", ["TREND", "EMA_CROSSOVER", "MOMENTUM", "BREAKOUT"])
def test_real_candles_give_the_same_result(strategy: str) -> None:
    wish = recorded(strategy)
    history = open_history(wish)
    fast, plain = (run_history(wish, history, by=by) for by in (By.FAST, By.ENGINE))
    assert plain.trades
    assert fast.conditions[-1] == ("Run by", "compiled loop")
    assert replace(fast, lines=(), conditions=()) == replace(plain, lines=(), conditions=())


EXITS: dict[str, dict[str, object]] = {
    "break-even": {"trail": Trail(kind=TrailKind.BREAK_EVEN, start=Limit.percent("0.7"))},
    "behind the best": {
        "trail": Trail(kind=TrailKind.BELOW_HIGHEST, distance=Limit.percent("0.8"))
    },
    "behind a start": {
        "trail": Trail(
            kind=TrailKind.BELOW_TRIGGER, start=Limit.percent("0.6"), distance=Limit.percent("0.4")
        )
    },
    "ladder": {"targets": ladder("0.5", "1", "2")},
    "ladder, stop behind it": {
        "targets": ladder("0.4", "0.8", "1.2", "2"),
        "trail": Trail(kind=TrailKind.MOVING_TARGET),
    },
    "ladder, stop two behind it": {
        "targets": ladder("0.3", "0.6", "0.9", "1.5"),
        "trail": Trail(kind=TrailKind.TWO_TARGET),
    },
}


@pytest.mark.parametrize("name", EXITS)
def test_every_exit_is_one_by_backtest_replayed_paper_and_the_loop(name: str) -> None:
    reasons = set[ExitReason]()
    for seed in range(6):
        story = busy(seed)
        risk = replace(story.agent.risk, **EXITS[name])  # type: ignore[arg-type]
        story = dataclasses.replace(story, agent=replace(story.agent, risk=risk))
        backtest = by_engine(story, is_whole=True)
        assert backtest == by_engine(story) == by_loop(story)
        reasons |= {trade.result.reason for trade in backtest.trades}
    assert (ExitReason.TRAIL if "trail" in EXITS[name] else ExitReason.TAKE_PROFIT) in reasons


@pytest.mark.data
@needs_data
@pytest.mark.parametrize("name", EXITS)
def test_real_candles_give_the_same_result_by_every_exit(name: str) -> None:
    risk = replace(RiskSettings(), risk=Limit.percent("0.5"), **EXITS[name])  # type: ignore[arg-type]
    wish = recorded("TREND", risk=risk)
    history = open_history(wish)
    fast, plain = (run_history(wish, history, by=by) for by in (By.FAST, By.ENGINE))
    reasons = {trade.result.reason for trade in plain.trades}
    assert reasons & {ExitReason.TRAIL, ExitReason.TAKE_PROFIT}
    assert replace(fast, lines=(), conditions=()) == replace(plain, lines=(), conditions=())


@pytest.mark.data
@needs_data
def test_a_short_history_is_left_to_the_engine_unless_insisted() -> None:
    wish = recorded("TREND", end=datetime(2025, 3, 1, tzinfo=UTC))
    result = run_history(wish, open_history(wish), by=By.AUTO)
    assert result.conditions[-1] == ("Run by", "engine: a short history")
    assert result.lines


def test_insisting_where_it_cannot_be_is_refused() -> None:
    wish = recorded_by_seed()
    with pytest.raises(InputError, match="no recorded candles"):
        run_history(wish, open_history(wish), by=By.FAST)


def test_without_the_extra_the_engine_runs_it_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backtest.fast.has_compiler", lambda: False)
    wish = recorded_by_seed()
    result = run_history(wish, open_history(wish), by=By.AUTO)
    name, said = result.conditions[-1]
    assert name == "Run by"
    assert said.startswith("engine: numba is not installed")


def recorded_by_seed() -> Wish:
    return Wish(
        strategy="TREND",
        symbol="BTCUSDT",
        timeframe=Timeframe.M1,
        start=datetime(2026, 1, 5, tzinfo=UTC),
        end=datetime(2026, 1, 5, 0, 30, tzinfo=UTC),
    )


@pytest.mark.data
@needs_data
def test_a_search_comes_to_the_same_by_either(monkeypatch: pytest.MonkeyPatch) -> None:
    wish = recorded("EMA_CROSSOVER", end=datetime(2025, 6, 1, tzinfo=UTC))
    span = tuple(int(at.timestamp()) * 10**9 for at in (wish.start, wish.end))
    sets = [{"fast": 8, "slow": 21}, {"fast": 12, "slow": 40}, {"fast": 50, "slow": 20}]
    history, job = open_history(wish), Job(wish, (span[0], span[1]))
    fast = list(sets_over(history, job, sets))
    monkeypatch.setattr("backtest.fast.has_compiler", lambda: False)
    assert list(sets_over(history, job, sets)) == fast
    assert [bool(found.error) for found in fast] == [False, False, True]
