"""How a screen is put together: header, figures in cells, sentences, and the buttons all share."""

from collections.abc import Iterable, Sequence
from html import escape

from bot.callbacks import build
from bot.cells import clip, wrap
from bot.locales import Text
from bot.screen import Button, Style
from core.types import Access, Mode

CHECK = "✓"


def compose(
    header: str, figures: Iterable[str] = (), notes: Iterable[str] = (), *, notice: str = ""
) -> str:
    """The HTML of a screen, escaped; figures are wrapped to a phone's 34 cells, sentences are
    left to the phone."""
    parts = [f"<b>{escape(header, quote=False)}</b>"]
    if rows := _rows(figures):
        parts.append(f"<pre>{rows}</pre>")
    parts.extend(escape(note, quote=False) for note in (*notes, notice) if note)
    return "\n".join(parts)


def _rows(lines: Iterable[str]) -> str:
    rows = (row.rstrip() for line in lines for row in wrap(line))
    return "\n".join(escape(row, quote=False) for row in rows)


def title(text: Text, key: str, mode: Mode) -> str:
    """`🛡 Risk · 🧪 PAPER`."""
    return f"{text.t(key)} · {badge(mode, text)}"


def badge(mode: Mode, text: Text) -> str:
    """Paper or real money, on every trading screen."""
    return text.t(f"mode.{mode.value}")


def button(
    text: Text,
    caption: str,
    prefix: str,
    arg: str | int = "",
    style: Style = "",
    *,
    agent: str = "",
) -> Button:
    """A button whose caption is a phrase of the language; `agent` is whom it acts on."""
    return Button(text.t(f"button.{caption}"), build(prefix, arg, agent), style)


def choice_button(
    label: str, prefix: str, arg: str | int, *, is_chosen: bool, agent: str = ""
) -> Button:
    """One of several values, the current one checked."""
    shown = clip(label, 22)
    return Button(f"{CHECK} {shown}" if is_chosen else shown, build(prefix, arg, agent))


def assigned(setting: str, value: str) -> str:
    """`setting=value` as callback data carries it, without spaces."""
    return f"{setting}={''.join(value.split())}"


def home(text: Text) -> Button:
    return button(text, "menu", "menu:open")


def in_rows(buttons: Sequence[Button], each: int) -> tuple[tuple[Button, ...], ...]:
    """Buttons laid out `each` to a row."""
    return tuple(tuple(buttons[i : i + each]) for i in range(0, len(buttons), each))


def may_trade(access: Access) -> bool:
    return access.allows(Access.TRADER)


def page_buttons(prefix: str, page: int, pages: int, *, before: str = "") -> tuple[Button, ...]:
    """The way through a list; beyond its ends it goes on at the other one."""
    earlier, later = page - 1 or pages, page % pages + 1
    return (
        Button("◀️", build(prefix, f"{before}{earlier}")),
        Button(f"{page}/{pages}", build(prefix, f"{before}{page}")),
        Button("▶️", build(prefix, f"{before}{later}")),
    )
