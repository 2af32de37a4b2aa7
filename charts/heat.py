"""A map of values by row and column: good ones and bad ones in the colours of up and down."""

from charts.canvas import Box, Canvas
from charts.fonts import Fonts
from charts.frame import LABEL, framed, nothing
from charts.palette import Colour, mixed
from charts.scale import amount, is_number
from core.pictures import HeatSpec

GAP = 4
MOST_COLUMNS, MOST_ROWS = 24, 24
FAINTEST, STRONGEST = 0.10, 0.85


def draw_heat(spec: HeatSpec, fonts: Fonts) -> bytes:
    canvas, room = framed(spec.frame, fonts)
    columns, rows = spec.columns[:MOST_COLUMNS], spec.rows[:MOST_ROWS]
    shown = [value for line in spec.values for value in line if is_number(value)]
    if not shown or not columns or not rows:
        nothing(canvas, room, spec.frame)
        return canvas.png()
    most = max(map(abs, shown)) or 1.0
    label = min(max(canvas.width_of(row, LABEL) for row in rows) + 20, room.width // 3)
    grid = Box(room.left + label, room.top + 44, room.right, room.bottom)
    for number, name in enumerate(columns):
        cell = _cell(grid, number, 0, len(columns), len(rows))
        at = ((cell.left + cell.right) / 2, room.top + 34)
        canvas.text(at, name, LABEL, canvas.palette.label, anchor="ms", room=cell.width)
    for line, name in enumerate(rows):
        cell = _cell(grid, 0, line, len(columns), len(rows))
        left = (room.left, (cell.top + cell.bottom) / 2)
        canvas.text(left, name, LABEL, canvas.palette.label, anchor="lm", room=label - 12)
        for number, value in enumerate((*spec.values, ())[min(line, len(spec.values))]):
            if number < len(columns):
                cell = _cell(grid, number, line, len(columns), len(rows))
                _value(canvas, cell, value, most, spec.digits)
    return canvas.png()


def _cell(grid: Box, column: int, row: int, columns: int, rows: int) -> Box:
    return Box(
        grid.left + grid.width * column // columns,
        grid.top + grid.height * row // rows,
        grid.left + grid.width * (column + 1) // columns - GAP,
        grid.top + grid.height * (row + 1) // rows - GAP,
    )


def _value(canvas: Canvas, cell: Box, value: float, most: float, digits: int) -> None:
    """Its number where it fits."""
    ground = _shade(canvas, value, most)
    canvas.fill(cell, ground)
    text = amount(value, digits, is_signed=True)
    if is_number(value) and canvas.width_of(text, LABEL) <= cell.width and cell.height >= LABEL:
        at = ((cell.left + cell.right) / 2, (cell.top + cell.bottom) / 2)
        canvas.text(at, text, LABEL, canvas.palette.on(ground), anchor="mm")


def _shade(canvas: Canvas, value: float, most: float) -> Colour:
    palette = canvas.palette
    if not is_number(value):
        return palette.raised
    strength = FAINTEST + (STRONGEST - FAINTEST) * min(abs(value) / most, 1.0)
    return mixed(palette.up if value >= 0 else palette.down, palette.raised, strength)
