"""What a study does with a history: one function for each kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from analytics.overfit import deflated_sharpe
from app.harder import CANDLES, harder
from app.history import Wish, make_strategy, plan_of, run_history
from app.optimise_benches import Here
from app.optimise_tests import Job, sets_over, tested_nets
from app.study_history import Opened, opened, warmup_of
from app.study_job import HistorySource, Told
from app.study_result import study_of
from backtest.plan import Result
from backtest.sweep.outcomes import Outcome, Outcomes
from backtest.sweep.search import Found, Wanted, search
from backtest.sweep.space import Axis, Space
from core.errors import DzentraError, InputError
from core.events import PositionClosed
from core.market import Candle
from core.studies import (
    Check,
    DriftFound,
    SearchFound,
    SearchRow,
    Study,
    StudyKind,
    StudyWish,
)
from core.values import replace
from strategies.base import BacktestsItself, BaseStrategy
from strategies.frame import candle_frame
from strategies.honesty import look_ahead, recursion

MOST_FIGURES = 12
LEARNT = 70
"""Percent of history that a search sees."""
TRIALS, ROWS = 40, 40
GOAL = "return_over_drawdown"


def study(asked: StudyWish, source: HistorySource, told: Told) -> Study:
    """Does what was asked. Raises InputError for what cannot be studied."""
    warmup, is_book = warmup_of(asked, source), asked.kind is StudyKind.DRIFT
    with opened(asked, source, warmup, _part(told, 0.0, 0.3), is_book=is_book) as found:
        return STUDIES[asked.kind](asked, found, _part(told, 0.0 if is_book else 0.3, 1.0))


def _backtest(asked: StudyWish, found: Opened, told: Told) -> Study:
    made = _run(asked, found, told)
    return replace(made, own=_own_figures(found))


def _honesty(asked: StudyWish, found: Opened, told: Told) -> Study:
    made = _run(asked, found, _part(told, 0.0, 0.3))
    checks = [*_signal_checks(found)]
    told(0.5)
    net = float(made.statistics.net)
    for number, (code, other) in enumerate(harder(found.wish).items()):
        part = _part(told, 0.5 + number / 4, 0.75 + number / 4)
        after = float(_result(other, found, part).statistics.net)
        checks.append(Check(code=code, before=net, after=after, is_odd=net > 0 >= after))
    return replace(made, checks=tuple(checks))


def _signal_checks(found: Opened) -> Iterator[Check]:
    plan = plan_of(found.wish, found.history)
    candles = found.history.warm_up(replace(plan, start_ns=plan.end_ns), CANDLES)
    strategy = make_strategy(found.wish)
    if isinstance(strategy, BaseStrategy):
        ahead = look_ahead(strategy, candles)
        yield Check(code="look_ahead", after=float(len(candles)), is_bad=ahead is not None)
    same = recursion(lambda: make_strategy(found.wish), candles)
    is_odd = same.differ > 0 or not same.compared
    yield Check(
        code="recursion", before=float(same.differ), after=float(same.compared), is_odd=is_odd
    )


def _search(asked: StudyWish, found: Opened, told: Told) -> Study:
    """On the first part of history; its best is then judged by the rest."""
    plan = plan_of(found.wish, found.history)
    frame = plan.timeframe.ns
    middle = plan.start_ns + (plan.end_ns - plan.start_ns) * LEARNT // 100 // frame * frame
    learnt = _searched(asked, found, (plan.start_ns, middle), _part(told, 0.0, 0.8))
    best = learnt.best.parameters
    merged = {**dict(found.wish.parameters), **best}
    chosen = Opened(
        replace(found.wish, parameters=tuple(merged.items())), found.history, found.feed
    )
    (after,) = sets_over(found.history, Job(found.wish, (middle, plan.end_ns)), [best])
    made = _run(replace(asked, parameters=merged), chosen, _part(told, 0.8, 1.0))
    nets = tested_nets(found.history, Job(found.wish, (plan.start_ns, middle)), best)
    sharpes = [each.sharpe for each in learnt.outcomes if each.sharpe is not None]
    told_rows = SearchFound(
        tried=len(learnt.outcomes),
        rows=tuple(_row(each) for each in learnt.outcomes[:ROWS] if not each.error),
        warnings=learnt.warnings,
        after=_row(after),
        luck=deflated_sharpe(nets, sharpes),
        learnt_until_ns=middle,
    )
    return replace(made, search=told_rows)


def _searched(asked: StudyWish, found: Opened, span: tuple[int, int], told: Told) -> Found:
    axes = tuple(
        Axis(each.name, tuple(int(v) if v == int(v) else v for v in each.values))
        for each in asked.ranges
    )
    space = Space(axes)
    wanted = Wanted(
        space=space, method=asked.method, goal=GOAL, trials=TRIALS, seed=found.wish.seed
    )
    total = space.size if wanted.is_whole else min(TRIALS, space.size)
    with TemporaryDirectory(prefix="dzentra-search-") as folder:
        kept = Outcomes(Path(folder) / "outcomes.jsonl", "")
        testers = Here(found.history, Job(found.wish, span))
        return search(wanted, testers, kept, lambda done: told(done / max(total, 1)))


def _row(found: Outcome) -> SearchRow:
    return SearchRow(
        parameters=dict(found.parameters),
        trades=found.trades,
        net=float(found.net),
        total_return=float(found.total_return),
        max_drawdown=float(found.max_drawdown),
        is_halted=found.is_halted,
    )


def _drift(asked: StudyWish, found: Opened, told: Told) -> Study:
    made = _run(asked, found, told)
    return replace(made, drift=drift_of(asked.lived, made.trades, asked.timeframe.ns))


def drift_of(
    lived: Sequence[PositionClosed], tested: Sequence[PositionClosed], frame_ns: int
) -> DriftFound:
    """Trades are the same that went the same way and were opened within a candle of each other."""
    left, costs = list(tested), list[float]()
    for trade in lived:
        one = trade.result
        same = [
            other
            for other in left
            if other.result.side is one.side
            and abs(other.result.opened_at_ns - one.opened_at_ns) <= frame_ns
        ]
        if same:
            near = min(same, key=lambda other: abs(other.result.opened_at_ns - one.opened_at_ns))
            left.remove(near)
            dearer = float(one.entry / near.result.entry - 1) * 10_000
            costs.append(dearer if one.side.name == "LONG" else -dearer)
    return DriftFound(
        both=len(costs),
        lived_alone=len(lived) - len(costs),
        tested_alone=len(left),
        lived_net=_net(lived),
        tested_net=_net(tested),
        entry_bp=sum(costs) / len(costs) if costs else None,
    )


def _run(asked: StudyWish, found: Opened, told: Told) -> Study:
    strategy, plan = make_strategy(found.wish), plan_of(found.wish, found.history)
    warmed = len(found.history.warm_up(plan, strategy.warmup))
    result = _result(found.wish, found, told)
    if not result.events:
        raise InputError("There is no candle in this stretch of history", code="study_empty")
    return study_of(
        asked,
        result,
        feed=found.feed,
        warmed=warmed,
        needed=strategy.warmup,
        inside=found.history.bar_of(plan),
    )


def _result(wish: Wish, found: Opened, told: Told) -> Result:
    plan = plan_of(wish, found.history)
    span = max(plan.end_ns - plan.start_ns, 1)
    return run_history(wish, found.history, lambda at: told((at - plan.start_ns) / span))


def _own_figures(found: Opened) -> tuple[tuple[str, str], ...]:
    """Of a strategy that tests itself; that it fails is told as its figure, and is no failure of
    the study."""
    strategy = make_strategy(found.wish)
    if not isinstance(strategy, BacktestsItself):
        return ()
    plan = plan_of(found.wish, found.history)
    count = (plan.end_ns - plan.start_ns) // plan.timeframe.ns
    candles = found.history.warm_up(replace(plan, start_ns=plan.end_ns), count)
    try:
        return own_figures(strategy, candles)
    except DzentraError as error:
        return (("error", str(error)[:200]),)


def own_figures(
    strategy: BacktestsItself, candles: Sequence[Candle]
) -> tuple[tuple[str, str], ...]:
    """The first of what it says, as text."""
    told: Mapping[str, object] = strategy.backtest(candle_frame(candles))
    pairs = list(told.items())[:MOST_FIGURES]
    return tuple((str(name)[:40], _figure(value)) for name, value in pairs)


def _figure(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)[:60]


def _net(trades: Sequence[PositionClosed]) -> Decimal:
    return sum((trade.result.net for trade in trades), Decimal(0))


def _part(told: Told, first: float, last: float) -> Told:
    """A share of a share."""
    return lambda share: told(first + (last - first) * min(max(share, 0.0), 1.0))


STUDIES: Mapping[StudyKind, Callable[[StudyWish, Opened, Told], Study]] = MappingProxyType(
    {
        StudyKind.BACKTEST: _backtest,
        StudyKind.HONESTY: _honesty,
        StudyKind.SEARCH: _search,
        StudyKind.DRIFT: _drift,
    }
)
