"""What the compiled loop is asked: an account, an agent, bars and advice; and what it refuses."""

from collections.abc import Sequence

import numpy as np

from backtest.compiled.terms import AHEAD, MOST_GOALS, MOST_TIERS, Bars, Ints, Limit, Says, Terms
from core import trading
from core.instrument import Instrument
from core.market import Funding
from core.trading import Account, Agent, LimitUnit, RiskSettings
from core.types import MINUTE_NS, Side
from core.values import Frozen
from engine.trailing import FOLLOWS
from exchanges.simulated.paper import PaperSettings

OWN_LIMITS = ("risk", "stop_loss", "max_loss", "daily_loss", "drawdown", "max_reserved")
"""Limits that have the same names among an agent's rules and in Terms."""


class Begun(Frozen, frozen=True):
    """A signal as the candles before the start left it; `started_ns` is 0 before the first."""

    action: int = 0
    repeats: int = 0
    started_ns: int = 0


class Task(Frozen, frozen=True, kw_only=True):
    """What is to be run; `needed` candles in a row confirm a signal."""

    account: Account
    agent: Agent
    held: Instrument
    terms: PaperSettings
    bars: Bars
    needed: int
    begun: Begun = Begun()
    fundings: Sequence[Funding] = ()
    wants_curve: bool = False


def why_not(agent: Agent, held: Instrument, account: Account) -> str:
    """What the loop cannot do of what is asked; '' when nothing."""
    found = {
        "spot": held.is_spot,
        "a closed instrument": not (held.is_open and held.is_confirmed),
        "bars under a minute": agent.timeframe.ns < MINUTE_NS,
        "a user's midnight that is not UTC's": account.utc_offset_min != 0,
        "a blacklist": bool(account.blacklist),
        f"more than {MOST_GOALS} targets": len(agent.risk.plan.targets) > MOST_GOALS,
        f"more than {MOST_TIERS} maintenance tiers": len(held.brackets) > MOST_TIERS,
        "an account that is not new": account.halted is not None or agent.sequence > 0,
    }
    return ", ".join(name for name, is_so in found.items() if is_so)


def terms_of(task: Task) -> Terms:
    held, agent, paper = task.held, task.agent, task.terms
    risk, trail = agent.risk, agent.risk.trail
    goals = [(goal.is_share, goal.value, share) for goal, share in ladder_of(task)]
    tiers = [(tier.floor, tier.rate, tier.cum) for tier in held.brackets]
    return Terms(
        bar_ns=agent.timeframe.ns,
        unit=held.unit,
        tick=held.tick_e8,
        mark_num=held.mark_num,
        mark_den=held.mark_den,
        min_qty=held.min_qty,
        max_qty=held.max_market_qty,
        min_notional=held.min_notional,
        taker_fee=held.taker_fee,
        liquidation_fee=held.liquidation_fee,
        half_spread=paper.half_spread,
        slippage=paper.slippage,
        leverage=agent.leverage,
        needed=task.needed,
        slice=agent.slice,
        cooldown_s=risk.cooldown_s,
        time_stop_s=risk.time_stop_s,
        max_positions=risk.max_positions,
        orders_per_minute=risk.orders_per_minute,
        may_long=int(risk.direction.allows(Side.LONG)),
        may_short=int(risk.direction.allows(Side.SHORT)),
        is_guarded=int(risk.daily_loss is not None or risk.drawdown is not None),
        follows=FOLLOWS[trail.kind] if trail else 0,
        most_qty=0,
        most_money=0,
        **_limits(risk),
        goal_count=len(goals),
        tier_count=len(tiers),
        goals=_padded(goals, MOST_GOALS),
        tiers=_padded(tiers, MOST_TIERS),
    )


def _limits(risk: RiskSettings) -> dict[str, Limit]:
    """By their names in Terms."""
    targets, trail = risk.plan.targets, risk.trail
    found = {
        **{name: getattr(risk, name) for name in OWN_LIMITS},
        "target": targets[0].distance if targets else None,
        "start": trail.start if trail else None,
        "distance": trail.distance if trail else None,
    }
    return {name: _limit(limit) for name, limit in found.items()}


def _padded(rows: Sequence[tuple[int, ...]], count: int) -> Ints:
    """Rows of three, in a table of a fixed size."""
    table = np.zeros((count, 3), np.int64)
    table[: len(rows)] = np.array(rows, np.int64).reshape(-1, 3)
    return table


def ladder_of(task: Task) -> tuple[tuple[Limit, int], ...]:
    """The targets of a ladder, with what leaves at each; none where there is only one."""
    targets = task.agent.risk.plan.targets
    if len(targets) < 2:
        return ()
    return tuple((_limit(target.distance), target.share) for target in targets)


def _limit(limit: trading.Limit | None) -> Limit:
    if limit is None:
        return Limit(0, 0, 0)
    return Limit(1, int(limit.unit is LimitUnit.PERCENT), limit.value)


def bars_of(at_ns: Ints, values: Ints, says: Says) -> Bars:
    """Bars by closing times and rows of open, high, low and close."""
    first, high, low, last = (np.ascontiguousarray(values[:, place]) for place in range(4))
    turns = np.flatnonzero(says[1:] != says[:-1]) + 1
    return Bars(
        at_ns=np.ascontiguousarray(at_ns),
        open=first,
        high=high,
        low=low,
        close=last,
        says=np.ascontiguousarray(says, np.int8),
        turns=np.append(turns, [len(says)] * (AHEAD + 1)),
    )
