"""What can be asked of the bot; a command is tapped, not typed."""

from collections.abc import Sequence

from bot.locales import Text
from bot.render.page import button, compose, home, title
from bot.screen import Screen
from core.types import Mode


def render_help(mode: Mode, text: Text, commands: Sequence[str]) -> Screen:
    """`commands` are those that the reader may use."""
    notes = [
        text.t("help.about"),
        *(f"/{name} {text.name('help', name)}" for name in commands),
        text.t("help.typed"),
    ]
    rows = ((button(text, "auto", "auto:open", style="primary"), home(text)),)
    return Screen(compose(title(text, "help.title", mode), notes=notes), rows)
