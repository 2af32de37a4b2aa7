"""Names and small enums that every package shares.

Enums that reach a rule are IntEnum, because a rule is also compiled and a compiled comparison
of strings is silently false; enums that only name things are StrEnum.
"""

from enum import IntEnum, StrEnum
from typing import NewType

InstrumentId = NewType("InstrumentId", str)
"""One tradable thing of one venue: `binance:usdm:BTCUSDT`."""
AccountId = NewType("AccountId", str)
AgentId = NewType("AgentId", str)
ClientId = NewType("ClientId", str)
"""Our own id of an order, derived from (agent, intent sequence)."""
UserId = NewType("UserId", int)
OVER_HTTP = UserId(-1)
"""Who has the secret of the HTTP service, where a user is named: those of Telegram are above 0."""

SECOND_NS = 1_000_000_000
MINUTE_NS = 60 * SECOND_NS
HOUR_NS = 60 * MINUTE_NS
DAY_NS = 24 * HOUR_NS


class Side(IntEnum):
    """Of a position; also the sign of its profit."""

    LONG = 1
    SHORT = -1

    @property
    def opposite(self) -> "Side":
        return Side.SHORT if self is Side.LONG else Side.LONG

    @property
    def opening(self) -> "OrderSide":
        return OrderSide.BUY if self is Side.LONG else OrderSide.SELL

    @property
    def closing(self) -> "OrderSide":
        return OrderSide.SELL if self is Side.LONG else OrderSide.BUY


class OrderSide(IntEnum):
    BUY = 1
    SELL = -1

    @property
    def opposite(self) -> "OrderSide":
        return OrderSide.SELL if self is OrderSide.BUY else OrderSide.BUY

    @property
    def opens(self) -> Side:
        return Side.LONG if self is OrderSide.BUY else Side.SHORT


class InstrumentKind(IntEnum):
    SPOT = 1
    PERP = 2


class Source(IntEnum):
    """Which price a trigger is judged on: prints, marks, or the mid where only quotes are."""

    LAST = 1
    MARK = 2
    QUOTE = 3


class OrderKind(IntEnum):
    MARKET = 1
    LIMIT = 2
    STOP_MARKET = 3
    STOP_LIMIT = 4
    TAKE_PROFIT_MARKET = 5
    TAKE_PROFIT_LIMIT = 6


class TimeInForce(IntEnum):
    GTC = 1
    IOC = 2
    FOK = 3


class Role(IntEnum):
    """What a fill was to the book."""

    MAKER = 1
    TAKER = 2


class Purpose(StrEnum):
    """Why the engine sent an order."""

    ENTRY = "entry"
    EXIT = "exit"


class OrderState(StrEnum):
    PENDING = "pending"
    OPEN = "open"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    LOST_IN_RESTART = "lost_in_restart"

    @property
    def is_final(self) -> bool:
        return self not in (OrderState.PENDING, OrderState.OPEN, OrderState.PARTIAL)


class ExitReason(StrEnum):
    """Why a position was closed; the value is what the journal and the screens show."""

    STOP_LOSS = "SL"
    TAKE_PROFIT = "TP"
    MAX_LOSS = "ML"
    LIQUIDATION = "LIQ"
    FLIP = "FLIP"
    SIGNAL = "SIGNAL"
    TRAIL = "TRAIL"
    TIME = "TIME"
    MANUAL = "MANUAL"
    DRAWDOWN = "DD"
    KILL = "KILL"


class AgentState(StrEnum):
    OFF = "OFF"
    OBSERVING = "OBSERVING"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    HALTED = "HALTED"


class Action(StrEnum):
    """What a strategy advises."""

    BUY = "BUY"
    SELL = "SELL"
    HOLD = "HOLD"


class Priority(StrEnum):
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class FeedStatus(StrEnum):
    LIVE = "LIVE"
    FALLBACK = "FALLBACK"
    STALE = "STALE"


class Mode(StrEnum):
    PAPER = "PAPER"
    LIVE = "LIVE"


class Access(StrEnum):
    """What a user may do; each includes the ones after it."""

    OWNER = "owner"
    TRADER = "trader"
    VIEWER = "viewer"

    def allows(self, needed: "Access") -> bool:
        order = (Access.VIEWER, Access.TRADER, Access.OWNER)
        return order.index(self) >= order.index(needed)


class Timeframe(StrEnum):
    S1 = "1s"
    S5 = "5s"
    S15 = "15s"
    M1 = "1m"
    M5 = "5m"
    M15 = "15m"
    H1 = "1h"
    H4 = "4h"
    D1 = "1d"

    @property
    def ns(self) -> int:
        return _TIMEFRAMES_NS[self]


_UNITS_NS = {"s": SECOND_NS, "m": MINUTE_NS, "h": HOUR_NS, "d": DAY_NS}
_TIMEFRAMES_NS = {each: int(each[:-1]) * _UNITS_NS[each[-1]] for each in Timeframe}
