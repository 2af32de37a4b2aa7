"""Trading by hand on a running account: implements core.ports.ManualDesk but for `quote`."""

from collections.abc import Sequence
from decimal import Decimal

from core.money import Ppm
from core.trading import ExitPlan, OrderDraft
from core.types import AgentId, ClientId, UserId
from core.views import OrderView, PlacedView, PositionView, PreviewView
from engine.deciding import Deciding


class ByHand(Deciding):
    """Orders and positions of a person."""

    def preview(self, draft: OrderDraft) -> PreviewView:
        return self.manual_orders.preview(draft)

    async def place(
        self, draft: OrderDraft, *, seen: Decimal | None, max_drift: Ppm, by: UserId
    ) -> PlacedView:
        return await self.manual_orders.place(draft, seen=seen, max_drift=max_drift, by=by)

    def orders(self) -> Sequence[OrderView]:
        return self.manual_orders.orders()

    async def amend(
        self,
        order: ClientId,
        *,
        qty: Decimal | None = None,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
        by: UserId,
    ) -> str:
        return await self.manual_orders.amend(order, qty=qty, price=price, trigger=trigger, by=by)

    async def cancel(self, orders: Sequence[ClientId], *, by: UserId) -> int:
        return await self.manual_orders.cancel(orders, by=by)

    async def close(self, agent: AgentId, *, share_pct: int, version: str, by: UserId) -> str:
        """Closes a share of a position as it was shown: done, stale, flat, pending, too_small."""
        share = Ppm(share_pct * 10_000)
        return await self.manual_exits.close_agents(agent, share=share, version=version)

    async def break_even(self, agent: AgentId, *, version: str, by: UserId) -> str:
        """Moves the stop to where closing costs nothing: done, stale, flat or losing."""
        return await self.manual_exits.break_even_agents(agent, version=version)

    def positions(self) -> Sequence[PositionView]:
        return self.manual_exits.positions()

    def exits(self, trade_id: str) -> ExitPlan | None:
        return self.manual_exits.exits(trade_id)

    async def set_exits(self, trade_id: str, plan: ExitPlan, *, version: str, by: UserId) -> str:
        return await self.manual_exits.set_exits(trade_id, plan, version=version, by=by)

    async def reduce(self, trade_id: str, *, share: Ppm, version: str, by: UserId) -> str:
        return await self.manual_exits.reduce(trade_id, share=share, version=version, by=by)

    async def break_even_of(self, trade_id: str, *, version: str, by: UserId) -> str:
        return await self.manual_exits.break_even_of(trade_id, version=version, by=by)
