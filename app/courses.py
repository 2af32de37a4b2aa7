"""How the history of a test passes: row by row where its bars are recorded and of one clock."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backtest.abreast import abreast_of
from backtest.course import Course
from backtest.fast import BarHistory
from backtest.foreseen import foreseen
from backtest.merging import Merged
from backtest.plan import Plan
from core.ports import PairStrategy, Strategy
from engine.runner import LOOK_BACK
from exchanges.replay import Recordings

LEAST_BARS = 50_000
"""Fewer are sooner decided on one by one than the compiler of indicators is loaded."""

if TYPE_CHECKING:
    from app.history import History


def course_of(
    history: "History", plan: Plan, strategies: Sequence[Strategy]
) -> tuple[Course, Sequence[Strategy]]:
    """The course of a test, and its strategies as they go with it: those that give signal arrays
    need only be asked where their advice turns. One of a pair decides on candles of the other, in
    the midst of a row, so that rows are none for it."""
    needs = max(each.warmup for each in strategies) + LOOK_BACK
    is_paired = any(isinstance(each, PairStrategy) for each in strategies)
    bars = [] if is_paired else _bar_histories(history, plan, needs)
    course = abreast_of(plan, bars) if bars else None
    if course is None:
        return Merged(history.events(plan)), strategies
    if sum(map(len, course.bars)) < LEAST_BARS:
        return course, strategies
    told = {each.instrument: (past, each) for past, each in zip(bars, course.bars, strict=True)}
    legs = zip(plan.legs, strategies, strict=True)
    return course, [foreseen(strategy, *told[leg.instrument.id]) for leg, strategy in legs]


def _bar_histories(history: "History", plan: Plan, needs: int) -> list[BarHistory]:
    """Of every instrument of the plan; none where one has no recorded bars of its timeframe."""
    market, found = history.market, list[BarHistory]()
    for held in plan.instruments:
        source = market.bar_source(held.id) if isinstance(market, Recordings) else None
        if source is None or source.timeframe is not plan.timeframe:
            return []
        fundings = source.fundings(plan.start_ns, plan.end_ns) if plan.has_funding else ()
        found.append(BarHistory(*source.columns(plan.start_ns, plan.end_ns, needs), fundings))
    return found
