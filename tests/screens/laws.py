"""What holds for every screen, whatever it shows."""

import re
from html import unescape
from html.parser import HTMLParser

from bot.callbacks import MAX_BYTES, parse
from bot.cells import ROW, width
from bot.screen import Screen

MAX_TEXT = 4096
MAX_LABEL = 40
_NOISE = re.compile(r"\d\.\d{9,}|\d[eE][+-]\d|(?<![\d.])[+-]0\.0+(?![\d])")
_NO_WORD = re.compile(r"\b(?:None|nan|NaN|Infinity|Decimal)\b")
_ALLOWED_TAGS = {"b", "pre"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _ALLOWED_TAGS, tag
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def figures(screen: Screen) -> list[str]:
    """The rows of monospace cells."""
    found = re.findall(r"<pre>(.*?)</pre>", screen.text, re.DOTALL)
    return [row for block in found for row in unescape(block).split("\n")]


def check(screen: Screen) -> None:
    """Fits a phone and Telegram, is well-formed, and says nothing that is no word or number."""
    assert 0 < len(screen.text) <= MAX_TEXT
    assert screen.picture is None or screen.fits_caption
    for row in figures(screen):
        assert width(row) <= ROW, row
        assert row.strip(), "an empty row"
        assert row == row.rstrip(), repr(row)
    _check_words(screen)
    _check_html(screen.text)
    _check_buttons(screen)


def _check_words(screen: Screen) -> None:
    shown = unescape(screen.text) + " ".join(b.text for row in screen.rows for b in row)
    for sign in ("{", "}", "\u2212"):
        assert sign not in shown, sign
    assert not (word := _NO_WORD.search(shown)), word
    assert not (found := _NOISE.search(shown)), found


def _check_html(text: str) -> None:
    tags = _Tags()
    tags.feed(text)
    tags.close()
    assert not tags.open


def _check_buttons(screen: Screen) -> None:
    for row in screen.rows:
        assert 1 <= len(row) <= 8
        for button in row:
            assert len(button.data.encode()) <= MAX_BYTES
            assert parse(button.data) is not None, button.data
            assert 0 < len(button.text) <= MAX_LABEL, button.text
    data = [button.data for row in screen.rows for button in row]
    captions = [button.text for row in screen.rows for button in row]
    assert len(set(zip(data, captions, strict=True))) == len(data), "one button twice"
