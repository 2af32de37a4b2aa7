"""May this entry be made? Asked in order; the first refusal is the answer, with what would help."""

from collections.abc import Callable
from decimal import Decimal

from core.money import PPM, from_ppm
from core.trading import Direction, Fix, Refusal, RefusalCode
from core.types import SECOND_NS, AgentState, Side
from core.values import replace
from engine import fixes
from engine.asking import Ask


def halted(ask: Ask) -> Refusal | None:
    is_halted = ask.is_halted or ask.agent.state is AgentState.HALTED
    return Refusal(RefusalCode.HALTED, fixes=(Fix("unlock"),)) if is_halted else None


def paused(ask: Ask) -> Refusal | None:
    is_paused = ask.agent.state is AgentState.PAUSED
    return Refusal(RefusalCode.PAUSED, fixes=(Fix("resume"),)) if is_paused else None


def stale_feed(ask: Ask) -> Refusal | None:
    return None if ask.is_fresh else Refusal(RefusalCode.STALE_FEED)


def order_pending(ask: Ask) -> Refusal | None:
    return Refusal(RefusalCode.ORDER_PENDING) if ask.is_pending else None


def short_not_supported(ask: Ask) -> Refusal | None:
    is_short = ask.held.is_spot and ask.side is Side.SHORT
    return Refusal(RefusalCode.SHORT_NOT_SUPPORTED) if is_short else None


def direction(ask: Ask) -> Refusal | None:
    if ask.risk.direction.allows(ask.side):
        return None
    return Refusal(RefusalCode.DIRECTION, fixes=(Fix("direction", Direction.BOTH.value),))


def blacklisted(ask: Ask) -> Refusal | None:
    return Refusal(RefusalCode.BLACKLISTED) if ask.is_blacklisted else None


def no_stop_loss(ask: Ask) -> Refusal | None:
    if ask.entry is not None:
        return None
    return Refusal(RefusalCode.NO_STOP_LOSS, fixes=(Fix("stop_loss", "1%"),))


def instrument_closed(ask: Ask) -> Refusal | None:
    return None if ask.held.is_open else Refusal(RefusalCode.INSTRUMENT_CLOSED)


def rules_pending(ask: Ask) -> Refusal | None:
    return None if ask.held.is_confirmed else Refusal(RefusalCode.RULES_PENDING)


def spread_too_wide(ask: Ask) -> Refusal | None:
    spread = (ask.ask - ask.bid) * PPM // max(ask.bid, 1)
    if spread <= ask.risk.max_spread:
        return None
    return Refusal(
        RefusalCode.SPREAD_TOO_WIDE, from_ppm(spread), from_ppm(ask.risk.max_spread), "percent"
    )


def cooldown(ask: Ask) -> Refusal | None:
    since = (ask.now_ns - ask.agent.last_exit_ns) // SECOND_NS
    if not ask.agent.last_exit_ns or since >= ask.risk.cooldown_s:
        return None
    return Refusal(RefusalCode.COOLDOWN, Decimal(since), Decimal(ask.risk.cooldown_s), "seconds")


def daily_loss(ask: Ask) -> Refusal | None:
    """Asked of the day's lowest equity: what came back since does not lift it."""
    limit = ask.daily
    lost = ask.day_equity - min(ask.equity, ask.day_low)
    if limit is None or lost < limit.of(ask.day_equity):
        return None
    return Refusal(
        RefusalCode.DAILY_LOSS,
        ask.held.money(lost),
        ask.held.money(limit.of(ask.day_equity)),
        "usd",
    )


def drawdown(ask: Ask) -> Refusal | None:
    limit = ask.drawdown
    lost = ask.high_water - ask.equity
    if limit is None or lost < limit.of(ask.high_water):
        return None
    return Refusal(
        RefusalCode.DRAWDOWN, ask.held.money(lost), ask.held.money(limit.of(ask.high_water)), "usd"
    )


def max_positions(ask: Ask) -> Refusal | None:
    if ask.positions < ask.risk.max_positions:
        return None
    return Refusal(
        RefusalCode.MAX_POSITIONS,
        Decimal(ask.positions + 1),
        Decimal(ask.risk.max_positions),
        "count",
    )


def min_qty(ask: Ask) -> Refusal | None:
    entry, held = ask.planned, ask.held
    if entry.qty >= held.min_qty:
        return None
    return Refusal(
        RefusalCode.MIN_QTY,
        held.size(entry.qty),
        held.size(held.min_qty),
        "qty",
        fixes.raise_risk(ask, held.min_qty),
    )


