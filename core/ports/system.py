"""What looks after the desk itself: its parts say how they are, one use case puts it together."""

from collections.abc import Callable
from typing import Protocol

from core.health import ChatHealth, CopyState, MachineHealth, StoreHealth, WireHealth
from core.types import UserId
from core.views.system import SystemView


class WireProbe(Protocol):
    """A venue on the network."""

    def health(self) -> WireHealth: ...
    async def ask(self) -> None:
        """Measures the round trip and the clock now; raises ExchangeError."""
        ...


class StoreProbe(Protocol):
    async def health(self) -> StoreHealth:
        """Raises StorageError when the database does not answer."""
        ...


class Copies(Protocol):
    """Copies of the database, made one at a time."""

    def request(self) -> None:
        """One more, now; while one is being made, that one."""
        ...

    async def state(self) -> CopyState: ...


MachineProbe = Callable[[], MachineHealth]
ChatProbe = Callable[[], ChatHealth]


class SystemDesk(Protocol):
    """The use cases of the system screen."""

    async def view(self, user: UserId) -> SystemView: ...
    async def check(self, user: UserId) -> str:
        """Asks the feed and the venue now; answers the code of a toast."""
        ...

    async def back_up(self, user: UserId) -> str:
        """Has a copy made; owners only. Answers `copying`."""
        ...

    def watch_chat(self, probe: ChatProbe) -> None:
        """Tells how the Telegram side is asked; before that it is unknown."""
        ...
