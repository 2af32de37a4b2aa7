"""What can be asked of the bot; a command is tapped, not typed."""

from bot.locales import Text
from bot.render.page import button, compose, home, may_trade, title
from bot.screen import Screen
from core.types import Access, Mode

EVERYONE = (
    "start",
    "menu",
    "auto",
    "risk",
    "journal",
    "stats",
    "settings",
    "status",
    "market",
    "watch",
    "portfolio",
    "monitor",
    "agents",
    "orders",
    "positions",
    "system",
    "help",
)
TRADERS = ("long", "short", "cancel", "forceexit", "stop", "kill")


def render_help(mode: Mode, text: Text, *, access: Access = Access.OWNER) -> Screen:
    commands = EVERYONE + TRADERS if may_trade(access) else EVERYONE
    notes = [text.t("help.about"), *(f"/{name} {text.t(f'help.{name}')}" for name in commands)]
    notes.append(text.t("help.typed"))
    rows = ((button(text, "auto", "auto:open", style="primary"), home(text)),)
    return Screen(compose(title(text, "help.title", mode), notes=notes), rows)
