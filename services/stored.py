"""Positions as storage holds them."""

from collections.abc import Awaitable, Callable

from core.ports import Snapshot
from core.ports.control import Positions
from core.trading import Position
from core.types import AccountId

Load = Callable[[AccountId], Awaitable[Snapshot | None]]


class StoredPositions(Positions):
    """Reads the whole account: what is compared is what a restart would start from."""

    def __init__(self, load: Load) -> None:
        self._load = load

    async def stored(self, account: AccountId, trade_id: str) -> Position | None:
        found = await self._load(account)
        positions = () if found is None else found.positions
        return next((each for each in positions if each.trade_id == trade_id), None)
