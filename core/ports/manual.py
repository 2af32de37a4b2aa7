"""Trading by hand: what an account's runtime does of it, and the use cases of the chat."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from core.money import Ppm
from core.trading import MANUAL as MANUAL
from core.trading import ExitPlan, OrderDraft
from core.types import AgentId, ClientId, InstrumentId, UserId
from core.values import Frozen
from core.views import OrderView, PlacedView, PositionView, PreviewView, QuoteView


class ManualDesk(Protocol):
    """One account's orders and positions by hand. Every change is committed when it returns."""

    def preview(self, draft: OrderDraft) -> PreviewView:
        """What the draft would do now; never raises for what a person typed."""
        ...

    async def place(
        self, draft: OrderDraft, *, seen: Decimal | None, max_drift: Ppm, by: UserId
    ) -> PlacedView:
        """Sends the draft as the agent `manual`; `seen` is the entry price the person agreed to."""
        ...

    def orders(self) -> Sequence[OrderView]:
        """Open orders of every agent, oldest first."""
        ...

    async def amend(
        self,
        order: ClientId,
        *,
        qty: Decimal | None = None,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
        by: UserId,
    ) -> str:
        """Cancels and replaces in one step: done, gone, or the code of a refusal; raises InputError
        for a value no order of this instrument can have."""
        ...

    async def cancel(self, orders: Sequence[ClientId], *, by: UserId) -> int:
        """How many of them were open; what is gone already is no error."""
        ...

    def positions(self) -> Sequence[PositionView]:
        """Of every agent, oldest first."""
        ...

    def exits(self, trade_id: str) -> ExitPlan | None:
        """As distances from the entry, None when the position is gone."""
        ...

    async def set_exits(self, trade_id: str, plan: ExitPlan, *, version: str, by: UserId) -> str:
        """done, stale or flat; raises InputError for levels on the wrong side of the price."""
        ...

    async def reduce(self, trade_id: str, *, share: Ppm, version: str, by: UserId) -> str:
        """Closes a share of a position at market: done, stale, flat, pending or too_small."""
        ...

    async def break_even_of(self, trade_id: str, *, version: str, by: UserId) -> str:
        """done, stale, flat or losing."""
        ...

    def quote(self, instrument: InstrumentId) -> QuoteView | None: ...


class AgentsDesk(Protocol):
    """One account's agents. Every change is committed when it returns and journaled; raises
    InputError for a name that is taken, a slice the account does not have, or the last agent."""

    async def add_agent(self, agent: "NewAgent", *, by: UserId) -> AgentId: ...
    async def clone_agent(self, agent: AgentId, name: str, *, by: UserId) -> AgentId: ...
    async def rename_agent(self, agent: AgentId, name: str, *, by: UserId) -> None: ...
    async def remove_agent(self, agent: AgentId, *, by: UserId) -> str:
        """done, or why not: position_open, order_open, last_agent. Its trades stay in the
        journal."""
        ...

    async def set_slice(self, agent: AgentId, amount: Decimal, *, by: UserId) -> None: ...


class NewAgent(Frozen, frozen=True, kw_only=True):
    """`slice` is its share of the account's capital in the settle asset."""

    name: str
    strategy: str
    instrument: InstrumentId
    timeframe: str
    slice: Decimal
    leverage: int = 2
