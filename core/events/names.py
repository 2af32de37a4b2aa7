"""Records by their names in the journal and on the bus."""

from functools import cache

from core.events.advice import EntryRefused, SignalChanged, SignalReady, SignalSuppressed
from core.events.base import Record
from core.events.desk import (
    AgentAdded,
    AgentRemoved,
    AgentStateChanged,
    AlarmRang,
    Audit,
    DebugAction,
    Deposited,
    DeskStarted,
    Fault,
    GuardianTripped,
    Halted,
    PeriodReported,
    SettingChanged,
    TradeHidden,
)
from core.events.orders import (
    FillBooked,
    OrderAmended,
    OrderEnded,
    OrderPlaced,
    OrderTriggered,
)
from core.events.positions import (
    FlipLeftFlat,
    FundingBooked,
    LotSold,
    PositionClosed,
    PositionFlipped,
    PositionIncreased,
    PositionOpened,
    PositionReduced,
    StopsMoved,
)
from core.types import (
    Mode,
)

ALL_RECORDS: tuple[type[Record], ...] = (
    SignalChanged,
    SignalReady,
    SignalSuppressed,
    EntryRefused,
    OrderPlaced,
    OrderEnded,
    OrderTriggered,
    OrderAmended,
    FillBooked,
    PositionOpened,
    PositionIncreased,
    PositionReduced,
    LotSold,
    PositionClosed,
    PositionFlipped,
    FlipLeftFlat,
    StopsMoved,
    FundingBooked,
    Deposited,
    GuardianTripped,
    Halted,
    AgentStateChanged,
    SettingChanged,
    AgentAdded,
    AgentRemoved,
    TradeHidden,
    AlarmRang,
    PeriodReported,
    DeskStarted,
    Audit,
    Fault,
    DebugAction,
)


def event_name(record: Record | type[Record], mode: Mode) -> str:
    """As the bus and the journal call it: `paper_position_opened`, `signal_ready`."""
    topic = record.topic
    return _of_money(topic, mode) if record.is_trading else topic


@cache
def _of_money(topic: str, mode: Mode) -> str:
    return f"{mode.lower()}_{topic}"


def record_type(name: str) -> type[Record] | None:
    """The record behind a name of the journal, None for an unknown one."""
    bare = name.split("_", 1)[1] if name.startswith(("paper_", "live_")) else name
    return next((kind for kind in ALL_RECORDS if kind.topic == bare), None)
