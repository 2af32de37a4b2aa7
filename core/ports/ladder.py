"""The orders that an agent's strategy lets rest, as the chat shows them."""

from typing import Protocol

from core.types import UserId
from core.views.ladder import LadderView


class LadderBook(Protocol):
    async def view(self, user: UserId) -> LadderView:
        """Of the agent that the member's screens are about. Raises InputError where its strategy
        lets nothing rest and nothing does."""
        ...
