"""Records of the engine, made from its integers."""

from decimal import ROUND_HALF_EVEN, Decimal

from core.events import (
    EntryRefused,
    FillBooked,
    FlipLeftFlat,
    FundingBooked,
    LotSold,
    PositionClosed,
    PositionFlipped,
    PositionIncreased,
    PositionOpened,
    PositionReduced,
    TradeResult,
)
from core.instrument import Instrument
from core.money import from_money, from_ppm, from_units
from core.orders import Fill, Order
from core.trading import Agent, Position, Refusal, Signal
from core.types import Action, ExitReason, OrderSide
from engine import ladder
from engine.lots import Taken
from engine.rule_texts import rule_text

HUNDREDTH = Decimal("0.01")


def price(held: Instrument, ticks: int | None) -> Decimal | None:
    return None if ticks is None else held.price(ticks)


def liquidation(held: Instrument, mark: int | None) -> Decimal | None:
    return None if mark is None else held.mark_price(mark).quantize(held.tick)


def fill_booked(fill: Fill, order: Order, held: Instrument) -> FillBooked:
    return FillBooked(
        agent=order.agent,
        instrument=order.instrument,
        at_ns=fill.at_ns,
        fill_id=fill.fill_id,
        client_id=fill.client_id,
        side=fill.side,
        price=held.price(fill.price),
        qty=held.size(fill.qty),
        fee=from_money(fill.fee, fill.fee_asset),
        fee_asset=fill.fee_asset,
        role=fill.role,
        filled_at_ns=fill.at_ns,
    )


def position_opened(position: Position, held: Instrument, at_ns: int) -> PositionOpened:
    return PositionOpened(
        agent=position.agent,
        instrument=position.instrument,
        at_ns=at_ns,
        trade_id=position.trade_id,
        title=held.title,
        side=position.side,
        leverage=position.leverage,
        qty=held.size(position.qty),
        entry=held.average_price(position.cost, position.qty),
        notional=held.money(position.cost * held.unit),
        margin=held.money(position.margin),
        fee=held.money(position.fees),
        stop=price(held, position.stop),
        target=price(held, position.target),
        liquidation=liquidation(held, position.liquidation),
        tick=held.tick,
        rungs=len(position.rungs),
        merged=ladder.merged_of(position),
    )


def position_increased(position: Position, held: Instrument, at_ns: int) -> PositionIncreased:
    return PositionIncreased(
        agent=position.agent,
        instrument=position.instrument,
        at_ns=at_ns,
        trade_id=position.trade_id,
        qty=held.size(position.qty),
        entry=held.average_price(position.cost, position.qty),
    )


def lot_sold(
    position: Position, order: Order, fill: Fill, taken: Taken, held: Instrument
) -> LotSold:
    fees = taken.fees + fill.fee
    gross = int(position.side) * (fill.price * fill.qty - taken.cost) * held.unit
    return LotSold(
        agent=position.agent,
        instrument=position.instrument,
        at_ns=fill.at_ns,
        trade_id=position.trade_id,
        title=held.title,
        side=position.side,
        lot=order.lot,
        qty=held.size(fill.qty),
        entry=held.average_price(taken.cost, fill.qty),
        price=held.price(fill.price),
        fees=held.money(fees),
        net=held.money(gross - fees),
        is_all=taken.is_all,
        tick=held.tick,
    )


def position_reduced(
    position: Position, fill: Fill, order: Order, held: Instrument, realised: int
) -> PositionReduced:
    reason = order.exit_reason or ExitReason.MANUAL
    return PositionReduced(
        agent=position.agent,
        instrument=position.instrument,
        at_ns=fill.at_ns,
        trade_id=position.trade_id,
        title=held.title,
        side=position.side,
        closed=held.size(fill.qty),
        left=held.size(position.qty),
        price=held.price(fill.price),
        gross=held.money(realised),
        reason=reason,
        tick=held.tick,
        rung=_rung(position, order, reason),
        rungs=len(position.rungs),
    )


