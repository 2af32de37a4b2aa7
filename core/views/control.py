"""What holds trading back, what may be traded, and how the desk is set up."""

from dataclasses import dataclass
from decimal import Decimal

from core.types import Access, AgentId, InstrumentId, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRow:
    """Why nothing is opened: `kind` is halted, daily_loss, paused, cooldown, muted, direction or
    blacklist. `left_s` until it ends by itself; `agent` '' for all of them."""

    kind: str
    agent: AgentId = AgentId("")
    agent_name: str = ""
    title: str = ""
    left_s: int | None = None
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocksView:
    """`open` positions of at most `most`."""

    mode: Mode
    rows: tuple[LockRow, ...]
    open: int
    most: int
    access: Access


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolRow:
    """`agents` are the names of those that trade it."""

    instrument: InstrumentId
    symbol: str
    title: str
    is_barred: bool
    agents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsView:
    mode: Mode
    rows: tuple[SymbolRow, ...]
    access: Access


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigView:
    """Names as in `.env`, values as they are in force; never a secret."""

    mode: Mode
    version: str
    rows: tuple[tuple[str, str], ...]
    access: Access


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadView:
    """What of `.env` is in force now, and what waits for a restart."""

    taken: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogsView:
    """The newest lines of the log, secrets struck out, oldest first."""

    mode: Mode
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataView:
    """What the desk keeps of one agent and its strategy, by name."""

    mode: Mode
    agent: AgentId
    agent_name: str
    strategy: str
    rows: tuple[tuple[str, str], ...]
    realised: Decimal
