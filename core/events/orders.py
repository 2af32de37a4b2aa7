"""Records of orders and their fills."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from core.events.base import TradingRecord
from core.types import (
    ClientId,
    ExitReason,
    OrderKind,
    OrderSide,
    OrderState,
    Purpose,
    Role,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(TradingRecord):
    """An intent, committed before the order leaves."""

    topic: ClassVar[str] = "order_placed"
    client_id: ClientId
    side: OrderSide
    kind: OrderKind
    purpose: Purpose
    qty: Decimal
    exit_reason: ExitReason | None = None
    level: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEnded(TradingRecord):
    """An order is done: filled, cancelled, rejected or lost."""

    topic: ClassVar[str] = "order_ended"
    client_id: ClientId
    state: OrderState
    filled: Decimal
    unfilled: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillBooked(TradingRecord):
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
