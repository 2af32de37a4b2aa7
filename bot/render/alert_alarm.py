"""What a member wanted to be told of has come."""

from bot import format as fmt
from bot.cells import clip
from bot.render import words
from bot.render.alert_frame import Alert, Frame
from bot.render.page import button
from core.events import AlarmRang
from core.trading import AlarmKind


def alarm_alert(record: AlarmRang, frame: Frame) -> Alert:
    text = frame.text
    buttons = [button(text, "alarms", "alarm:show", record.alarm)]
    if record.repeats and frame.may_trade:
        buttons.append(button(text, "alarm.off", "alarm:pause", record.alarm))
    if record.kind is AlarmKind.AGENT:
        buttons.insert(0, frame.auto_button())
    sign = text.t(f"mode.sign.{frame.mode.value}")
    return Alert(
        header=f"🔔 {_headline(record, frame)} · {sign}",
        figures=tuple(_figures(record, frame)),
        buttons=tuple(buttons),
    )


def _headline(record: AlarmRang, frame: Frame) -> str:
    text, name = frame.text, clip(record.title, 18)
    value = record.value
    match record.kind:
        case AlarmKind.LEVEL if value is not None:
            return f"{name} {'↑' if record.way > 0 else '↓'} {frame.price(value)}"
        case AlarmKind.MOVE if value is not None:
            return f"{name} {fmt.signed_percent(value)}"
        case AlarmKind.PNL if value is not None:
            return f"PnL {name} {fmt.signed_money(value)}"
        case AlarmKind.FEED:
            return f"{text.t('alarm.feed')} {name}".rstrip()
        case _:
            return f"{text.t('alarm.agent')} {name}".rstrip()


def _figures(record: AlarmRang, frame: Frame) -> list[str]:
    text = frame.text
    match record.kind:
        case AlarmKind.LEVEL if record.level is not None:
            return [text.t("alarm.reached", level=frame.price(record.level))]
        case AlarmKind.MOVE:
            return [text.t("alarm.within", time=fmt.duration(record.window_s, text))]
        case AlarmKind.PNL if record.level is not None:
            return [text.t("alarm.reached", level=fmt.signed_money(record.level))]
        case AlarmKind.FEED:
            return [text.t("alarm.stale")]
        case _:
            return [_trouble(record.detail, frame)]


def _trouble(code: str, frame: Frame) -> str:
    text = frame.text
    if text.has(f"cause.{code}"):
        return text.t(f"cause.{code}")
    return words.refusal(code, text)
