"""A backtest's result as a study: what is kept of it, and under what it was measured."""

from collections.abc import Sequence

from app.study_job import SIMULATED
from backtest.plan import Plan, Result
from core.statistics import EquityPoint
from core.studies import Study, StudyTerms, StudyWish
from core.types import AccountId, Mode
from core.values import replace

MOST_POINTS, MOST_TRADES = 400, 3_000


def study_of(
    asked: StudyWish, result: Result, *, feed: str, warmed: int, needed: int, inside: str = ""
) -> Study:
    """A backtest's result as it is kept."""
    curve = result.curve
    return Study(
        id="",
        account=AccountId(""),
        mode=Mode.PAPER,
        made_ns=0,
        wish=replace(asked, lived=()),
        terms=replace(_terms(result.plan, feed, warmed, needed), inside=inside),
        statistics=result.statistics,
        equity=result.equity,
        benchmark=result.benchmark,
        refused=result.refused,
        halted_ns=result.halted_ns,
        start_ns=curve[0].at_ns if curve else result.plan.start_ns,
        end_ns=curve[-1].at_ns if curve else result.plan.end_ns,
        curve=thinned(curve),
        trades=result.trades[-MOST_TRADES:],
    )


def thinned(curve: Sequence[EquityPoint]) -> tuple[EquityPoint, ...]:
    """So many points at most; of each stretch the last, the lowest and the highest."""
    if len(curve) <= MOST_POINTS:
        return tuple(curve)
    size = -(-len(curve) * 3 // MOST_POINTS)
    kept = {0}
    for first in range(0, len(curve), size):
        places = range(first, min(first + size, len(curve)))
        kept |= {
            places[-1],
            *(pick(places, key=lambda at: curve[at].equity) for pick in (min, max)),
        }
    return tuple(curve[place] for place in sorted(kept))


def _terms(plan: Plan, feed: str, warmed: int, needed: int) -> StudyTerms:
    held, paper = plan.instrument, plan.terms
    return StudyTerms(
        feed=feed,
        maker_pct=held.maker_fee / 10_000,
        taker_pct=held.taker_fee / 10_000,
        half_spread_pct=paper.half_spread / 10_000,
        slippage_pct=paper.slippage / 10_000,
        latency_ms=paper.latency_ns / 1e6,
        jitter_ms=paper.jitter_ns / 1e6,
        has_funding=plan.has_funding and not held.is_spot and feed != SIMULATED,
        warmed=warmed,
        needed=needed,
    )
