"""Records of orders and their fills."""

from decimal import Decimal
from typing import ClassVar

from core.events.base import TradingRecord
from core.trading.limits import Limit
from core.types import (
    ClientId,
    ExitReason,
    OrderKind,
    OrderSide,
    OrderState,
    Purpose,
    Role,
    TimeInForce,
)
from core.values import Frozen


class OrderTerms(Frozen, frozen=True, kw_only=True):
    """What a person asked of an order; `partner` is the other half of an OCO, `trail` how far
    behind the price a trailing stop is kept."""

    title: str
    base: str
    tick: Decimal
    side: OrderSide
    kind: OrderKind
    purpose: Purpose
    price: Decimal | None = None
    trigger: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    is_post_only: bool = False
    is_reduce_only: bool = False
    trail: Limit | None = None
    partner: ClientId | None = None


class OrderPlaced(TradingRecord, frozen=True, kw_only=True):
    """An intent, committed before the order leaves. `terms` are those of a person's own order, None
    of what the engine decided."""

    topic: ClassVar[str] = "order_placed"
    client_id: ClientId
    side: OrderSide
    kind: OrderKind
    purpose: Purpose
    qty: Decimal
    exit_reason: ExitReason | None = None
    level: Decimal | None = None
    terms: OrderTerms | None = None


class OrderEnded(TradingRecord, frozen=True, kw_only=True):
    """An order is done: filled, cancelled, rejected or lost. `trade_id` is the position that its
    fills went into, in so many `parts`."""

    topic: ClassVar[str] = "order_ended"
    client_id: ClientId
    state: OrderState
    filled: Decimal
    unfilled: Decimal
    reason: str = ""
    trade_id: str = ""
    parts: int = 0
    terms: OrderTerms | None = None


class OrderTriggered(TradingRecord, frozen=True, kw_only=True):
    """A stop or take-profit order fired. `is_skipped`: a stop-limit whose limit the market had
    already left behind; it rests there."""

    topic: ClassVar[str] = "order_triggered"
    client_id: ClientId
    qty: Decimal
    terms: OrderTerms
    is_skipped: bool = False


class OrderAmended(TradingRecord, frozen=True, kw_only=True):
    """A person changed a resting order: the order `replaces` is cancelled, `client_id` takes its
    place with what is told here."""

    topic: ClassVar[str] = "order_amended"
    client_id: ClientId
    replaces: ClientId
    qty: Decimal
    price: Decimal | None = None
    trigger: Decimal | None = None
    by: str = ""


class FillBooked(TradingRecord, frozen=True, kw_only=True):
    topic: ClassVar[str] = "fill_booked"
    fill_id: str
    client_id: ClientId
    side: OrderSide
    price: Decimal
    qty: Decimal
    fee: Decimal
    fee_asset: str
    role: Role
    filled_at_ns: int
