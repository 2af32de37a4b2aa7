"""Settings of the person, and the values one of them may take."""

from bot import format as fmt
from bot.cells import pair
from bot.locales import Text
from bot.render import words
from bot.render.page import badge, button, choice_button, compose, home, in_rows
from bot.screen import Button, Rows, Screen
from core.trading import AlertSettings
from core.types import Access, Priority
from core.views import SettingsView

REFRESH_S = (5, 15, 60)
ALERTS = ("HIGH", "MEDIUM", "LOW", "off")
ZONES_MIN = (
    *(hours * 60 for hours in (-10, -9, -8, -7, -6, -5, -4, -3, -2, 0, 1, 2, 3)),
    *(210, 240, 300, 330, 345, 360, 390, 420, 480, 540, 570, 600, 660, 720),
)


def render_settings(
    view: SettingsView, text: Text, *, choosing: str = "", notice: str = ""
) -> Screen:
    """`choosing`: alerts, refresh or tz shows that setting's values."""
    header = f"{text.t('settings.title')} · {badge(view.mode, text)}"
    notes = [text.t(f"settings.about.{choosing}")] if choosing else []
    rows = _options(view, choosing, text) if choosing else _rows(view, text)
    return Screen(compose(header, _figures(view, text), notes, notice=notice), rows)


def _figures(view: SettingsView, text: Text) -> list[str]:
    rows = pair(text.t("settings.market"), words.exchange(view.exchange, text))
    rows += pair(text.t("settings.language"), text.t("language"))
    rows += pair(text.t("settings.alerts"), alerts_from(view.alerts, text))
    if view.alerts.cooldown_s and view.alerts.signals_from is not None:
        every = fmt.duration(view.alerts.cooldown_s, text)
        rows += pair(text.t("settings.cooldown"), every)
    rows += pair(text.t("settings.refresh"), fmt.duration(view.refresh_s, text))
    rows += pair(text.t("settings.tz"), fmt.zone(view.utc_offset_min))
    return [*rows, words.controls(view.risk, text)]


def alerts_from(alerts: AlertSettings, text: Text) -> str:
    """`MEDIUM+`: signals of this priority and above."""
    return _alert_name(alerts.signals_from, text)


def _alert_name(priority: Priority | None, text: Text) -> str:
    return text.t(f"alerts.{priority.value if priority else 'off'}")


def _rows(view: SettingsView, text: Text) -> Rows:
    other = "ru" if text.language == "en" else "en"
    return (
        (
            button(text, "language", "set:lang", other),
            button(text, "alerts", "set:menu", "alerts"),
        ),
        (
            button(text, "refresh_rate", "set:menu", "refresh"),
            button(text, "tz", "set:menu", "tz"),
        ),
        (button(text, "risk", "risk:open"), *_of_owner(view, text), home(text)),
    )


def _of_owner(view: SettingsView, text: Text) -> tuple[Button, ...]:
    if not view.access.allows(Access.OWNER):
        return ()
    return (button(text, "users", "users:open"),)


def _options(view: SettingsView, choosing: str, text: Text) -> Rows:
    back = ((button(text, "back", "set:open"), home(text)),)
    match choosing:
        case "alerts":
            return _alert_options(view, text) + back
        case "refresh":
            return _refresh_options(view, text) + back
        case _:
            return _zone_options(view) + back


def _alert_options(view: SettingsView, text: Text) -> Rows:
    current = view.alerts.signals_from.value if view.alerts.signals_from else "off"
    options = [
        choice_button(text.t(f"alerts.{value}"), "set:alerts", value, is_chosen=value == current)
        for value in ALERTS
    ]
    return in_rows(options, 2)


def _refresh_options(view: SettingsView, text: Text) -> Rows:
    now = view.refresh_s
    options = [
        choice_button(fmt.duration(value, text), "set:refresh", value, is_chosen=value == now)
        for value in REFRESH_S
    ]
    return in_rows(options, 3)


def _zone_options(view: SettingsView) -> Rows:
    zones = sorted({*ZONES_MIN, view.utc_offset_min})
    options = [
        choice_button(fmt.zone(zone), "set:tz", zone, is_chosen=zone == view.utc_offset_min)
        for zone in zones
    ]
    return in_rows(options, 4)