def _rung(position: Position, order: Order, reason: ExitReason) -> int:
    """Which rung of its ladder a part left by, counted from one; the last takes all that is left.
    0 where none did."""
    if order.rung is not None:
        return order.rung + 1
    return len(position.rungs) if reason is ExitReason.TAKE_PROFIT else 0


def trade_result(whole: Position, held: Instrument, reason: ExitReason, at_ns: int) -> TradeResult:
    """The round trip of a position that is gone; `whole` is it after its last fill."""
    net = whole.gross - whole.fees + whole.funding
    ratio = Decimal(net) / whole.risk_money if whole.risk_money else None
    return TradeResult(
        trade_id=whole.trade_id,
        side=whole.side,
        leverage=whole.leverage,
        qty=held.size(whole.closed_qty),
        entry=held.average_price(whole.opened_cost, whole.opened_qty),
        exit=held.average_price(whole.closed_cost, whole.closed_qty),
        gross=held.money(whole.gross),
        fees=held.money(whole.fees),
        funding=held.money(whole.funding),
        net=held.money(net),
        reason=reason,
        opened_at_ns=whole.opened_at_ns,
        closed_at_ns=at_ns,
        r=None if ratio is None else ratio.quantize(HUNDREDTH, ROUND_HALF_EVEN),
        slip=held.money(whole.slip),
        flags=whole.flags,
    )


def position_closed(
    whole: Position, agent: Agent, held: Instrument, result: TradeResult
) -> PositionClosed:
    return PositionClosed(
        agent=whole.agent,
        instrument=whole.instrument,
        at_ns=result.closed_at_ns,
        title=held.title,
        strategy=agent.strategy,
        result=result,
        rule=rule_text(result.reason, whole, agent),
        state=agent.state,
        tick=held.tick,
    )


def position_flipped(
    position: Position, closed: TradeResult, held: Instrument, at_ns: int
) -> PositionFlipped:
    return PositionFlipped(
        agent=position.agent,
        instrument=position.instrument,
        at_ns=at_ns,
        title=held.title,
        closed=closed,
        opened=position.side,
        trade_id=position.trade_id,
        qty=held.size(position.qty),
        entry=held.average_price(position.cost, position.qty),
        leverage=position.leverage,
        stop=price(held, position.stop),
        target=price(held, position.target),
        tick=held.tick,
        rungs=len(position.rungs),
        merged=ladder.merged_of(position),
    )


def flip_left_flat(
    order: Order, closed: TradeResult, held: Instrument, reason: str, at_ns: int
) -> FlipLeftFlat:
    return FlipLeftFlat(
        agent=order.agent,
        instrument=order.instrument,
        at_ns=at_ns,
        title=held.title,
        closed=closed,
        reason=reason,
        tick=held.tick,
    )


def funding_booked(
    position: Position, held: Instrument, rate: int, amount: int, at_ns: int
) -> FundingBooked:
    return FundingBooked(
        agent=position.agent,
        instrument=position.instrument,
        at_ns=at_ns,
        trade_id=position.trade_id,
        rate=from_units(rate, 8),
        amount=held.money(amount),
    )


def order_refused(refusal: Refusal, agent: Agent, side: OrderSide, at_ns: int) -> EntryRefused:
    return EntryRefused(
        agent=agent.id,
        instrument=agent.instrument,
        at_ns=at_ns,
        action=Action.BUY if side is OrderSide.BUY else Action.SELL,
        confidence=Decimal(0),
        code=refusal.code,
        needed=refusal.needed,
        limit=refusal.limit,
        unit=refusal.unit,
        fixes=refusal.fixes,
    )


def entry_refused(refusal: Refusal, signal: Signal, at_ns: int) -> EntryRefused:
    return EntryRefused(
        agent=signal.agent,
        instrument=signal.instrument,
        at_ns=at_ns,
        action=signal.action,
        confidence=from_ppm(signal.confidence),
        code=refusal.code,
        needed=refusal.needed,
        limit=refusal.limit,
        unit=refusal.unit,
        fixes=refusal.fixes,
    )
