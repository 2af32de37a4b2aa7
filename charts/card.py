"""A closed trade as a card to show to others."""

from collections.abc import Sequence

from charts.canvas import Box, Canvas
from charts.fonts import Fonts
from charts.frame import MARGIN, framed
from charts.palette import Colour
from charts.scale import is_number, scale_of
from core.pictures import CardSpec

SHARE, RESULT, LABEL, VALUE = 132, 54, 32, 42
FACTS_TOP, FACT_ROW, FACTS = 404, 106, 6
BRAND = "Dzentra"


def draw_card(spec: CardSpec, fonts: Fonts) -> bytes:
    canvas, room = framed(spec.frame, fonts)
    tone = canvas.palette.tone(spec.frame.tone)
    size = SHARE
    while size > 60 and canvas.width_of(spec.share, size, is_bold=True) > room.width:
        size -= 8
    canvas.text((room.left, 258), spec.share, size, tone, is_bold=True, room=room.width)
    canvas.text((room.left, 338), spec.result, RESULT, tone, is_bold=True, room=room.width)
    facts = spec.facts[:FACTS]
    bottom = _facts(canvas, room, facts)
    path = [price for price in spec.path if is_number(price)]
    if len(path) > 1:
        _path(canvas, Box(room.left, bottom + 10, room.right, room.bottom - 70), spec, path, tone)
    canvas.fill(Box(room.left, room.bottom - 46, room.right, room.bottom - 44), canvas.palette.grid)
    foot, note = (room.left, room.bottom - 2), spec.frame.words.of("brand")
    taken = canvas.text(foot, BRAND, LABEL, canvas.palette.text, is_bold=True)
    # Not at the right: there a chat writes the time.
    at, left = (room.left + taken + 16, foot[1]), room.width - taken - 240
    canvas.text(at, note, LABEL, canvas.palette.label, room=left)
    return canvas.png()


def _facts(canvas: Canvas, room: Box, facts: Sequence[tuple[str, str]]) -> int:
    """Three to a row: what it is, and below its value; answers where they end."""
    wide = room.width // 3
    for number, (label, value) in enumerate(facts):
        x, y = room.left + number % 3 * wide, FACTS_TOP + number // 3 * FACT_ROW
        canvas.text((x, y), label, LABEL, canvas.palette.label, room=wide - 16)
        at = (x, y + 46)
        canvas.text(at, value, VALUE, canvas.palette.text, is_bold=True, room=wide - 16)
    return FACTS_TOP + -(-len(facts) // 3) * FACT_ROW - 30


def _path(canvas: Canvas, box: Box, spec: CardSpec, path: Sequence[float], tone: Colour) -> None:
    """The way of the price, from where the trade began to where it ended."""
    if box.height < 60:
        return
    palette, room = canvas.palette, Box(box.left, box.top, box.right, box.bottom)
    ends = [price for price in (spec.entry, spec.exit) if is_number(price)]
    scale = scale_of([*path, *ends], room.top + 14, room.bottom - 14)
    step = (room.width - MARGIN) / (len(path) - 1)
    points = [(room.left + 16 + n * step, scale.y(price)) for n, price in enumerate(path)]
    if is_number(spec.entry):
        y = round(scale.y(spec.entry))
        canvas.dashes(y, room.left, room.right, palette.quiet, on=5, off=7)
    canvas.area(points, room.bottom, tone, room, 0.4)
    canvas.curve(points, tone, 5, room)
    for at in (points[0], points[-1]):
        canvas.disc(at, 11, tone, edge=palette.text)
