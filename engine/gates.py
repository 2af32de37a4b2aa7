"""May this entry be made? Asked in order; the first refusal is the answer, with what would help."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from core.instrument import Instrument
from core.money import PPM, from_money, from_ppm
from core.trading import Agent, Fix, LimitUnit, Refusal, RefusalCode, RiskSettings
from core.types import SECOND_NS, AgentState, Side
from engine.sizing import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """All that a gate may look at, at one instant; prices in ticks, money in units.

    For a flip, `reserved`, `wallet` and `positions` are as they will be after its close.
    """

    agent: Agent
    held: Instrument
    side: Side
    is_halted: bool
    is_fresh: bool
    is_pending: bool
    bid: int
    ask: int
    now_ns: int
    equity: int
    wallet: int
    reserved: int
    positions: int
    day_equity: int
    high_water: int
    orders_last_minute: int
    entry: Entry | None

    @property
    def risk(self) -> RiskSettings:
        return self.agent.risk

    @property
    def planned(self) -> Entry:
        """The plan; the gate NO_STOP_LOSS stands before every gate that asks for it."""
        if self.entry is None:
            raise ValueError("asked for a plan without a stop")
        return self.entry


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


def no_stop_loss(ask: Ask) -> Refusal | None:
    if ask.entry is not None:
        return None
    return Refusal(RefusalCode.NO_STOP_LOSS, fixes=(Fix("stop_loss", "1%"),))


def instrument_closed(ask: Ask) -> Refusal | None:
    return None if ask.held.is_open else Refusal(RefusalCode.INSTRUMENT_CLOSED)


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
    limit = ask.risk.daily_loss
    lost = ask.day_equity - ask.equity
    if limit is None or lost < limit.of(ask.day_equity):
        return None
    return Refusal(
        RefusalCode.DAILY_LOSS, from_money(lost), from_money(limit.of(ask.day_equity)), "usd"
    )


def drawdown(ask: Ask) -> Refusal | None:
    limit = ask.risk.drawdown
    lost = ask.high_water - ask.equity
    if limit is None or lost < limit.of(ask.high_water):
        return None
    return Refusal(
        RefusalCode.DRAWDOWN, from_money(lost), from_money(limit.of(ask.high_water)), "usd"
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
        _raise_risk(ask, held.min_qty),
    )


def min_notional(ask: Ask) -> Refusal | None:
    entry, held = ask.planned, ask.held
    if entry.notional >= held.min_notional:
        return None
    steps = -(-held.min_notional // max(entry.price * held.unit, 1))
    return Refusal(
        RefusalCode.MIN_NOTIONAL,
        held.money(entry.notional),
        held.money(held.min_notional),
        "usd",
        _raise_risk(ask, steps),
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
        _lower_risk(ask, held.max_market_qty, entry.qty),
    )


def margin_limit(ask: Ask) -> Refusal | None:
    entry = ask.planned
    needed = ask.reserved + entry.margin
    limit = ask.risk.max_reserved.of(max(ask.equity, 0))
    if needed <= limit:
        return None
    free = max(limit - ask.reserved, 0)
    fixes = _lower_risk(ask, free, entry.margin) + _raise_reserved(ask, needed)
    return Refusal(
        RefusalCode.MARGIN_LIMIT, ask.held.money(needed), ask.held.money(limit), "usd", fixes
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
        _lower_risk(ask, free, entry.needs),
    )


def liquidation_before_stop(ask: Ask) -> Refusal | None:
    entry, held = ask.planned, ask.held
    stop_mark = entry.stop * held.tick_e8
    is_first = int(ask.side) * (entry.liquidation - stop_mark) >= 0
    if not entry.liquidation or not is_first:
        return None
    distance = max(abs(entry.price - entry.stop) * 2, 1)
    leverage = max(min(entry.price // distance, ask.agent.leverage - 1), 1)
    return Refusal(
        RefusalCode.LIQUIDATION_BEFORE_STOP,
        held.mark_price(entry.liquidation).quantize(held.tick),
        held.price(entry.stop),
        "price",
        (Fix("leverage", str(leverage)),),
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
    no_stop_loss,
    instrument_closed,
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


def refusal(ask: Ask) -> Refusal | None:
    """The first gate that says no; None when the entry may be made."""
    for gate in GATES:
        found = gate(ask)
        if found is not None:
            return found
    return None


def _risk_pct(ask: Ask) -> Decimal | None:
    limit = ask.risk.risk
    return from_ppm(limit.value) if limit.unit is LimitUnit.PERCENT else None


def _lower_risk(ask: Ask, free: int, needed: int) -> tuple[Fix, ...]:
    """The risk that would just pass, down to a hundredth of a percent; with a little room."""
    now = _risk_pct(ask)
    if now is None or free <= 0:
        return ()
    fits = now * free / needed * Decimal("0.98")
    value = fits.quantize(
        Decimal("0.1") if fits >= Decimal("0.2") else Decimal("0.01"), ROUND_FLOOR
    )
    return (Fix("risk", f"{value.normalize():f}%"),) if value > 0 else ()


def _raise_risk(ask: Ask, steps: int) -> tuple[Fix, ...]:
    """The risk at which the size reaches `steps`, if that is a risk a person may set (<= 5 %)."""
    now, qty = _risk_pct(ask), ask.planned.qty
    if now is None or ask.planned.risk <= 0:
        return ()
    per_step = Decimal(ask.planned.risk) / max(qty, 1) if qty else None
    factor = Decimal(steps) / qty if per_step else _factor_from_one_step(ask, steps)
    value = (now * factor * Decimal("1.02")).quantize(Decimal("0.01"), ROUND_CEILING)
    return (Fix("risk", f"{value.normalize():f}%"),) if value <= 5 else ()


def _factor_from_one_step(ask: Ask, steps: int) -> Decimal:
    """How many times the risk must grow for `steps` when it does not even buy one."""
    entry, held = ask.planned, ask.held
    distance = abs(entry.price - entry.stop) + (ask.ask - ask.bid)
    fee = Decimal(entry.stop) * held.taker_fee / PPM
    return (distance + fee) * held.unit * steps / entry.risk


def _raise_reserved(ask: Ask, needed: int) -> tuple[Fix, ...]:
    """The next round limit (tens of percent) under which the margin fits."""
    if ask.equity <= 0:
        return ()
    tens = -(-needed * 10 // ask.equity) * 10
    return (Fix("max_reserved", f"{tens}%"),) if tens <= 100 else ()
