"""What the desk did by itself: the guardian, the halt, a state no person chose."""

from bot import format as fmt
from bot.cells import clip
from bot.render import words
from bot.render.alert_frame import Alert, Frame
from bot.render.page import button
from core.events import AgentStateChanged, Fault, GuardianTripped, Halted
from core.types import AgentState

_OF_PLUGINS = "plugin_"
_BY_PERSON = frozenset({"user", "unlock", "kill"})


def guardian_alert(record: GuardianTripped, frame: Frame) -> Alert:
    text = frame.text
    value, limit = fmt.percent(record.value_pct, 2), fmt.percent(record.limit_pct)
    cause = text.name("cause", clip(record.rule, 24))
    known = text.has(f"guardian.{record.rule}")
    notes = (text.t(f"guardian.{record.rule}"),) if known else ()
    return Alert(
        header=f"{text.t('alert.guardian')} · {frame.badge}",
        figures=(text.t("halt.numbers", cause=cause, value=value, limit=limit),),
        notes=notes,
        buttons=(frame.risk_button(), frame.auto_button()),
    )


def halted_alert(record: Halted, frame: Frame) -> Alert:
    text = frame.text
    at = fmt.short_clock(record.at_ns, frame.utc_offset_min)
    cause = text.name("cause", clip(record.cause, 24))
    if record.positions:
        result = fmt.signed_money(record.result)
        closed = text.plural("halt.closed", record.positions, at=at, result=result)
    else:
        closed = text.t("halt.since", at=at)
    return Alert(
        header=f"{text.t('alert.halted')} · {frame.badge}",
        figures=(cause, closed),
        notes=(text.t("halt.note"),),
        buttons=(frame.auto_button(), button(text, "journal", "jour:page", "all.1")),
    )


def state_alert(record: AgentStateChanged, frame: Frame) -> Alert | None:
    """Only of what no person did; a halt has its own alert."""
    if record.by or record.cause in _BY_PERSON or record.new is AgentState.HALTED:
        return None
    text = frame.text
    icon, state = words.state_icon(record.new), words.state(record.new, text)
    return Alert(
        header=f"{icon} {text.t('alert.state', state=state)} · {frame.badge}",
        figures=(text.name("cause", clip(record.cause, 24)),),
        notes=(text.t("paused.note"),) if record.new is AgentState.PAUSED else (),
        buttons=(frame.auto_button(),),
    )


def fault_alert(record: Fault, frame: Frame) -> Alert:
    """Of what failed and was survived; told to owners."""
    text = frame.text
    known = f"alert.fault.{record.where}"
    header = text.t(known if text.has(known) else "alert.fault.other")
    if record.where.startswith(_OF_PLUGINS):
        return _plugin_alert(record, header, frame)
    errors = button(text, "errors", "jour:page", "errors.1")
    return Alert(
        header=f"{header} · {frame.badge}",
        figures=(),
        notes=(clip(record.detail or record.where, 200), text.t("alert.fault.note")),
        buttons=(button(text, "system", "sys:open"), errors),
    )


def _plugin_alert(record: Fault, header: str, frame: Frame) -> Alert:
    """What became of a plugin, and what it means for who trades with it."""
    text = frame.text
    means = f"alert.means.{record.where}"
    note = text.t(means if text.has(means) else "alert.means.plugin_trouble")
    errors = button(text, "errors", "jour:page", "errors.1")
    return Alert(
        header=f"{header} · {frame.badge}",
        figures=(),
        notes=(clip(record.detail, 200), note),
        buttons=(button(text, "plugins", "plug:list", 1), errors),
    )
