"""Alerts: messages of their own that ring, one for each thing that happened to money."""

from decimal import Decimal

from bot.locales import Text
from bot.render.alert_alarm import alarm_alert
from bot.render.alert_desk import fault_alert, guardian_alert, halted_alert, state_alert
from bot.render.alert_frame import Alert, Frame
from bot.render.alert_orders import ended_alert, triggered_alert
from bot.render.alert_report import report_alert
from bot.render.alert_signal import signal_alert
from bot.render.alert_trade import (
    closed_alert,
    flipped_alert,
    left_flat_alert,
    opened_alert,
    reduced_alert,
)
from bot.render.page import compose
from bot.screen import Screen
from core.events import (
    AgentStateChanged,
    AlarmRang,
    Fault,
    FlipLeftFlat,
    GuardianTripped,
    Halted,
    OrderEnded,
    OrderTerms,
    OrderTriggered,
    PeriodReported,
    PositionClosed,
    PositionFlipped,
    PositionOpened,
    PositionReduced,
    Record,
    SignalReady,
)
from core.types import Access, Mode


def render_alert(
    name: str,
    record: Record,
    text: Text,
    mode: Mode,
    *,
    access: Access = Access.OWNER,
    tick: Decimal | None = None,
    utc_offset_min: int = 0,
    card: int | None = None,
    is_repeat: bool = False,
) -> Screen | None:
    """The message of a record named `name` in the journal, None for one that has no alert.

    `tick` gives prices their digits where the record does not, `card` is the journal row to
    open, `is_repeat` marks a message that may have arrived before.
    """
    frame = Frame(
        text=text,
        mode=mode,
        access=access,
        tick=_tick(record) or tick,
        utc_offset_min=utc_offset_min,
        card=card,
        agent=record.agent,
    )
    alert = _alert(record, frame)
    if alert is None or not name:
        return None
    notice = text.t("alert.repeat") if is_repeat else ""
    body = compose(alert.header, alert.figures, alert.notes, notice=notice)
    return Screen(body, (alert.buttons,) if alert.buttons else ())


def _tick(record: Record) -> Decimal | None:
    match record:
        case (
            SignalReady(tick=tick)
            | PositionOpened(tick=tick)
            | PositionClosed(tick=tick)
            | PositionFlipped(tick=tick)
            | PositionReduced(tick=tick)
            | FlipLeftFlat(tick=tick)
            | AlarmRang(tick=tick)
        ):
            return tick
        case OrderEnded(terms=OrderTerms(tick=tick)) | OrderTriggered(terms=OrderTerms(tick=tick)):
            return tick
        case _:
            return None


def _alert(record: Record, frame: Frame) -> Alert | None:
    match record:
        case SignalReady():
            return signal_alert(record, frame)
        case PositionOpened():
            return opened_alert(record, frame)
        case PositionClosed():
            # of a flip as well: owed where its other leg did not come in the same step
            return closed_alert(record, frame)
        case PositionFlipped():
            return flipped_alert(record, frame)
        case FlipLeftFlat():
            return left_flat_alert(record, frame)
        case PositionReduced():
            return reduced_alert(record, frame)
        case OrderEnded():
            return ended_alert(record, frame)
        case OrderTriggered():
            return triggered_alert(record, frame)
        case _:
            return _desk_alert(record, frame)


def _desk_alert(record: Record, frame: Frame) -> Alert | None:
    match record:
        case GuardianTripped():
            return guardian_alert(record, frame)
        case Halted():
            return halted_alert(record, frame)
        case AgentStateChanged():
            return state_alert(record, frame)
        case PeriodReported():
            return report_alert(record, frame)
        case AlarmRang():
            return alarm_alert(record, frame)
        case Fault():
            return fault_alert(record, frame)
        case _:
            return None
