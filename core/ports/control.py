"""The use cases behind the commands that look after trading as a whole."""

from collections.abc import Sequence
from typing import Protocol

from core.trading import Position
from core.types import AccountId, AgentId, UserId
from core.views.control import ConfigView, DataView, ListsView, LocksView, LogsView, ReloadView


class House(Protocol):
    """The program itself: its settings and its log."""

    @property
    def version(self) -> str: ...
    def config(self) -> Sequence[tuple[str, str]]:
        """Settings without secrets, by their names in `.env`."""
        ...

    def reload(self) -> ReloadView:
        """Reads `.env` again and takes what needs no restart; raises InputError with the sentence
        that says which value is wrong."""
        ...

    def tail(self, count: int) -> Sequence[str]:
        """The newest lines of the log, secrets struck out."""
        ...


class Positions(Protocol):
    """Positions as storage holds them."""

    async def stored(self, account: AccountId, trade_id: str) -> Position | None: ...


class ControlDesk(Protocol):
    """Answers with codes for a toast; raises InputError."""

    async def locks(self, user: UserId) -> LocksView: ...
    async def unlock(self, user: UserId, agent: AgentId) -> str:
        """Ends the cooldown and the mute of an agent. A halt is left by its question alone."""
        ...

    async def lists(self, user: UserId) -> ListsView: ...
    async def bar(self, user: UserId, symbols: Sequence[str], *, is_barred: bool) -> str:
        """Puts symbols on the blacklist, or takes them off."""
        ...

    async def data(self, user: UserId, agent: str) -> DataView:
        """`agent` by its name or id; '' for the one the screens are about."""
        ...

    async def reload_trade(self, user: UserId, trade_id: str) -> str:
        """Reads an open position from storage again and compares it with the one that is judged:
        trade_same or trade_differs."""
        ...

    async def config(self, user: UserId) -> ConfigView: ...
    async def reload(self, user: UserId) -> ReloadView: ...
    async def logs(self, user: UserId, count: int) -> LogsView: ...
