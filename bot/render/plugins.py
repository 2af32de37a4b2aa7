"""The plugins of the desk, and one of them."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render.page import button, compose, home, in_rows, page_buttons, title
from bot.screen import Button, Rows, Screen
from core.parameters import Parameter
from core.plugins import PluginLimits, PluginState, PluginTrouble, RefusedFile
from core.types import Access
from core.views.plugins import PluginsView, PluginView

PARAMETERS_A_PAGE = 8
_FILES = 3
SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "waiting": "⏳",
        "active": "🟢",
        "repaints": "🟠",
        "refused": "⛔",
        "quarantined": "🚧",
        "off": "⚪",
    }
)


def render_plugins(view: PluginsView, text: Text, *, notice: str = "") -> Screen:
    """What each is and costs; files that are none."""
    figures = [row for each in view.plugins for row in _row(each, text)]
    for each in view.refused[:_FILES]:
        figures += _file(each)
    if (more := len(view.refused) - _FILES) > 0:
        figures.append(text.t("more", n=more))
    notes = [] if view.plugins else [text.t("plugins.none")]
    if not view.allows_unsigned:
        notes.append(text.t("plugins.signed_only"))
    body = compose(title(text, "plugins.title", view.mode), figures, notes, notice=notice)
    return Screen(body, _rows(view, text))


def render_plugin(view: PluginView, text: Text, *, notice: str = "") -> Screen:
    """What it says of itself, what it costs, what went wrong, and what it lives under."""
    plugin = view.plugin
    figures = [*_about(plugin, text), *_figures(plugin, text), *_limits(view.limits, text)]
    if view.agents:
        figures += pair(text.t("plugin.leads"), clip(", ".join(view.agents), 20))
    figures += _parameters(view, text)
    for each in plugin.troubles:
        figures += _trouble(each, view.utc_offset_min)
    notes = [clip(plugin.description, 300), text.t(f"plugin.about.{_means(plugin)}")]
    if plugin.reason and plugin.status not in ("active", "off"):
        notes.append(clip(plugin.reason, 300))
    header = title(text, "plugin.title", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _card_rows(view, text))


def _means(plugin: PluginState) -> str:
    is_shown = plugin.kind == "indicator" and plugin.status == "active"
    return "shown" if is_shown else plugin.status


def _row(plugin: PluginState, text: Text) -> list[str]:
    """`🟢 average 1.0.0`, and below it its calls and how long they take."""
    name = f"{SIGNS.get(plugin.status, '·')} {clip(plugin.id, 18)} {clip(plugin.version, 8)}"
    if plugin.status not in ("active", "repaints"):
        return pair(name, text.t(f"plugin.status.{plugin.status}"))
    rows = [name] if plugin.status == "active" else pair(name, text.t("plugin.status.repaints"))
    if not (plugin.calls or plugin.errors):
        return rows
    calls = f"   {text.t('plugin.calls')} {_calls(plugin)}"
    return [*rows, *pair(calls, f"p99 {_ms(plugin.p99_ms, text)}" if plugin.p99_ms else "")]


def _calls(plugin: PluginState) -> str:
    """`12 412 ❗3`: how often it was asked, and how often it failed."""
    errors = f" ❗{plugin.errors}" if plugin.errors else ""
    return f"{fmt.number(Decimal(plugin.calls), 0)}{errors}"


def _file(file: RefusedFile) -> list[str]:
    return [f"⛔ {clip(file.name, 31)}", clip(file.reason.removeprefix(f"{file.name}, "), 68)]


def _about(plugin: PluginState, text: Text) -> list[str]:
    status = f"{SIGNS.get(plugin.status, '·')} {text.t(f'plugin.status.{plugin.status}')}"
    rows = [clip(plugin.name, 34), *pair(status, f"v{clip(plugin.version, 10)}")]
    rows += pair(text.t(f"plugin.kind.{plugin.kind}"), clip(plugin.id, 20))
    if plugin.author:
        rows += pair(text.t("plugin.author"), clip(plugin.author, 20))
    origin = "market" if plugin.is_installed else "file"
    signed = text.t("plugin.signed" if plugin.is_signed else "plugin.unsigned")
    return [*rows, *pair(text.t(f"plugin.from.{origin}"), signed)]


def _figures(plugin: PluginState, text: Text) -> list[str]:
    if not (plugin.calls or plugin.errors):
        return []
    rows = pair(text.t("plugin.calls"), _calls(plugin))
    if plugin.kills:
        rows += pair(text.t("plugin.kills"), str(plugin.kills))
    if plugin.p99_ms:
        rows += pair(f"p50 {_ms(plugin.p50_ms, text)}", f"p99 {_ms(plugin.p99_ms, text)}")
    return rows


def _limits(limits: PluginLimits, text: Text) -> list[str]:
    call, load = _s(limits.call_s, text), _s(limits.load_s, text)
    rows = pair(text.t("plugin.limit.call"), call)
    rows += pair(text.t("plugin.limit.load"), load)
    memory = f"{limits.memory_mb}\u00a0{text.t('unit.mb')}"
    return [*rows, *pair(text.t("plugin.limit.memory"), memory)]


def _parameters(view: PluginView, text: Text) -> list[str]:
    first = (view.page - 1) * PARAMETERS_A_PAGE
    shown = view.plugin.parameters[first : first + PARAMETERS_A_PAGE]
    rows: list[str] = []
    for each in shown:
        rows += pair(f"· {clip(each.name, 16)}", _range(each, text))
        if each.description:
            rows.append(f"  {clip(each.description, 32)}")
    return rows


def _range(parameter: Parameter, text: Text) -> str:
    """`20 (2-200)`."""
    default = parameter.default
    if isinstance(default, bool):
        return text.t("on" if default else "off")
    if isinstance(default, str):
        return clip(default, 14)
    if parameter.low is None or parameter.high is None:
        return fmt.real(default)
    return f"{fmt.real(default)} ({fmt.real(parameter.low)}..{fmt.real(parameter.high)})"


def _trouble(trouble: PluginTrouble, utc_offset_min: int) -> list[str]:
    return [f"❗{fmt.short_clock(trouble.at_ns, utc_offset_min)} {clip(trouble.said, 94)}"]


def _ms(value: float, text: Text) -> str:
    digits = 0 if value >= 9.95 else 1
    return f"{fmt.number(Decimal(str(value)), digits)}\u00a0{text.t('unit.ms')}"


def _s(value: float, text: Text) -> str:
    return f"{fmt.plain(Decimal(str(value)), 1)}\u00a0{text.t('unit.s')}"


def _rows(view: PluginsView, text: Text) -> Rows:
    cards = [
        Button(f"{SIGNS.get(each.status, '·')} {clip(each.id, 18)}", build("plug:card", each.id))
        for each in view.plugins
    ]
    rows = list(in_rows(cards, 2))
    if view.pages > 1:
        rows.append(page_buttons("plug:list", view.page, view.pages))
    if view.access.allows(Access.OWNER):
        turned = "off" if view.allows_unsigned else "on"
        unsigned = button(text, f"plugins.unsigned_{turned}", "plug:unsigned", turned)
        rows.append((button(text, "plugins.shop", "shop:open", 1), unsigned))
    return *rows, (button(text, "back", "set:open"), home(text))


def _card_rows(view: PluginView, text: Text) -> Rows:
    plugin = view.plugin
    rows: list[tuple[Button, ...]] = []
    if view.pages > 1:
        rows.append(page_buttons("plug:card", view.page, view.pages, before=f"{plugin.id}."))
    if view.access.allows(Access.OWNER):
        rows += _of_owner(plugin, text)
    return *rows, (button(text, "back", "plug:list", 1), home(text))


def _of_owner(plugin: PluginState, text: Text) -> list[tuple[Button, ...]]:
    name = plugin.id
    if plugin.status == "off":
        first = [button(text, "plugin.on", "plug:on", name, "success")]
    else:
        first = [button(text, "plugin.reload", "plug:reload", name)]
        first.append(button(text, "plugin.off", "plug:off", name))
    rows = [tuple(first)]
    if plugin.status == "quarantined":
        rows.insert(0, (button(text, "plugin.release", "plug:release", name, "primary"),))
    if plugin.is_installed:
        update = button(text, "plugin.update", "shop:offer", name)
        rows.append((update, button(text, "plugin.remove", "plug:remove", name, "danger")))
    return rows
