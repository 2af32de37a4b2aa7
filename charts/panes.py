"""A pane of bars: where each bar stands, the axis of prices at the right, that of times below."""

from collections.abc import Sequence

from charts.canvas import Box, Canvas, Point
from charts.frame import LABEL
from charts.palette import Colour
from charts.scale import Scale, amount, is_number, round_levels, time_label, time_marks
from core.pictures import Frame
from core.values import Frozen

PRICES, TIMES = 7, 5
"""At most so many labels on an axis."""
BELOW = 48
"""Room for the times."""


class Columns(Frozen, frozen=True):
    """Bars side by side."""

    left: int
    width: int
    count: int

    @property
    def slot(self) -> float:
        return self.width / self.count

    def x(self, index: int) -> int:
        """The middle of a bar."""
        return self.left + int((index + 0.5) * self.slot)

    @property
    def half(self) -> int:
        """Of a body's width, without its middle."""
        return min(int(self.slot * 0.36), 14)


class Pane(Frozen, frozen=True):
    """`right` is where the axis ends; prices have `digits` decimals."""

    box: Box
    scale: Scale
    columns: Columns
    right: int
    digits: int

    def points(self, values: Sequence[float]) -> list[list[Point]]:
        """The runs of values without a hole."""
        runs: list[list[Point]] = [[]]
        for index, value in enumerate(values):
            if is_number(value):
                runs[-1].append((self.columns.x(index), self.scale.y(value)))
            elif runs[-1]:
                runs.append([])
        return runs


class Tag(Frozen, frozen=True):
    """A value marked on the axis; `label` stands at the other end of its line."""

    value: float
    text: str
    colour: Colour
    label: str = ""


def price_grid(canvas: Canvas, pane: Pane, tags: Sequence[Tag]) -> None:
    """Lines at round prices; the labels leave room for the tags."""
    levels, _ = round_levels(pane.scale, PRICES)
    taken = tag_rows(canvas, pane, tags)
    for level in levels:
        y = round(pane.scale.y(level))
        canvas.line((pane.box.left, y), (pane.box.right, y), canvas.palette.grid)
        if all(abs(y - other) > LABEL * 1.25 for other in taken):
            at = (pane.right, y)
            text = amount(level, pane.digits)
            canvas.text(at, text, LABEL, canvas.palette.label, anchor="rm")


def price_tags(canvas: Canvas, pane: Pane, tags: Sequence[Tag]) -> None:
    """Beside each other where they would cover each other."""
    for tag, y in zip(tags, tag_rows(canvas, pane, tags), strict=True):
        canvas.tag((pane.right, y), tag.text, LABEL, tag.colour, anchor="rm")
        if tag.label:
            canvas.tag((pane.box.left, y), tag.label, LABEL - 4, tag.colour)


def tag_rows(canvas: Canvas, pane: Pane, tags: Sequence[Tag]) -> list[int]:
    """Rows for the tags, pushed apart from the top down, then back up at the bottom."""
    room = canvas.tag_size("0", LABEL)[1] + 2
    top, bottom = pane.box.top + room // 2, pane.box.bottom - room // 2
    order = sorted(range(len(tags)), key=lambda i: -tags[i].value)
    rows = [min(max(round(pane.scale.y(tags[i].value)), top), bottom) for i in order]
    for n in range(1, len(rows)):
        rows[n] = max(rows[n], rows[n - 1] + room)
    limit = bottom
    for n in reversed(range(len(rows))):
        rows[n] = min(rows[n], limit)
        limit = rows[n] - room
    placed = dict(zip(order, rows, strict=True))
    return [placed[i] for i in range(len(tags))]


def time_axis(
    canvas: Canvas, boxes: Sequence[Box], xs: Sequence[int], times: Sequence[int], frame: Frame
) -> None:
    """Lines and labels where steps of the reader's clock begin, over all panes. Labels that would
    touch are left out."""
    begins, step = time_marks(times, TIMES, frame.utc_offset_min)
    bottom, free_from = boxes[-1].bottom, boxes[0].left
    for index in begins:
        x = xs[index]
        text = time_label(times[index], step, frame.utc_offset_min, frame.words)
        half = canvas.width_of(text, LABEL) // 2
        for box in boxes:
            canvas.line((x, box.top), (x, box.bottom), canvas.palette.grid)
        if x - half < free_from or x + half > canvas.box.right:
            continue
        canvas.text((x, bottom + 36), text, LABEL, canvas.palette.label, anchor="ms")
        free_from = x + half + LABEL
