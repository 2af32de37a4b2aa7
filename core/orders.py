"""Orders, and what a broker answers to them. A fill is never an answer, always a later event."""

from typing import ClassVar

from core.money import Money, Steps, Ticks
from core.trading.exits import ExitPlan
from core.trading.limits import Limit
from core.types import (
    AgentId,
    ClientId,
    ExitReason,
    InstrumentId,
    OrderKind,
    OrderSide,
    OrderState,
    Purpose,
    Role,
    Source,
    TimeInForce,
)
from core.values import Frozen


class Order(Frozen, frozen=True, kw_only=True):
    """An intent, complete and unchanging; a change is a new order.

    `after` holds the order back until that one is filled whole (the open leg of a flip).
    `path_price` is set on the candle grade alone: the level crossed inside the bar, or the
    open that jumped over it; the fill is priced from it.
    `level` is the engine's level that decided it, for the record; no broker acts on it.
    `reserved` is the margin and fees the account must still have when it fills.
    `exits` is the plan of the position an entry opens (None: its agent's rules), `rung` which one
    of its position's ladder an exit takes.
    `holding` is, of an order that only reduces, the size of its position when it was decided: no
    more of that than is still held may fill. `partner` is the other half of an OCO: what fills of
    one is taken off the other. `replaces` is the order this one was amended from: it begins when
    that one has ended, less what that one filled since. `trail` keeps a stop of the engine that
    far behind the price: no broker sees it before it fires. `tag` names an order that its agent's
    strategy lets rest, `lot` the tag of what it takes out of its position.
    """

    client_id: ClientId
    agent: AgentId
    instrument: InstrumentId
    side: OrderSide
    qty: Steps
    purpose: Purpose
    decided_at_ns: int
    kind: OrderKind = OrderKind.MARKET
    limit: Ticks | None = None
    trigger: Ticks | None = None
    source: Source = Source.LAST
    time_in_force: TimeInForce = TimeInForce.GTC
    is_post_only: bool = False
    is_reduce_only: bool = False
    max_slip: Ticks | None = None
    leverage: int = 1
    exit_reason: ExitReason | None = None
    after: ClientId | None = None
    path_price: Ticks | None = None
    level: Ticks | None = None
    reserved: Money = Money(0)
    exits: ExitPlan | None = None
    rung: int | None = None
    is_manual: bool = False
    holding: Steps | None = None
    partner: ClientId | None = None
    replaces: ClientId | None = None
    trail: Limit | None = None
    tag: str = ""
    lot: str = ""


class WorkingOrder(Frozen, frozen=True, kw_only=True):
    """An order and how far it has come.

    `parts` counts its fills, `shrunk` is what the other half of its OCO (or the order it replaces)
    has taken off it. `is_ending` once somebody asked to cancel it. `best` is the best price that a
    trailing stop of its own has seen, `level` where it fires, both in ticks. `trade_id` is the
    position that its fills went into.
    """

    order: Order
    state: OrderState = OrderState.PENDING
    filled: Steps = Steps(0)
    reason: str = ""
    parts: int = 0
    shrunk: Steps = Steps(0)
    is_ending: bool = False
    best: int | None = None
    level: int | None = None
    trade_id: str = ""

    @property
    def left(self) -> Steps:
        return Steps(self.order.qty - self.filled - self.shrunk)


class Accepted(Frozen, frozen=True):
    """The order rests in the book, or waits for its trigger."""

    topic: ClassVar[str] = "accepted"
    client_id: ClientId
    at_ns: int


class Fill(Frozen, frozen=True):
    """One execution at one price.

    `fee` is in `fee_asset`'s unit and rounded up; on spot a BUY pays it from what it bought.
    `slip` is how much worse the price was than the best price of the side taken, in ticks.
    """

    topic: ClassVar[str] = "fill"
    fill_id: str
    client_id: ClientId
    instrument: InstrumentId
    at_ns: int
    side: OrderSide
    price: Ticks
    qty: Steps
    fee: Money
    fee_asset: str
    role: Role
    slip: int = 0


class Rejected(Frozen, frozen=True):
    """The broker refused the order; nothing of it filled. `code` names a sentence on screens."""

    topic: ClassVar[str] = "rejected"
    client_id: ClientId
    at_ns: int
    code: str
    detail: str = ""


class Cancelled(Frozen, frozen=True):
    """The rest of the order is gone, with a reason; earlier fills stand."""

    topic: ClassVar[str] = "cancelled"
    client_id: ClientId
    at_ns: int
    unfilled: Steps
    code: str


class Triggered(Frozen, frozen=True):
    """A stop kind fired and works as its market or limit order from now on.

    `is_skipped`: a stop-limit whose limit the market had already left behind.
    """

    topic: ClassVar[str] = "triggered"
    client_id: ClientId
    at_ns: int
    is_skipped: bool = False


BrokerEvent = Accepted | Fill | Rejected | Cancelled | Triggered
