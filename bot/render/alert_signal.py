"""A confirmed signal: HIGH in full, MEDIUM in two lines, LOW in one."""

from bot import format as fmt
from bot.cells import clip
from bot.render import words
from bot.render.alert_frame import Alert, Frame
from bot.render.page import button
from bot.render.refusal import percents
from core.events import SignalReady
from core.types import Priority


def signal_alert(record: SignalReady, frame: Frame) -> Alert:
    sign = frame.text.t(f"mode.sign.{frame.mode.value}")
    head = f"{_head(record, frame)} · {sign}"
    if record.priority is Priority.LOW:
        return Alert(header=f"{_head(record, frame)} · {frame.price(record.price)} {sign}")
    if record.priority is Priority.MEDIUM:
        return Alert(header=head, figures=(_where(record, frame),))
    why = words.reasons(record.reasons, frame.text)
    figures = (_where(record, frame), why, *_if_taken(record, frame))
    mute = button(frame.text, "mute", "alert:mute", record.agent) if record.agent else None
    buttons = (frame.auto_button(), mute) if mute else (frame.auto_button(),)
    return Alert(header=head, figures=figures, buttons=buttons)


def _head(record: SignalReady, frame: Frame) -> str:
    priority = frame.text.t(f"priority.{record.priority.value}")
    title = clip(record.title, 16)
    return f"{priority} · {record.action.value} {title} {percents(record.confidence)}"


def _where(record: SignalReady, frame: Frame) -> str:
    timeframe = words.timeframe(record.timeframe, frame.text)
    confirmed = f"{record.repeats}/{record.needed} ✓"
    strategy = clip(record.strategy, 14)
    return f"{frame.price(record.price)} · {strategy} {timeframe} · {confirmed}"


def _if_taken(record: SignalReady, frame: Frame) -> tuple[str, ...]:
    """The rules an entry would carry; none set, no row."""
    parts = [
        f"{name} {sign}{fmt.percent(abs(value))}"
        for name, sign, value in (
            ("SL", "-", record.stop_pct),
            ("TP", "+", record.target_pct),
            (frame.text.t("setting.risk"), "", record.risk_pct),
        )
        if value is not None
    ]
    return (frame.text.t("alert.if_taken", rules="  ".join(parts)),) if parts else ()
