"""How big: from the risk a person allows and the distance to the stop."""

from core.instrument import Instrument
from core.money import PPM
from core.trading import RiskSettings
from core.types import Side
from core.values import Frozen
from engine import positions, rules


class Entry(Frozen, frozen=True):
    """An entry as planned at the quote: sizes in steps, prices in ticks, money in units."""

    side: Side
    price: int
    stop: int
    qty: int
    notional: int
    margin: int
    fee: int
    risk: int
    liquidation: int

    @property
    def needs(self) -> int:
        """What the free balance must hold: margin and the entry fee."""
        return self.margin + self.fee


def plan(
    held: Instrument,
    side: Side,
    *,
    bid: int,
    ask: int,
    equity: int,
    leverage: int,
    risk: RiskSettings,
    share: int = PPM,
) -> Entry | None:
    """The entry that risks what the settings allow, or the share of it (millionths) that a strategy
    asks for; None without a quote, or a stop-loss at least a tick away.

    size = equity x risk / (distance to stop + exit fee + half spread), rounded down to the step.
    """
    price = ask if side is Side.LONG else bid
    stop = positions.level(-int(side), price, 1, risk.stop_loss, held)
    if stop is None or price <= 0 or stop == price:
        return None
    allowed = max(risk.risk.of(max(equity, 0)), 0) * share // PPM
    qty = rules.size(allowed, price, stop, held.unit, held.taker_fee, max(ask - bid, 0))
    cost = price * qty
    margin = rules.margin(cost, held.unit, leverage)
    liquidation = positions.liquidation(side, cost, qty, margin, held) if _can(held, qty) else 0
    return Entry(
        side=side,
        price=price,
        stop=stop,
        qty=qty,
        notional=cost * held.unit,
        margin=margin,
        fee=rules.fee(cost * held.unit, held.taker_fee),
        risk=allowed,
        liquidation=liquidation,
    )


def _can(held: Instrument, qty: int) -> bool:
    return qty > 0 and not held.is_spot
