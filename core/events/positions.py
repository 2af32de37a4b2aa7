"""Records of positions, from the first fill to the closed trade."""

from decimal import Decimal
from typing import ClassVar

from core.events.base import TradingRecord
from core.types import (
    AgentState,
    ExitReason,
    Side,
)
from core.values import Frozen


class PositionOpened(TradingRecord, frozen=True, kw_only=True):
    """`target` is the first of `rungs` where there is a ladder of them; `merged` of its plan were
    too small for the venue and leave together with another."""

    topic: ClassVar[str] = "position_opened"
    trade_id: str
    title: str
    side: Side
    leverage: int
    qty: Decimal
    entry: Decimal
    notional: Decimal
    margin: Decimal
    fee: Decimal
    stop: Decimal | None = None
    target: Decimal | None = None
    liquidation: Decimal | None = None
    tick: Decimal | None = None
    rungs: int = 0
    merged: int = 0


class PositionIncreased(TradingRecord, frozen=True, kw_only=True):
    """A later part of the same entry filled."""

    topic: ClassVar[str] = "position_increased"
    trade_id: str
    qty: Decimal
    entry: Decimal


class PositionReduced(TradingRecord, frozen=True, kw_only=True):
    """A part was closed; the rest stays protected. `rung` of `rungs` where a ladder's did it."""

    topic: ClassVar[str] = "position_reduced"
    trade_id: str
    title: str
    side: Side
    closed: Decimal
    left: Decimal
    price: Decimal
    gross: Decimal
    reason: ExitReason
    tick: Decimal | None = None
    rung: int = 0
    rungs: int = 0


class LotSold(TradingRecord, frozen=True, kw_only=True):
    """A resting order of a strategy took out what another of its orders (`lot`) brought in, or a
    part of it: bought at `entry` and sold at `price`, or the other way round. `net` is after the
    fees of both; `is_all` when nothing of the lot is left."""

    topic: ClassVar[str] = "lot_sold"
    trade_id: str
    title: str
    side: Side
    lot: str
    qty: Decimal
    entry: Decimal
    price: Decimal
    fees: Decimal
    net: Decimal
    is_all: bool
    tick: Decimal


class TradeResult(Frozen, frozen=True, kw_only=True):
    """One closed round trip in money. `net` = gross - fees + funding; `r` is net over the risk
    taken; `slip` is money lost between the level and the fill; `flags`: ambiguous, blind,
    unwatched, flip."""

    trade_id: str
    side: Side
    leverage: int
    qty: Decimal
    entry: Decimal
    exit: Decimal
    gross: Decimal
    fees: Decimal
    funding: Decimal
    net: Decimal
    reason: ExitReason
    opened_at_ns: int
    closed_at_ns: int
    r: Decimal | None = None
    slip: Decimal = Decimal(0)
    flags: tuple[str, ...] = ()


class PositionClosed(TradingRecord, frozen=True, kw_only=True):
    """Fully closed. A close that is the first leg of a flip has reason FLIP and is told by
    PositionFlipped (or FlipLeftFlat) instead."""

    topic: ClassVar[str] = "position_closed"
    title: str
    strategy: str
    result: TradeResult
    rule: str = ""
    state: AgentState = AgentState.RUNNING
    tick: Decimal | None = None


class PositionFlipped(TradingRecord, frozen=True, kw_only=True):
    """Closed one way and opened the other in one step; `rungs` and `merged` as when opened."""

    topic: ClassVar[str] = "position_flipped"
    title: str
    closed: TradeResult
    opened: Side
    trade_id: str
    qty: Decimal
    entry: Decimal
    leverage: int
    stop: Decimal | None = None
    target: Decimal | None = None
    tick: Decimal | None = None
    rungs: int = 0
    merged: int = 0


class FlipLeftFlat(TradingRecord, frozen=True, kw_only=True):
    """A flip's close was done and its open leg was not: the result is flat."""

    topic: ClassVar[str] = "flip_left_flat"
    title: str
    closed: TradeResult
    reason: str
    tick: Decimal | None = None


class StopsMoved(TradingRecord, frozen=True, kw_only=True):
    """SL or TP of an open position changed. `cause`: break_even, trailing, manual, settings."""

    topic: ClassVar[str] = "stops_moved"
    trade_id: str
    stop: Decimal | None
    target: Decimal | None
    cause: str


class FundingBooked(TradingRecord, frozen=True, kw_only=True):
    """Funding of one position; negative is paid."""

    topic: ClassVar[str] = "funding_booked"
    trade_id: str
    rate: Decimal
    amount: Decimal
