"""Every state of the plugin screens."""

from bot.locales import Text
from bot.render.alert import render_alert
from bot.render.confirm import render_confirm
from bot.render.notice import input_error
from bot.render.plugin_market import render_offers, render_package
from bot.render.plugins import render_plugin, render_plugins
from bot.screen import Screen
from core.errors import InputError
from core.events import Fault
from core.types import Mode
from core.values import replace
from tests.screens import plugin_samples as p
from tests.screens import samples as s

WRONG = InputError("", code="plugin", why="broken.py, line 3: invalid syntax")
CODES = ("refused", "quarantined", "ahead", "gone", "kept", "removed", "trouble")


def plugin_screens(text: Text) -> dict[str, dict[str, Screen]]:
    """By file of snapshots, then by state."""
    return {
        "plugins": {
            **{name: render_plugins(view, text) for name, view in p.LISTS.items()},
            **{f"card, {name}": render_plugin(view, text) for name, view in p.CARDS.items()},
            "reloaded": render_plugin(p.CARD, text, notice=text.t("toast.plugin_reloaded")),
            "not reloaded": render_plugin(p.CARD, text, notice=input_error(WRONG, text)),
        },
        "marketplace": {
            **{name: render_offers(view, text) for name, view in p.SHOPS.items()},
            "asked for a word": render_offers(p.SHOP, text, is_seeking=True),
            **{f"offer, {name}": render_package(view, text) for name, view in p.PACKAGES.items()},
            **_questions(text),
        },
        "plugin_alert": {code: _alert(code, text) for code in CODES},
    }


def _questions(text: Text) -> dict[str, Screen]:
    asked = replace(s.CONFIRMS["kill"], positions=0, result=None, about="average 1.1.0")
    return {
        "asked to install": render_confirm(
            replace(asked, what="install", may=("network", "files")), text
        ),
        "asked to install what reaches nowhere": render_confirm(
            replace(asked, what="install"), text
        ),
        "asked to remove": render_confirm(replace(asked, what="uninstall"), text),
        "asked to allow unsigned": render_confirm(replace(asked, what="unsigned", about=""), text),
    }


def _alert(code: str, text: Text) -> Screen:
    detail = "Plugin average is quarantined: its worker was ended 3 times within 10 minutes"
    fault = Fault(at_ns=s.NOW, where=f"plugin_{code}", detail=detail)
    shown = render_alert("fault", fault, text, Mode.PAPER)
    assert shown is not None
    return shown
