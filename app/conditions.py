"""Under what a test is measured: stated on its result."""

from typing import TYPE_CHECKING

from app.rules import told_rules
from app.terms import told_costs
from backtest.plan import Leg, Plan
from exchanges.replay import Recordings
from exchanges.simulated.market import SimulatedMarket

if TYPE_CHECKING:
    from app.history import History


def conditions_of(history: "History", plan: Plan) -> tuple[tuple[str, str], ...]:
    rows = [
        ("Money", "PAPER"),
        ("Feed", history.feed),
        ("Inside a candle", _inside(history.market, plan)),
    ]
    if plan.others:
        share = plan.balance / len(plan.legs)
        rows.append(("Capital", f"{share:,.2f} {plan.instrument.settle} an agent, one account"))
    has_rates = _has_rates(history.market, plan)
    rows += told_costs(plan, is_path=history.is_path, has_rates=has_rates)
    told = [_told_parameters(leg, is_named=bool(plan.others)) for leg in plan.legs]
    if any(told):
        rows.append(("Parameters", "; ".join(dict.fromkeys(filter(None, told)))))
    return (*rows, ("Rules", told_rules(plan.risk)))


def _told_parameters(leg: Leg, *, is_named: bool) -> str:
    told = ", ".join(f"{name} {value}" for name, value in leg.parameters)
    return f"{leg.strategy}: {told}" if told and is_named else told


def _inside(market: SimulatedMarket | Recordings, plan: Plan) -> str:
    """What tells in which order things happened inside a candle."""
    if not isinstance(market, Recordings):
        return "ticks"
    finer = [market.timeframe(held.id) for held in plan.instruments]
    told = dict.fromkeys("ticks" if each is None else f"candles of {each}" for each in finer)
    guessed = "; where one holds stop and target, the stop came first" if any(finer) else ""
    return ", ".join(told) + guessed


def _has_rates(market: SimulatedMarket | Recordings, plan: Plan) -> bool:
    """Does it know what fundings cost?"""
    if not isinstance(market, Recordings):
        return True
    bars = [market.bar_source(held.id) for held in plan.instruments if not held.is_spot]
    return any(each is None or each.fundings(plan.start_ns, plan.end_ns) for each in bars)
