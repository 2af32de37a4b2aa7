"""Rows of monospace cells: how wide a text is, and how it is fitted into a phone's 34."""

import unicodedata
from collections.abc import Iterable
from functools import cache

ROW = 34
SHARE = 9
"""How wide the column of percentages is."""
NBSP = "\u00a0"
_EMOJI_SIGN = "\ufe0f"
_EMOJI = ((0x23E9, 0x23F3), (0x23F8, 0x23FA), (0x1F000, 0x1FAFF))


def width(text: str) -> int:
    """Cells of a terminal: an emoji or a wide letter takes two, a combining mark none."""
    if text.isascii():
        return len(text)
    cells = 0
    for index, char in enumerate(text):
        wide = _is_wide(char) or text[index + 1 : index + 2] == _EMOJI_SIGN
        cells += 0 if _is_joined(char) else 1 + wide
    return cells


@cache
def _is_wide(char: str) -> bool:
    code = ord(char)
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return True
    return any(low <= code <= high for low, high in _EMOJI)


@cache
def _is_joined(char: str) -> bool:
    return char == _EMOJI_SIGN or unicodedata.category(char) in ("Mn", "Me", "Cf")


def clip(text: str, cells: int = ROW) -> str:
    """One clean line of foreign text, cut with an ellipsis where it is too wide."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if width(line) <= cells:
        return line
    while line and width(line) > cells - 1:
        line = line[:-1]
    return line.rstrip() + "…"


def pair(left: str, right: str, cells: int = ROW) -> list[str]:
    """Left and right in one row, or the right below the left when both do not fit."""
    gap = cells - width(left) - width(right)
    if gap >= 1:
        return [left + " " * gap + right]
    return [*wrap(left, cells), *wrap(right, cells)]


def columns(rows: Iterable[tuple[str, str, str]]) -> list[str]:
    """Label, amount and share, one below the other; where no row has a share, without its
    column."""
    told = list(rows)
    is_shared = any(share for _, _, share in told)
    return [
        line
        for label, amount, share in told
        for line in pair(label, f"{amount}{share:>{SHARE}}" if is_shared else amount)
    ]


def wrap(text: str, cells: int = ROW) -> list[str]:
    """A text broken between words (spaces that break: NBSP does not), never wider than `cells`."""
    rows: list[str] = []
    for word in text.split(" "):
        if rows and width(rows[-1]) + 1 + width(word) <= cells:
            rows[-1] += " " + word
        else:
            rows.extend(_chop(word, cells))
    return [row for row in rows if row.strip()]


def _chop(word: str, cells: int) -> Iterable[str]:
    while width(word) > cells:
        end = cells
        while width(word[:end]) > cells:
            end -= 1
        yield word[:end]
        word = word[end:]
    yield word
