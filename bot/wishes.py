"""How loud an alert is to its reader, now: by what it tells of, and by the hour."""

from core.events import (
    AgentStateChanged,
    AlarmRang,
    Fault,
    GuardianTripped,
    Halted,
    PeriodReported,
    Record,
    SignalReady,
)
from core.trading import AlertKind, AlertSettings, Loudness
from core.types import MINUTE_NS


def kind_of(record: Record) -> AlertKind:
    """What a record's alert is about; whatever moves money is a trade."""
    match record:
        case SignalReady():
            return AlertKind[record.priority.name]
        case GuardianTripped() | Halted():
            return AlertKind.RISK
        case AgentStateChanged() | Fault():
            return AlertKind.TROUBLE
        case PeriodReported():
            return AlertKind.DAILY
        case AlarmRang():
            return AlertKind.TROUBLE if record.kind.is_trouble else AlertKind.PRICE
        case _:
            return AlertKind.TRADES


def is_wanted(record: Record, alerts: AlertSettings) -> bool:
    """What moves money is told whatever was chosen; a signal was judged when it came."""
    kind = kind_of(record)
    is_judged = isinstance(record, SignalReady) or not kind.may_be_off
    return is_judged or alerts.loudness(kind) is not Loudness.OFF


def is_silent(record: Record, alerts: AlertSettings, *, now_ns: int, utc_offset_min: int) -> bool:
    minute = now_ns // MINUTE_NS + utc_offset_min
    return not alerts.rings(kind_of(record), minute)
