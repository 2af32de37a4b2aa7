"""The values that a setting may take, as buttons."""

from collections.abc import Mapping
from types import MappingProxyType

from bot import format as fmt
from bot.callbacks import build
from bot.locales import Text
from bot.render.page import button, choice_button, in_rows
from bot.screen import Button, Rows
from core.pictures import Theme
from core.trading import AlertKind, AlertSettings, Loudness
from core.views import SettingsView

REFRESH_S = (5, 15, 60)
ALERTS = ("HIGH", "MEDIUM", "LOW", "off")
COOLDOWNS_S = (0, 60, 300, 900, 3_600)
QUIETS = ("22-07", "23-07", "00-08", "23-09")
PUSHED = ("day", "week", "month")
HOURS = (0, 6, 7, 8, 9, 10, 12, 15, 18, 20, 22, 23)
DRIFTS = ("0.05%", "0.1%", "0.3%", "1%")
ZONES_MIN = (
    *(hours * 60 for hours in (-10, -9, -8, -7, -6, -5, -4, -3, -2, 0, 1, 2, 3)),
    *(210, 240, 300, 330, 345, 360, 390, 420, 480, 540, 570, 600, 660, 720),
)
_SIGNS: Mapping[Loudness, str] = MappingProxyType(
    {Loudness.ON: "🔔", Loudness.SILENT: "🔕", Loudness.OFF: "✖️"}
)
_NEXT: Mapping[Loudness, Loudness] = MappingProxyType(
    {
        Loudness.ON: Loudness.SILENT,
        Loudness.SILENT: Loudness.OFF,
        Loudness.OFF: Loudness.ON,
    }
)


def options(view: SettingsView, choosing: str, text: Text) -> Rows:
    match choosing:
        case "alerts":
            return _alerts(view.alerts, text)
        case "quiet":
            return _quiet(view.alerts, text)
        case "cooldown":
            return _cooldowns(view.alerts, text)
        case "refresh":
            return _refresh(view, text)
        case "tz":
            return _zones(view)
        case "theme":
            return _themes(view, text)
        case "drift":
            return _drifts(view)
        case "report":
            return _reports(view, text)
        case _:
            return ()


def _alerts(alerts: AlertSettings, text: Text) -> Rows:
    """Each kind with how loud it is; a press makes it the next of what it may be."""
    kinds = [_kind(kind, alerts.loudness(kind), text) for kind in AlertKind]
    current = alerts.signals_from.value if alerts.signals_from else "off"
    has_own = any(wish.kind.priority is not None for wish in alerts.wishes)
    presets = [
        choice_button(
            text.t(f"alerts.{value}"),
            "set:alerts",
            value,
            is_chosen=value == current and not has_own,
        )
        for value in ALERTS
    ]
    more = (
        button(text, "quiet", "set:menu", "quiet"),
        button(text, "cooldown", "set:menu", "cooldown"),
    )
    return *in_rows(kinds, 2), tuple(presets), more


def _kind(kind: AlertKind, now: Loudness, text: Text) -> Button:
    then = _NEXT[now]
    if then is Loudness.OFF and not kind.may_be_off:
        then = Loudness.ON
    name = text.t(f"alert_kind.{kind.value}")
    return Button(f"{_SIGNS[now]} {name}", build("set:alert", f"{kind.value}={then.value}"))


def _quiet(alerts: AlertSettings, text: Text) -> Rows:
    quiet = alerts.quiet
    now = f"{quiet.from_min // 60:02}-{quiet.to_min // 60:02}" if quiet is not None else "off"
    hours = [choice_button(each, "set:quiet", each, is_chosen=each == now) for each in QUIETS]
    if quiet is None:
        return in_rows(hours, 2)
    then = "off" if quiet.rings_urgent else "on"
    urgent = button(text, f"urgent.{then}", "set:urgent", then)
    return *in_rows(hours, 2), (urgent, button(text, "off", "set:quiet", "off"))


def _cooldowns(alerts: AlertSettings, text: Text) -> Rows:
    buttons = [
        choice_button(
            fmt.duration(seconds, text) if seconds else text.t("off"),
            "set:cooldown",
            seconds,
            is_chosen=seconds == alerts.cooldown_s,
        )
        for seconds in COOLDOWNS_S
    ]
    return in_rows(buttons, 3)


def _refresh(view: SettingsView, text: Text) -> Rows:
    now = view.refresh_s
    buttons = [
        choice_button(fmt.duration(value, text), "set:refresh", value, is_chosen=value == now)
        for value in REFRESH_S
    ]
    return in_rows(buttons, 3)


def _zones(view: SettingsView) -> Rows:
    zones = sorted({*ZONES_MIN, view.utc_offset_min})
    buttons = [
        choice_button(fmt.zone(zone), "set:tz", zone, is_chosen=zone == view.utc_offset_min)
        for zone in zones
    ]
    return in_rows(buttons, 4)


def _themes(view: SettingsView, text: Text) -> Rows:
    buttons = [
        choice_button(
            text.t(f"theme.{theme.value}"),
            "set:theme",
            theme.value,
            is_chosen=theme is view.theme,
        )
        for theme in Theme
    ]
    return (tuple(buttons),)


def _drifts(view: SettingsView) -> Rows:
    now = fmt.percent(view.max_drift_pct, 2)
    buttons = [choice_button(each, "set:drift", each, is_chosen=each == now) for each in DRIFTS]
    return in_rows(buttons, 4)


def _reports(view: SettingsView, text: Text) -> Rows:
    """How often; and at which hour, once there is something to send."""
    now = "off" if view.report is None else view.report.unit
    often = [
        choice_button(text.t(f"report.wish.{unit}"), "set:report", unit, is_chosen=unit == now)
        for unit in (*PUSHED, "off")
    ]
    if view.report is None:
        return in_rows(often, 2)
    hours = sorted({*HOURS, view.report.hour})
    at = [
        choice_button(f"{hour:02}", "set:hour", hour, is_chosen=hour == view.report.hour)
        for hour in hours
    ]
    return *in_rows(often, 2), *in_rows(at, 6)
