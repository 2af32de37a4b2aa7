"""What would let a refused entry pass: one press, one setting."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from core.money import PPM, from_ppm
from core.trading import Agent, Fix, Limit, LimitUnit
from core.values import replace
from engine import positions, rules, sizing
from engine.asking import Ask

MOST_RISK_PCT = 5
"""More than this no press offers."""


def lower_risk(ask: Ask, free: int, needed: int) -> tuple[Fix, ...]:
    """The risk that would just pass, down to a hundredth of a percent; with a little room."""
    now = _risk_pct(ask)
    if now is None or free <= 0:
        return ()
    fits = now * free / needed * Decimal("0.98")
    digits = Decimal("0.1") if fits >= Decimal("0.2") else Decimal("0.01")
    return _risk(fits.quantize(digits, ROUND_FLOOR))


def raise_risk(ask: Ask, steps: int) -> tuple[Fix, ...]:
    """The risk at which the size reaches `steps`, if a press may offer it."""
    now, entry = _risk_pct(ask), ask.planned
    if now is None or entry.risk <= 0:
        return ()
    needed = _risk_of_one(ask) * steps if not entry.qty else Decimal(entry.risk) * steps / entry.qty
    value = now * needed / entry.risk * Decimal("1.02")
    return _risk(value.quantize(Decimal("0.01"), ROUND_CEILING))


def raise_reserved(ask: Ask, needed: int) -> tuple[Fix, ...]:
    """The next round limit (tens of percent) under which the margin fits."""
    if ask.equity <= 0:
        return ()
    tens = -(-needed * 10 // ask.equity) * 10
    return (Fix("max_reserved", f"{tens}%"),) if tens <= 100 else ()


def lower_leverage(ask: Ask) -> tuple[Fix, ...]:
    """The highest leverage whose liquidation lies behind the stop, if there is one."""
    entry, held = ask.planned, ask.held
    cost = entry.price * entry.qty
    for leverage in range(ask.agent.leverage - 1, 0, -1):
        margin = rules.margin(cost, held.unit, leverage)
        found = positions.liquidation(ask.side, cost, entry.qty, margin, held)
        if not is_liquidated_first(ask, found):
            return (Fix("leverage", str(leverage)),)
    return ()


def is_liquidated_first(ask: Ask, liquidation: int) -> bool:
    """Does the mark of a liquidation lie before the stop?"""
    stop_mark = ask.planned.stop * ask.held.tick_e8
    return bool(liquidation) and int(ask.side) * (liquidation - stop_mark) >= 0


def applied(ask: Ask, fix: Fix) -> Ask | None:
    """The same question with a fix made; None for a fix that is not a number of the plan."""
    agent = _changed(ask.agent, fix)
    if agent is None:
        return None
    entry = sizing.plan(
        ask.held,
        ask.side,
        bid=ask.bid,
        ask=ask.ask,
        equity=ask.agent_equity,
        leverage=agent.leverage,
        risk=agent.risk,
    )
    return replace(ask, agent=agent, entry=entry)


def _changed(agent: Agent, fix: Fix) -> Agent | None:
    if fix.setting == "leverage":
        return replace(agent, leverage=int(fix.value))
    if fix.setting == "risk":
        return replace(agent, risk=replace(agent.risk, risk=_percent(fix)))
    if fix.setting == "max_reserved":
        return replace(agent, risk=replace(agent.risk, max_reserved=_percent(fix)))
    return None


def _percent(fix: Fix) -> Limit:
    return Limit.percent(fix.value.removesuffix("%"))


def _risk(value: Decimal) -> tuple[Fix, ...]:
    if not 0 < value <= MOST_RISK_PCT:
        return ()
    return (Fix("risk", f"{value.normalize():f}%"),)


def _risk_pct(ask: Ask) -> Decimal | None:
    limit = ask.risk.risk
    return from_ppm(limit.value) if limit.unit is LimitUnit.PERCENT else None


def _risk_of_one(ask: Ask) -> Decimal:
    """What one step risks, where the risk allowed does not even buy one."""
    entry, held = ask.planned, ask.held
    distance = abs(entry.price - entry.stop) + (ask.ask - ask.bid)
    fee = Decimal(entry.stop) * held.taker_fee / PPM
    return (distance + fee) * held.unit
