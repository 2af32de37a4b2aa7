"""A confirmed signal: HIGH in full, MEDIUM in two lines, LOW in one."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.render import words
from bot.render.alert_frame import Alert, Frame
from bot.render.page import button
from bot.render.refusal import percents
from bot.screen import Button
from core.events import SignalReady
from core.types import Action, Priority


def signal_alert(record: SignalReady, frame: Frame) -> Alert:
    sign = frame.text.t(f"mode.sign.{frame.mode.value}")
    head = f"{_head(record, frame)} · {sign}"
    if record.priority is Priority.LOW:
        return Alert(header=f"{_head(record, frame)} · {frame.price(record.price)} {sign}")
    if record.priority is Priority.MEDIUM:
        figures = (_where(record, frame),)
        return Alert(header=head, figures=figures, buttons=_buttons(record, frame))
    why = words.reasons(record.reasons, frame.text)
    rows = (_where(record, frame), why, *_if_taken(record, frame))
    return Alert(header=head, figures=rows, buttons=_buttons(record, frame))


def _buttons(record: SignalReady, frame: Frame) -> tuple[Button, ...]:
    """Take, chart, mute; the screen of the agent for who may only look."""
    if not record.agent:
        return (frame.auto_button(),)
    chart = button(frame.text, "chart", "chart:open", agent=record.agent)
    if not frame.may_trade:
        return (chart,)
    return (_take(record, frame), chart, button(frame.text, "mute", "alert:mute", record.agent))


def _take(record: SignalReady, frame: Frame) -> Button:
    """With what it would risk."""
    icon = "🟢" if record.action is Action.BUY else "🔴"
    risk = fmt.percent(record.risk_pct) if record.risk_pct is not None else ""
    label = f"{icon} {frame.text.t('button.take')} {risk}".rstrip()
    return Button(label, build("alert:take", f"{record.agent}.{record.action.value}"))


def _head(record: SignalReady, frame: Frame) -> str:
    priority = frame.text.t(f"priority.{record.priority.value}")
    title = clip(record.title, 16)
    return f"{priority} · {record.action.value} {title} {percents(record.confidence)}"


def _where(record: SignalReady, frame: Frame) -> str:
    timeframe = words.timeframe(record.timeframe, frame.text)
    confirmed = f"{record.repeats}/{record.needed} ✓"
    strategy = clip(record.strategy, 14)
    return f"{frame.price(record.price)} · {strategy} {timeframe} · {confirmed}"


def _if_taken(record: SignalReady, frame: Frame) -> list[str]:
    """The rules an entry would carry; none set, no row."""
    text = frame.text
    risk = text.t("alert.if_taken")
    if record.risk_pct is not None:
        risk = text.t("alert.if_taken.risk", risk=fmt.percent(record.risk_pct))
    named = (("SL -", record.stop_pct), ("TP +", record.target_pct))
    levels = [f"{name}{fmt.percent(abs(value))}" for name, value in named if value is not None]
    return pair(risk, " ".join(levels)) if levels else []
