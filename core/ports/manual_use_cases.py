"""The use cases of manual trading, as the chat sees them.

Every method raises InputError for what cannot be done, with the sentence that says what would be
right; what changes or trades is for traders alone.
"""

from typing import Protocol

from core.types import ClientId, UserId
from core.views.builder import (
    BuilderView,
    OrderCardView,
    OrdersView,
    PositionCardView,
    PositionsView,
)


class OrderBuilding(Protocol):
    """Puts one order together. What a member had in mind is kept over a restart, by symbol."""

    async def view(self, user: UserId) -> BuilderView: ...
    async def start(self, user: UserId, symbol: str = "", side: str = "") -> None:
        """Takes up the last draft of a symbol ('' for the last one of all); `side` buy or sell."""
        ...

    async def put(self, user: UserId, field: str, text: str) -> None:
        """Changes one value of the draft, as typed."""
        ...

    async def hear(self, user: UserId, text: str) -> None:
        """Makes a draft of an order in words."""
        ...

    async def bracket(self, user: UserId, trade_id: str) -> None:
        """Begins an OCO on an open position."""
        ...


class OrderList(Protocol):
    """Open orders of every agent."""

    async def view(self, user: UserId, page: int) -> OrdersView: ...
    async def card(self, user: UserId, order: ClientId) -> OrderCardView | None:
        """None when it is no longer open."""
        ...

    async def amend(self, user: UserId, order: ClientId, field: str, text: str) -> str:
        """`field`: price, qty or trigger; `text` a value or a step such as `+0.1%`. The code of a
        toast."""
        ...

    async def cancel(self, user: UserId, order: ClientId) -> str:
        """At once; twice does nothing more. The code of a toast."""
        ...


class PositionList(Protocol):
    """Open positions of every agent."""

    async def view(self, user: UserId, page: int) -> PositionsView: ...
    async def card(self, user: UserId, trade_id: str) -> PositionCardView | None:
        """None when it is closed."""
        ...

    async def find(self, user: UserId, name: str) -> str:
        """The trade that an id, its last digits or a symbol names."""
        ...

    async def put(self, user: UserId, trade_id: str, field: str, text: str) -> str:
        """Changes one of its exits, as typed. The code of a toast."""
        ...

    async def break_even(self, user: UserId, trade_id: str, version: str) -> str: ...
