"""What is around every picture: title, badge, the figure that matters, and the room left."""

from charts.canvas import Box, Canvas
from charts.fonts import Fonts
from charts.palette import PALETTES
from core.pictures import Frame

MARGIN = 32
TITLE, FIGURE, LABEL = 48, 48, 32
HEADER = 116
LEAST_WIDTH, LEAST_HEIGHT, MOST_SIDE = 480, 360, 2400


def framed(frame: Frame, fonts: Fonts) -> tuple[Canvas, Box]:
    """A canvas with its header, and where the rest goes. Sizes are held within reason."""
    width = min(max(frame.width, LEAST_WIDTH), MOST_SIDE)
    height = min(max(frame.height, LEAST_HEIGHT), MOST_SIDE)
    canvas = Canvas(width, height, PALETTES[frame.theme], fonts)
    _header(canvas, frame)
    return canvas, Box(MARGIN, HEADER, width - MARGIN, height - MARGIN)


def nothing(canvas: Canvas, room: Box, frame: Frame) -> None:
    """Says that there is nothing to show."""
    middle = ((room.left + room.right) // 2, (room.top + room.bottom) // 2)
    word = frame.words.of("nothing")
    canvas.text(middle, word, TITLE, canvas.palette.label, anchor="mm", room=room.width)


def _header(canvas: Canvas, frame: Frame) -> None:
    """Title and figure on the first line, what explains them on the second."""
    palette, room = canvas.palette, canvas.box.width - 2 * MARGIN
    right = canvas.box.right - MARGIN
    shown = canvas.cut(frame.figure, FIGURE, room // 2, is_bold=True)
    taken = canvas.text(
        (right, 64), shown, FIGURE, palette.tone(frame.tone), anchor="rs", is_bold=True
    )
    left = room - taken - MARGIN
    canvas.text((MARGIN, 64), frame.title, TITLE, palette.text, is_bold=True, room=left)
    badge = canvas.tag_size(frame.badge, LABEL - 4)[0] + 16 if frame.badge else 0
    if frame.badge:
        canvas.tag((right, 92), frame.badge, LABEL - 4, palette.raised, anchor="rm")
    canvas.text((MARGIN, 102), frame.subtitle, LABEL, palette.label, room=room - badge)
