"""An open position and the ladder of its exits, as screens see them."""

from decimal import ROUND_HALF_EVEN, Decimal

from core.instrument import Instrument
from core.trading import Agent, Position, Rung
from core.types import SECOND_NS, FeedStatus
from core.values import replace
from core.views import PositionView, RungView
from engine import rules
from engine.positions import booked

HUNDREDTH = Decimal("0.01")


def position_version(position: Position) -> str:
    """Changes whenever the position does in a way that makes an old button mean something else."""
    return f"{position.trade_id.rsplit('-', 1)[-1]}.{position.qty}.{position.closed_qty}"


def position_view(
    position: Position,
    agent: Agent,
    held: Instrument,
    price: int,
    market_ns: int,
    *,
    is_closing: bool,
    feed: FeedStatus = FeedStatus.LIVE,
) -> PositionView:
    """`price` is where it would leave now, in ticks."""
    side, unit = int(position.side), held.unit
    gross = side * (price * position.qty - position.cost) * unit
    fee = rules.fee(price * position.qty * unit, held.taker_fee)
    bare = PositionView(
        side=position.side,
        base=held.base,
        title=held.title,
        tick=held.tick,
        qty=held.size(position.qty),
        entry=held.average_price(position.cost, position.qty),
        now=held.price(price),
        held_s=max(market_ns - position.opened_at_ns, 0) // SECOND_NS,
        pnl=held.money(gross),
        pnl_pct=_pct(gross, position.cost * unit),
        net=held.money(gross - fee + booked(position)),
        margin=held.money(position.margin),
        leverage=position.leverage,
        version=position_version(position),
        is_closing=is_closing,
        is_dust=position.is_dust,
        feed=feed,
        trade_id=position.trade_id,
        agent=agent.id,
        agent_name=agent.name,
        is_manual=agent.is_manual,
        instrument=held.id,
        opened_at_ns=position.opened_at_ns,
    )
    return _with_exits(bare, position, held, price)


def _with_exits(
    view: PositionView, position: Position, held: Instrument, price: int
) -> PositionView:
    return replace(
        view,
        stop=_level(position.stop, held),
        target=_level(position.target, held),
        liquidation=_liquidation(position, held),
        progress=_progress(position, price),
        exits=position.exits,
        targets=tuple(rung_view(rung, position, held) for rung in _rungs(position)),
        is_trailing=position.is_trailing,
        time_stop_at_ns=position.expires_ns,
    )


def _level(ticks: int | None, held: Instrument) -> Decimal | None:
    return None if ticks is None else held.price(ticks)


def rung_view(rung: Rung, position: Position, held: Instrument) -> RungView:
    """What a rung takes out, or took; its result with the fees of both ways in proportion."""
    side, unit, level = int(position.side), held.unit, rung.level
    cost = position.cost * rung.qty // position.qty
    fee = rules.fee(level * rung.qty * unit, held.taker_fee)
    carried = position.carried * rung.qty // position.qty
    return RungView(
        price=held.price(level),
        qty=held.size(rung.qty),
        distance_pct=_pct(side * (level * position.qty - position.cost), position.cost),
        result=held.money(side * (level * rung.qty - cost) * unit - fee + carried),
        share_pct=_pct(rung.qty, _ladder_qty(position)),
        is_taken=rung.is_taken,
    )


def _rungs(position: Position) -> tuple[Rung, ...]:
    """The ladder; a target that takes all is one of a single rung."""
    if position.rungs or position.target is None:
        return position.rungs
    return (Rung(level=position.target, qty=position.qty, left=position.qty),)


def _ladder_qty(position: Position) -> int:
    return sum(rung.qty for rung in _rungs(position))


def _liquidation(position: Position, held: Instrument) -> Decimal | None:
    if position.liquidation is None:
        return None
    return held.mark_price(position.liquidation).quantize(held.tick)


def _progress(position: Position, price: int) -> float | None:
    if position.stop is None or position.target is None or position.stop == position.target:
        return None
    return min(max((price - position.stop) / (position.target - position.stop), 0.0), 1.0)


def _pct(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / max(whole, 1)).quantize(HUNDREDTH, ROUND_HALF_EVEN)
