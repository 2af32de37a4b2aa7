"""What a person wants to trade, before it is an order."""

from decimal import Decimal
from enum import StrEnum

from core.trading.exits import ExitPlan
from core.trading.limits import Limit
from core.types import InstrumentId, OrderSide, Source, TimeInForce
from core.values import Frozen, field


class DraftKind(StrEnum):
    """The order kinds a person can choose. OCO rests a take-profit limit at `price` and a stop at
    `trigger` on an open position: what fills first cancels the other. TRAILING rests a stop that
    follows the price at `trail` behind it and leaves (or, without a position, enters) there."""

    MARKET = "market"
    LIMIT = "limit"
    POST_ONLY = "post_only"
    STOP_MARKET = "stop_market"
    STOP_LIMIT = "stop_limit"
    TAKE_PROFIT = "take_profit"
    TRAILING = "trailing"
    OCO = "oco"

    @property
    def needs_price(self) -> bool:
        """A limit price."""
        return self in (DraftKind.LIMIT, DraftKind.POST_ONLY, DraftKind.STOP_LIMIT, DraftKind.OCO)

    @property
    def needs_trigger(self) -> bool:
        return self in (
            DraftKind.STOP_MARKET,
            DraftKind.STOP_LIMIT,
            DraftKind.TAKE_PROFIT,
            DraftKind.OCO,
        )


class SizeUnit(StrEnum):
    """What a typed size counts: the base asset, the quote asset (notional), percent of the slice's
    equity taken as margin, percent of it risked to the stop-loss, percent of the open position."""

    BASE = "base"
    QUOTE = "quote"
    EQUITY = "equity"
    RISK = "risk"
    POSITION = "position"


class DraftSize(Frozen, frozen=True):
    unit: SizeUnit
    value: Decimal


class OrderDraft(Frozen, frozen=True, kw_only=True):
    """One order as a person is putting it together; every field is a button. Prices are of the
    instrument and may lie between its ticks: the preview says what they were rounded to."""

    instrument: InstrumentId
    side: OrderSide = OrderSide.BUY
    kind: DraftKind = DraftKind.MARKET
    size: DraftSize = DraftSize(SizeUnit.RISK, Decimal("0.1"))
    leverage: int = 2
    price: Decimal | None = None
    trigger: Decimal | None = None
    trail: Limit | None = None
    source: Source = Source.LAST
    time_in_force: TimeInForce = TimeInForce.GTC
    is_reduce_only: bool = False
    exits: ExitPlan = field(default_factory=ExitPlan)
