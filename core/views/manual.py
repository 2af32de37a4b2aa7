"""Manual trading: what a draft would do, open orders, positions with their exits."""

from decimal import Decimal

from core.trading import OrderDraft, Refusal
from core.types import (
    AgentId,
    ClientId,
    InstrumentId,
    Mode,
    OrderKind,
    OrderSide,
    OrderState,
    Purpose,
    TimeInForce,
)
from core.values import Frozen


class RungView(Frozen, frozen=True, kw_only=True):
    """One level of an exit: its price, the size that leaves there and what that would bring, fees
    included. `is_taken` when it has left already."""

    price: Decimal
    qty: Decimal
    distance_pct: Decimal
    result: Decimal
    share_pct: Decimal = Decimal(100)
    is_taken: bool = False


class Rounded(Frozen, frozen=True, kw_only=True):
    """A value that had to be changed to pass the venue's filters: `what` is size, price, trigger,
    stop or target; `to` is what is used instead."""

    what: str
    typed: Decimal
    to: Decimal


class PreviewView(Frozen, frozen=True, kw_only=True):
    """What a draft would do if it were sent now, in money of the settle asset.

    `entry` is estimated from the book (walked to the size); `slippage` is what that is worse than
    the best price; `loss` is at the stop and `gain` at all targets, fees included; `rr` is gain
    over loss; `liquidation` None on spot. `refusal` says why it would not go, with the number that
    would pass. `warnings` are codes: above_high, below_low, stop_beyond_liquidation, thin_book,
    stale, fallback (asked for, the stream is silent).
    `version` names the draft together with what was shown: a confirm is bound to it.
    """

    draft: OrderDraft
    mode: Mode
    title: str
    base: str
    quote: str
    tick: Decimal
    step: Decimal
    is_spot: bool
    max_leverage: int
    bid: Decimal | None
    ask: Decimal | None
    equity: Decimal
    version: str
    entry: Decimal | None = None
    qty: Decimal | None = None
    notional: Decimal | None = None
    margin: Decimal | None = None
    margin_pct: Decimal | None = None
    fee: Decimal | None = None
    slippage: Decimal | None = None
    liquidation: Decimal | None = None
    stop: RungView | None = None
    targets: tuple[RungView, ...] = ()
    loss: Decimal | None = None
    loss_pct: Decimal | None = None
    gain: Decimal | None = None
    rr: Decimal | None = None
    rounded: tuple[Rounded, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: Refusal | None = None


class PlacedView(Frozen, frozen=True, kw_only=True):
    """What became of a draft: `code` is done, drifted (the price is further from what was shown
    than allowed), changed, or refused."""

    code: str
    client_ids: tuple[ClientId, ...] = ()
    refusal: Refusal | None = None


class OrderView(Frozen, frozen=True, kw_only=True):
    """An open order. `partner` is the other half of an OCO."""

    client_id: ClientId
    agent: AgentId
    agent_name: str
    instrument: InstrumentId
    title: str
    base: str
    tick: Decimal
    side: OrderSide
    kind: OrderKind
    purpose: Purpose
    state: OrderState
    qty: Decimal
    filled: Decimal
    price: Decimal | None
    trigger: Decimal | None
    time_in_force: TimeInForce
    is_post_only: bool
    is_reduce_only: bool
    is_manual: bool
    placed_at_ns: int
    trail_pct: Decimal | None = None
    partner: ClientId | None = None
