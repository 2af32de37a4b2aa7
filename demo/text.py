"""Text with entities: UTF-16 offsets, trimming, what Telegram finds by itself, limits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from demo.errors import bad_request
from demo.shapes import Entity

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_VERBATIM = frozenset({"code", "pre"})
_OPAQUE = frozenset({"code", "pre", "text_link"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)'\]])|(?<![\w/<>])(?P<bot_command>/[A-Za-z]\w{0,31})(?![\w/<>])"
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and what is marked in it."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """The length in UTF-16 code units, the measure of every Telegram limit and offset."""
    return len(text) + sum(character > "\uffff" for character in text)


def finish(formatted: Formatted) -> Formatted:
    """What Telegram makes of a parsed text: code kept pure, blank ends cut, links found."""
    trimmed = _trim(Formatted(formatted.text, tuple(_purify(formatted.entities))))
    found = [entity for entity in _find(trimmed.text) if not _covered(entity, trimmed.entities)]
    return Formatted(trimmed.text, tuple(_ordered([*trimmed.entities, *found])))


def checked(formatted: Formatted, *, caption: bool = False) -> Formatted:
    """The finished text, or the refusal of an empty or too long one."""
    done = finish(formatted)
    if not done.text and not caption:
        raise bad_request("text must be non-empty")
    if units(done.text) > (CAPTION_LIMIT if caption else TEXT_LIMIT):
        raise bad_request("message caption is too long" if caption else "message is too long")
    return done


def _ordered(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _end(entity: Entity) -> int:
    return entity["offset"] + entity["length"]


def _span(entity: Entity, begin: int, end: int) -> Entity:
    return {**entity, "offset": begin, "length": end - begin}


def _purify(entities: tuple[Entity, ...]) -> Iterator[Entity]:
    """Code holds no other entity: those inside it vanish, those around it are split."""
    walls = [entity for entity in entities if entity["type"] in _VERBATIM]
    for entity in entities:
        if entity["type"] in _VERBATIM:
            if not any(entity is not wall and _inside(entity, wall) for wall in walls):
                yield entity
        elif entity["type"] in _QUOTES:
            yield entity
        else:
            yield from _split(entity, walls)


def _inside(entity: Entity, wall: Entity) -> bool:
    within = wall["offset"] <= entity["offset"] and _end(entity) <= _end(wall)
    return within and entity["length"] < wall["length"]


def _split(entity: Entity, walls: list[Entity]) -> Iterator[Entity]:
    begin, end = entity["offset"], _end(entity)
    for wall in _ordered(walls):
        if _end(wall) <= begin or wall["offset"] >= end:
            continue
        if wall["offset"] > begin:
            yield _span(entity, begin, wall["offset"])
        begin = max(begin, _end(wall))
    if begin < end:
        yield _span(entity, begin, end)


def _trim(formatted: Formatted) -> Formatted:
    """Cut the blank ends; blanks that code begins with stay."""
    text = formatted.text.rstrip()
    verbatim = [e["offset"] for e in formatted.entities if e["type"] in _VERBATIM]
    blank = len(text) - len(text.lstrip())
    cut = min([blank, *verbatim])
    text = text[cut:]
    last = units(text)
    kept = []
    for entity in formatted.entities:
        begin, end = max(entity["offset"] - cut, 0), min(_end(entity) - cut, last)
        if begin < end:
            kept.append(_span(entity, begin, end))
    return Formatted(text, tuple(kept))


def _find(text: str) -> Iterator[Entity]:
    for match in _FOUND.finditer(text):
        kind = match.lastgroup or "url"
        yield {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}


def _covered(entity: Entity, entities: tuple[Entity, ...]) -> bool:
    return any(
        other["type"] in _OPAQUE
        and other["offset"] < _end(entity)
        and entity["offset"] < _end(other)
        for other in entities
    )
