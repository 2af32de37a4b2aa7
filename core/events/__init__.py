"""What happened, in the past tense: the records of the journal, and what the EventBus carries.

A record is for people and programs outside the engine, so prices, sizes and money are Decimal.
`topic` is its stable name; records of trading carry the account's mode before it on the bus and
in the journal: `paper_position_opened`.
"""

from core.events.advice import EntryRefused, SignalChanged, SignalReady, SignalSuppressed
from core.events.base import Record, TradingRecord
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
from core.events.names import ALL_RECORDS, event_name, record_type
from core.events.orders import (
    FillBooked,
    OrderAmended,
    OrderEnded,
    OrderPlaced,
    OrderTerms,
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
    TradeResult,
)

__all__ = [
    "ALL_RECORDS",
    "AgentAdded",
    "AgentRemoved",
    "AgentStateChanged",
    "AlarmRang",
    "Audit",
    "DebugAction",
    "Deposited",
    "DeskStarted",
    "EntryRefused",
    "Fault",
    "FillBooked",
    "FlipLeftFlat",
    "FundingBooked",
    "GuardianTripped",
    "Halted",
    "LotSold",
    "OrderAmended",
    "OrderEnded",
    "OrderPlaced",
    "OrderTerms",
    "OrderTriggered",
    "PeriodReported",
    "PositionClosed",
    "PositionFlipped",
    "PositionIncreased",
    "PositionOpened",
    "PositionReduced",
    "Record",
    "SettingChanged",
    "SignalChanged",
    "SignalReady",
    "SignalSuppressed",
    "StopsMoved",
    "TradeHidden",
    "TradeResult",
    "TradingRecord",
    "event_name",
    "record_type",
]
