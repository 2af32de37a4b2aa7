"""The screen of the orders that a strategy lets rest."""

from decimal import Decimal

from core.types import Access, AgentId, AgentState, InstrumentId, Mode, OrderSide, Side
from core.values import Frozen


class LadderRow(Frozen, frozen=True, kw_only=True):
    """An order at rest; `closes` of one that takes a lot out. `is_going` while it is being placed
    or ended."""

    tag: str
    side: OrderSide
    price: Decimal
    qty: Decimal
    closes: bool = False
    is_going: bool = False


class LadderFill(Frozen, frozen=True, kw_only=True):
    """A lot, or a part of one, that was taken out; `net` after the fees of both fills."""

    side: Side
    entry: Decimal
    price: Decimal
    qty: Decimal
    net: Decimal


class LadderView(Frozen, frozen=True, kw_only=True):
    """`rows` from the highest price to the lowest; `now` is the price between them, None before the
    first quote. `average`, `net` and `stop` are those of what is held; `rounds` lots were taken out
    in this run, for `rounds_net`. `fills` are the last, newest first. `refused` is the code of what
    keeps an order from being placed."""

    agent: AgentId
    instrument: InstrumentId
    mode: Mode
    state: AgentState
    strategy: str
    title: str
    tick: Decimal
    now: Decimal | None
    rows: tuple[LadderRow, ...] = ()
    agent_name: str = ""
    side: Side | None = None
    held: Decimal = Decimal(0)
    lots: int = 0
    average: Decimal | None = None
    net: Decimal = Decimal(0)
    stop: Decimal | None = None
    rounds: int = 0
    rounds_net: Decimal = Decimal(0)
    fills: tuple[LadderFill, ...] = ()
    refused: str = ""
    access: Access = Access.OWNER
