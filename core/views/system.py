"""What the system screen shows."""

from core.health import ChatHealth, CopyState, MachineHealth, StoreHealth, WireHealth
from core.trading import FeedHealth
from core.types import Access
from core.values import Frozen, field


class ErrorView(Frozen, frozen=True, kw_only=True):
    """A fault of the last 24 hours, as the journal has it."""

    at_ns: int
    where: str
    detail: str = ""


class SystemView(Frozen, frozen=True, kw_only=True):
    """The desk's own condition. `troubles` are stable codes, the worst first; without `wire` the
    market is made or recorded here, without `store` the database does not answer, without `chat`
    nobody has measured it."""

    now_ns: int
    utc_offset_min: int
    exchange: str
    feed: FeedHealth
    uptime_s: int
    version: str
    machine: MachineHealth
    copies: CopyState
    wire: WireHealth | None = None
    store: StoreHealth | None = None
    chat: ChatHealth | None = None
    errors: int = 0
    last_error: ErrorView | None = None
    troubles: tuple[str, ...] = field(default=())
    access: Access = Access.VIEWER
    has_sandbox: bool = False