def min_notional(ask: Ask) -> Refusal | None:
    """On spot also at the stop: what is bought must still be large enough to be sold there."""
    entry, held = ask.planned, ask.held
    price = min(entry.price, entry.stop) if held.is_spot else entry.price
    worth = held.notional(price, entry.qty)
    if worth >= held.min_notional:
        return None
    steps = -(-held.min_notional // max(price * held.unit, 1))
    return Refusal(
        RefusalCode.MIN_NOTIONAL,
        held.money(worth),
        held.money(held.min_notional),
        "usd",
        fixes.raise_risk(ask, steps),
    )


def max_qty(ask: Ask) -> Refusal | None:
    entry, held = ask.planned, ask.held
    if entry.qty <= held.max_market_qty:
        return None
    return Refusal(
        RefusalCode.MAX_QTY,
        held.size(entry.qty),
        held.size(held.max_market_qty),
        "qty",
        fixes.lower_risk(ask, held.max_market_qty, entry.qty),
    )


def margin_limit(ask: Ask) -> Refusal | None:
    entry = ask.planned
    needed = ask.reserved + entry.margin
    limit = ask.risk.max_reserved.of(max(ask.equity, 0))
    if needed <= limit:
        return None
    free = max(limit - ask.reserved, 0)
    return Refusal(
        RefusalCode.MARGIN_LIMIT,
        ask.held.money(needed),
        ask.held.money(limit),
        "usd",
        fixes.lower_risk(ask, free, entry.margin) + fixes.raise_reserved(ask, needed),
    )


def insufficient_funds(ask: Ask) -> Refusal | None:
    entry = ask.planned
    free = max(min(ask.wallet, ask.equity) - ask.reserved, 0)
    if entry.needs <= free:
        return None
    return Refusal(
        RefusalCode.INSUFFICIENT_FUNDS,
        ask.held.money(entry.needs),
        ask.held.money(free),
        "usd",
        fixes.lower_risk(ask, free, entry.needs),
    )


def liquidation_before_stop(ask: Ask) -> Refusal | None:
    entry, held = ask.planned, ask.held
    if not fixes.is_liquidated_first(ask, entry.liquidation):
        return None
    return Refusal(
        RefusalCode.LIQUIDATION_BEFORE_STOP,
        held.mark_price(entry.liquidation).quantize(held.tick),
        held.price(entry.stop),
        "price",
        fixes.lower_leverage(ask),
    )


def rate_limit(ask: Ask) -> Refusal | None:
    if ask.orders_last_minute < ask.risk.orders_per_minute:
        return None
    return Refusal(
        RefusalCode.RATE_LIMIT,
        Decimal(ask.orders_last_minute),
        Decimal(ask.risk.orders_per_minute),
        "count",
    )


GATES: tuple[Callable[[Ask], Refusal | None], ...] = (
    halted,
    paused,
    stale_feed,
    order_pending,
    short_not_supported,
    direction,
    blacklisted,
    no_stop_loss,
    instrument_closed,
    rules_pending,
    spread_too_wide,
    cooldown,
    daily_loss,
    drawdown,
    max_positions,
    min_qty,
    min_notional,
    max_qty,
    margin_limit,
    insufficient_funds,
    liquidation_before_stop,
    rate_limit,
)
PASSING = frozenset(
    {
        RefusalCode.HALTED,
        RefusalCode.PAUSED,
        RefusalCode.STALE_FEED,
        RefusalCode.ORDER_PENDING,
        RefusalCode.INSTRUMENT_CLOSED,
        RefusalCode.SPREAD_TOO_WIDE,
        RefusalCode.COOLDOWN,
        RefusalCode.RATE_LIMIT,
    }
)
"""Refusals for a moment, or while nothing may be sent at all: what was asked for may wait."""


def refusal(ask: Ask) -> Refusal | None:
    """The first gate that says no, with the fixes that would do; None when the entry may be
    made."""
    found = _first(ask)
    if found is None:
        return None
    return replace(found, fixes=tuple(fix for fix in found.fixes if _helps(ask, fix)))


def _first(ask: Ask) -> Refusal | None:
    for gate in GATES:
        found = gate(ask)
        if found is not None:
            return found
    return None


def _helps(ask: Ask, fix: Fix) -> bool:
    """Would the entry pass every gate with another number? States are for a person to decide."""
    changed = fixes.applied(ask, fix)
    return changed is None or _first(changed) is None
