"""What a chat shows: a text, perhaps over it a picture, and the buttons under it. Two equal screens
send nothing."""

import re
from html import unescape
from typing import Literal

from core.pictures import Picture
from core.values import Frozen, replace

Style = Literal["", "primary", "success", "danger"]
"""Colour of a button; a client that knows none shows a plain one."""


class Button(Frozen, frozen=True):
    """`data` is callback data made by `bot.callbacks.build`."""

    text: str
    data: str
    style: Style = ""


MOST_CAPTION = 1024
_TAG = re.compile(r"<[^>]*>")
Rows = tuple[tuple[Button, ...], ...]


class Screen(Frozen, frozen=True):
    """`text` is HTML as Telegram understands it, complete and escaped; under a picture it is the
    caption. `unpictured` is the line that says so where the picture cannot be sent."""

    text: str
    rows: Rows = ()
    picture: Picture | None = None
    unpictured: str = ""

    @property
    def fits_caption(self) -> bool:
        """Whether what is read of the text may stand under a picture."""
        read = unescape(_TAG.sub("", self.text))
        return len(read.encode("utf-16-le")) // 2 <= MOST_CAPTION

    def without_picture(self) -> "Screen":
        """The same as a text, and why."""
        text = f"{self.text}\n{self.unpictured}" if self.unpictured else self.text
        return replace(self, text=text, picture=None, unpictured="")


class Document(Frozen, frozen=True):
    """A file for the chat; `caption` is HTML."""

    name: str
    content: bytes
    caption: str = ""
