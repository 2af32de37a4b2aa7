"""Telegram's HTML: a small subset, its own rules for references, its own refusals."""

import re
from dataclasses import dataclass

from demo.errors import cannot_parse
from demo.shapes import Entity
from demo.text import Formatted, units

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_ARGUMENTS = {"a": "href", "tg-emoji": "emoji-id", "code": "class", "span": "class"}
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_PLAIN = re.compile(rb"[^<&]+")
_NAME = re.compile(rb"[^\s>]*")
_ATTRIBUTE = re.compile(rb"[^\s=>]*")
_TOKEN = re.compile(rb"[0-9a-zA-Z.-]*")
_SPACE = re.compile(rb"\s*")
_LINK = re.compile(r"(?:https?|tg|ton|mailto|tel):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    argument: str
    offset: int
    entities_before: int


def parse_html(source: str) -> Formatted:
    """The text and entities of `source`, or the refusal Telegram would answer with."""
    return _Parser(source.encode()).run()


class _Parser:
    """One pass over UTF-8 bytes: refusals name byte offsets, entities UTF-16 ones."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._at = 0
        self._begin = 0
        self._text: list[str] = []
        self._offset = 0
        self._open: list[_Tag] = []
        self._entities: list[Entity] = []

    def run(self) -> Formatted:
        while self._at < len(self._source):
            self._begin = self._at
            match self._peek():
                case b"<":
                    self._tag()
                case b"&":
                    self._put(self._reference())
                case _:
                    self._put(self._take(_PLAIN).decode())
        if self._open:
            name = self._open[-1].name
            raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{name}"')
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        ordered = sorted(self._entities, key=lambda e: (e["offset"], -e["length"]))
        return Formatted("".join(self._text), tuple(ordered))

    def _peek(self) -> bytes:
        return self._source[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[bytes]) -> bytes:
        match = pattern.match(self._source, self._at)
        taken = match[0] if match else b""
        self._at += len(taken)
        return taken

    def _put(self, text: str) -> None:
        self._text.append(text)
        self._offset += units(text)

    def _reference(self) -> str:
        """A character reference; one Telegram does not know stays as it was written."""
        match = _REFERENCE.match(self._source, self._at)
        character = _referred(match) if match else ""
        if match is None or not character:
            self._at += 1
            return "&"
        self._at = match.end()
        return character

    def _tag(self) -> None:
        self._at += 1
        if self._peek() == b"/":
            self._at += 1
            self._end_tag()
        else:
            self._start_tag()

    def _start_tag(self) -> None:
        name = self._take(_NAME).decode().lower()
        if not self._peek():
            raise self._refusal("Unclosed start tag")
        if name not in _TYPES:
            raise self._refusal(f'Unsupported start tag "{name}"')
        argument = self._attributes(name)
        if name == "span" and argument != "tg-spoiler":
            raise self._refusal('Tag "span" must have class "tg-spoiler"')
        self._open.append(_Tag(name, argument, self._offset, len(self._entities)))

    def _attributes(self, tag: str) -> str:
        argument = ""
        while True:
            self._take(_SPACE)
            if self._peek() == b">":
                self._at += 1
                return argument
            attribute, value = self._attribute(tag)
            if attribute == _ARGUMENTS.get(tag):
                argument = value
            elif (tag, attribute) == ("blockquote", "expandable"):
                argument = attribute

    def _attribute(self, tag: str) -> tuple[str, str]:
        attribute = self._take(_ATTRIBUTE).decode()
        if not attribute:
            raise self._refusal(f'Empty attribute name in the tag "{tag}"')
        self._take(_SPACE)
        if self._peek() == b"=":
            self._at += 1
            self._take(_SPACE)
            value = self._string() if self._peek() in (b'"', b"'") else self._token()
        else:
            value = ""
        if not self._peek():
            raise self._refusal("Unclosed start tag")
        return attribute, value

    def _token(self) -> str:
        begin = self._at
        token = self._take(_TOKEN).decode().lower()
        if self._peek() not in (b"", b">") and not self._peek().isspace():
            raise cannot_parse(f"Unexpected end of name token at byte offset {begin}")
        return token

    def _string(self) -> str:
        quote = self._peek()
        body = re.compile(rb"[^&" + quote + rb"]+")
        self._at += 1
        parts = []
        while self._peek() not in (b"", quote):
            is_reference = self._peek() == b"&"
            parts.append(self._reference() if is_reference else self._take(body).decode())
        self._at += len(self._peek())
        return "".join(parts)

    def _end_tag(self) -> None:
        if not self._open:
            raise self._refusal("Unexpected end tag")
        found = self._take(_NAME).decode()
        self._take(_SPACE)
        if self._peek() != b">":
            raise self._refusal("Unclosed end tag")
        self._at += 1
        tag = self._open.pop()
        if found and found != tag.name:
            expected = f'expected "</{tag.name}>", found "</{found}>"'
            raise cannot_parse(f"Unmatched end tag at byte offset {self._begin}, {expected}")
        if self._offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        entity: Entity = {
            "type": _TYPES[tag.name],
            "offset": tag.offset,
            "length": self._offset - tag.offset,
        }
        match tag.name:
            case "a":
                if (url := _link(tag.argument)) is None:
                    return
                entity["url"] = url
            case "tg-emoji":
                if not tag.argument.isdecimal() or int(tag.argument) >= 2**63:
                    raise cannot_parse("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = tag.argument
            case "blockquote" if tag.argument:
                entity["type"] = "expandable_blockquote"
            case "code" if tag.argument.startswith("language-"):
                entity["language"] = tag.argument.removeprefix("language-")
            case "pre":
                entity |= self._inner_language(entity, tag)
        self._entities.append(entity)

    def _inner_language(self, pre: Entity, tag: _Tag) -> Entity:
        """`<pre><code class="language-x">` is one block of code in the language x."""
        inner = self._entities[tag.entities_before :]
        del self._entities[tag.entities_before :]
        for entity in inner:
            if entity["type"] == "code" and entity["length"] == pre["length"]:
                return {**pre, "language": entity["language"]} if "language" in entity else pre
        return pre

    def _refusal(self, reason: str) -> Exception:
        return cannot_parse(f"{reason} at byte offset {self._begin}")


def _referred(match: re.Match[bytes]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal is not None else int(decimal)
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x10FFFF else ""


def _link(target: str) -> str | None:
    """The address as Telegram keeps it; a wrong one is dropped and leaves plain text."""
    if _LINK.match(target):
        return target
    return f"http://{target}" if "." in target and ":" not in target else None
