"""The chat's screens of manual trading: the order builder, lists of orders and positions, cards."""

from decimal import Decimal

from core.trading import ExitPlan, Reason
from core.types import Mode
from core.values import Frozen
from core.views.manual import OrderView, PreviewView
from core.views.screens import JournalRow
from core.views.trading import PositionView


class BuilderView(Frozen, frozen=True, kw_only=True):
    """A draft with what it would do, and what its screen offers. `symbols` are the instruments to
    choose from, as they are shown and as they are asked for; `presets` the saved sets by their
    names. `heard` are the words of a typed order that were understood, `unknown` those that were
    not. `position` is the one that the draft would add to or reduce. `fixes` are one press each:
    the field, and the value that would pass."""

    preview: PreviewView
    symbols: tuple[tuple[str, str], ...]
    presets: tuple[str, ...]
    max_drift_pct: Decimal
    heard: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    position: PositionView | None = None
    fixes: tuple[tuple[str, str], ...] = ()


class OrdersView(Frozen, frozen=True, kw_only=True):
    """One page of every agent's open orders, oldest first."""

    mode: Mode
    orders: tuple[OrderView, ...]
    page: int = 1
    pages: int = 1
    total: int = 0
    positions: int = 0


class OrderCardView(Frozen, frozen=True, kw_only=True):
    """One open order; `market` is the middle of the market now, None without a quote."""

    mode: Mode
    order: OrderView
    utc_offset_min: int
    market: Decimal | None = None


class PositionsView(Frozen, frozen=True, kw_only=True):
    """Every agent's open positions, oldest first."""

    mode: Mode
    positions: tuple[PositionView, ...]
    page: int = 1
    pages: int = 1
    total: int = 0
    orders: int = 0


class PositionCardView(Frozen, frozen=True, kw_only=True):
    """One open position with how it may leave, why it was opened and what has happened to it.
    `reasons` are of the signal that opened it, empty for a person's own order."""

    mode: Mode
    position: PositionView
    plan: ExitPlan
    utc_offset_min: int
    events: tuple[JournalRow, ...] = ()
    reasons: tuple[Reason, ...] = ()
    confidence_pct: int | None = None
