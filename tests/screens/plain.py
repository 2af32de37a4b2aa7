"""A screen as plain text, for eyes and snapshots."""

from html import unescape
from re import sub

from bot.screen import Screen


def plain(screen: Screen) -> str:
    """Text with its marks, then one line for each row of buttons with what they carry."""
    text = sub(r"</?b>", "", screen.text).replace("<pre>", "").replace("</pre>", "")
    rows = ("  ".join(f"[{b.text}]{_style(b.style)} {b.data}" for b in row) for row in screen.rows)
    above = [f"(picture {screen.picture.key})"] if screen.picture is not None else []
    return "\n".join([*above, unescape(text), *rows])


def _style(style: str) -> str:
    return f"({style})" if style else ""
