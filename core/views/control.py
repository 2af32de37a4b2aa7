"""What holds trading back, what may be traded, and how the desk is set up."""

from decimal import Decimal

from core.types import Access, AgentId, InstrumentId, Mode
from core.values import Frozen


class LockRow(Frozen, frozen=True, kw_only=True):
    """Why nothing is opened: `kind` is halted, daily_loss, paused, cooldown, muted, direction or
    blacklist. `left_s` until it ends by itself; `agent` '' for all of them."""

    kind: str
    agent: AgentId = AgentId("")
    agent_name: str = ""
    title: str = ""
    left_s: int | None = None
    value: str = ""


class LocksView(Frozen, frozen=True, kw_only=True):
    """`open` positions of at most `most`."""

    mode: Mode
    rows: tuple[LockRow, ...]
    open: int
    most: int
    access: Access


class SymbolRow(Frozen, frozen=True, kw_only=True):
    """`agents` are the names of those that trade it."""

    instrument: InstrumentId
    symbol: str
    title: str
    is_barred: bool
    agents: tuple[str, ...] = ()


class ListsView(Frozen, frozen=True, kw_only=True):
    mode: Mode
    rows: tuple[SymbolRow, ...]
    access: Access


class ConfigView(Frozen, frozen=True, kw_only=True):
    """Names as in `.env`, values as they are in force; never a secret."""

    mode: Mode
    version: str
    rows: tuple[tuple[str, str], ...]
    access: Access


class ReloadView(Frozen, frozen=True, kw_only=True):
    """What of `.env` is in force now, and what waits for a restart."""

    taken: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


class LogsView(Frozen, frozen=True, kw_only=True):
    """The newest lines of the log, secrets struck out, oldest first."""

    mode: Mode
    lines: tuple[str, ...]


class DataView(Frozen, frozen=True, kw_only=True):
    """What the desk keeps of one agent and its strategy, by name."""

    mode: Mode
    agent: AgentId
    agent_name: str
    strategy: str
    rows: tuple[tuple[str, str], ...]
    realised: Decimal
