"""What a chat shows: a text and the buttons under it. Two equal screens send nothing."""

from dataclasses import dataclass
from typing import Literal

Style = Literal["", "primary", "success", "danger"]
"""Colour of a button; a client that knows none shows a plain one."""


@dataclass(frozen=True, slots=True)
class Button:
    """`data` is callback data made by `bot.callbacks.build`."""

    text: str
    data: str
    style: Style = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """`text` is HTML as Telegram understands it, complete and escaped."""

    text: str
    rows: Rows = ()
