"""Settings of the person, and the values one of them may take."""

from bot import format as fmt
from bot.cells import pair
from bot.locales import Text
from bot.render import words
from bot.render.page import badge, button, compose, home
from bot.render.report_words import wish_name
from bot.render.setting_values import options
from bot.screen import Button, Rows, Screen
from core.trading import AlertSettings, QuietHours
from core.types import Access
from core.views import SettingsView

CHOOSING = (
    "mode",
    "keys",
    "alerts",
    "quiet",
    "cooldown",
    "refresh",
    "tz",
    "theme",
    "drift",
    "report",
)


def render_settings(
    view: SettingsView, text: Text, *, choosing: str = "", notice: str = ""
) -> Screen:
    """`choosing` is one of CHOOSING: shows that setting's values."""
    header = f"{text.t('settings.title')} · {badge(view.mode, text)}"
    if choosing in CHOOSING:
        notes = [text.t(f"settings.about.{choosing}")]
        back = ((button(text, "back", "set:open"), home(text)),)
        rows = options(view, choosing, text) + back
        return Screen(compose(header, _figures(view, text), notes, notice=notice), rows)
    return Screen(compose(header, _figures(view, text), notice=notice), _rows(view, text))


def _figures(view: SettingsView, text: Text) -> list[str]:
    rows = pair(text.t("settings.market"), words.exchange(view.exchange, text))
    rows += pair(text.t("settings.language"), text.t("language"))
    rows += pair(text.t("settings.alerts"), alerts_from(view.alerts, text))
    if view.alerts.cooldown_s and view.alerts.signals_from is not None:
        every = fmt.duration(view.alerts.cooldown_s, text)
        rows += pair(text.t("settings.cooldown"), every)
    if view.alerts.quiet is not None:
        rows += pair(text.t("settings.quiet"), quiet_text(view.alerts.quiet))
    rows += pair(text.t("settings.refresh"), fmt.duration(view.refresh_s, text))
    rows += pair(text.t("settings.tz"), fmt.zone(view.utc_offset_min))
    rows += pair(text.t("settings.theme"), text.t(f"theme.{view.theme.value}"))
    rows += pair(text.t("settings.report"), wish_name(view.report, text))
    rows += pair(text.t("settings.drift"), fmt.percent(view.max_drift_pct, 2))
    return [*rows, words.controls(view.risk, text)]


def alerts_from(alerts: AlertSettings, text: Text) -> str:
    """`MEDIUM+`: signals of this priority and above; with single wishes, that there are some."""
    lowest = alerts.signals_from
    shown = text.t(f"alerts.{lowest.value if lowest else 'off'}")
    return f"{shown} · {text.t('alerts.own')}" if alerts.wishes else shown


def quiet_text(quiet: QuietHours) -> str:
    """`23:00-07:00`."""
    start, end = (f"{at // 60:02}:{at % 60:02}" for at in (quiet.from_min, quiet.to_min))
    return f"{start}-{end}"


def _rows(view: SettingsView, text: Text) -> Rows:
    other = "ru" if text.language == "en" else "en"
    language = button(text, "language", "set:lang", other)
    looks = tuple(
        button(text, caption, "set:menu", setting)
        for caption, setting in (("refresh_rate", "refresh"), ("tz", "tz"), ("theme", "theme"))
    )
    reports = button(text, "reports", "set:menu", "report")
    if not view.access.allows(Access.TRADER):
        return (language, reports), looks, (button(text, "plugins", "plug:list", 1), home(text))
    return (
        (
            button(text, "mode", "set:menu", "mode"),
            language,
            button(text, "alerts", "set:menu", "alerts"),
        ),
        looks,
        (
            button(text, "drift", "set:menu", "drift"),
            button(text, "keys", "set:menu", "keys"),
            reports,
        ),
        (button(text, "risk", "risk:open"), *_of_owner(view, text)),
        (button(text, "price_alerts", "alarm:list"), button(text, "config", "cfg:open")),
        (button(text, "plugins", "plug:list", 1), *_market(view, text), home(text)),
    )


def _market(view: SettingsView, text: Text) -> tuple[Button, ...]:
    is_owner = view.access.allows(Access.OWNER)
    return (button(text, "plugins.shop", "shop:open", 1),) if is_owner else ()


def _of_owner(view: SettingsView, text: Text) -> tuple[Button, ...]:
    if not view.access.allows(Access.OWNER):
        return ()
    return (button(text, "backup", "sys:open"), button(text, "users", "users:open"))
