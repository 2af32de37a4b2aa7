"""Each layer of a picture of candles, drawn on its pane."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from charts.canvas import Box, Canvas, Point
from charts.frame import LABEL
from charts.palette import mixed
from charts.panes import Columns, Pane
from charts.scale import Scale, is_number, scale_of
from core.pictures import Bar, Gauge, LevelKind, Levels, Line, Mark, MarkKind, Marks, Trip

VOLUME_SHARE = 0.16
"""Of the pane's height, at its bottom."""
SIGNAL, ENTRY = 6, 15
ABOVE = (MarkKind.SHORT, MarkKind.SELL)
BELOW = (MarkKind.LONG, MarkKind.BUY)
LEGEND = 36
STEP = 30
"""From one mark of a bar to the next."""
MOST_BESIDE = 3
"""Marks above or below one bar; the first ones count."""


def draw_bars(canvas: Canvas, pane: Pane, bars: Sequence[Bar]) -> None:
    """Wicks and bodies; a body is at least a pixel high."""
    half, y = pane.columns.half, pane.scale.y
    for index, bar in enumerate(bars):
        x = pane.columns.x(index)
        colour = canvas.palette.up if bar.close >= bar.open else canvas.palette.down
        top, bottom = round(y(max(bar.open, bar.close))), round(y(min(bar.open, bar.close)))
        canvas.fill(Box(x, round(y(bar.high)), x + 1 + (half > 5), round(y(bar.low)) + 1), colour)
        canvas.fill(Box(x - half, top, x + half + 1, bottom + 1), colour)


def draw_volume(canvas: Canvas, pane: Pane, bars: Sequence[Bar]) -> None:
    """Pale, behind the candles; a volume that is no number has no bar."""
    volumes = [bar.volume if is_number(bar.volume) and bar.volume > 0 else 0.0 for bar in bars]
    most = max(volumes)
    if not most:
        return
    palette, half = canvas.palette, pane.columns.half
    up, down = (mixed(colour, palette.back, 0.28) for colour in (palette.up, palette.down))
    for index, (bar, volume) in enumerate(zip(bars, volumes, strict=True)):
        x = pane.columns.x(index)
        top = pane.box.bottom - round(volume / most * pane.box.height * VOLUME_SHARE)
        shade = up if bar.close >= bar.open else down
        canvas.fill(Box(x - half, top, x + half + 1, pane.box.bottom), shade)


def draw_lines(canvas: Canvas, pane: Pane, lines: Sequence[Line]) -> None:
    """Smooth, each in a colour of its own; a legend above the pane."""
    palette, x, y = canvas.palette, pane.box.left, pane.box.top - LEGEND // 2
    for number, line in enumerate(lines):
        colour = palette.series[number % len(palette.series)]
        for run in pane.points(line.values):
            canvas.curve(run, colour, 3, pane.box)
        canvas.fill(Box(x, y - 2, x + 28, y + 2), colour)
        x += 38 + canvas.text((x + 38, y), line.label, LABEL - 2, palette.label, anchor="lm") + 24


def draw_levels(canvas: Canvas, pane: Pane, layer: Levels) -> None:
    """The lines across; their tags come with the axis."""
    for level in layer.levels:
        if pane.scale.holds(level.price):
            colour = canvas.palette.level(level.kind)
            y, on = round(pane.scale.y(level.price)), 14 if level.kind is LevelKind.ENTRY else 8
            canvas.dashes(y, pane.box.left, pane.box.right, colour, on=on, off=7)


def draw_marks(canvas: Canvas, pane: Pane, layer: Marks, bars: Sequence[Bar]) -> None:
    """Entries point at their bar from below or above, exits lie on their price, signals are dots.
    What is before or after the bars is left out."""
    times = [bar.at_ns for bar in bars]
    used: dict[tuple[int, bool], int] = defaultdict(int)
    for trip in layer.trips:
        _trip(canvas, pane, trip, times)
    for mark in layer.marks:
        index = bisect_right(times, mark.at_ns) - 1
        if index < 0 or not is_number(mark.price):
            continue
        if mark.kind in (*ABOVE, *BELOW):
            is_above = mark.kind in ABOVE
            used[index, is_above] += 1
            if used[index, is_above] <= MOST_BESIDE:
                _beside(canvas, pane, mark, index, bars[index], used[index, is_above])
        else:
            at = (float(pane.columns.x(index)), pane.scale.y(mark.price))
            _diamond(canvas, mark, at)


def _beside(canvas: Canvas, pane: Pane, mark: Mark, index: int, bar: Bar, place: int) -> None:
    way = -1 if mark.kind in ABOVE else 1
    edge = pane.scale.y(bar.high if way < 0 else bar.low)
    x, y = pane.columns.x(index), edge + way * (STEP * place - 18)
    y = min(max(y, pane.box.top + 2.0), pane.box.bottom - 2.0)
    colour, back = canvas.palette.mark(mark.kind), canvas.palette.back
    if mark.kind in (MarkKind.BUY, MarkKind.SELL):
        canvas.disc((x, y + way * SIGNAL), SIGNAL, colour, edge=back)
        return
    foot = y + way * ENTRY * 1.5
    canvas.shape([(x, y), (x - ENTRY, foot), (x + ENTRY, foot)], colour, back)


def _diamond(canvas: Canvas, mark: Mark, at: Point) -> None:
    x, y = at
    reach = ENTRY * 0.9
    corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
    canvas.shape(corners, canvas.palette.mark(mark.kind), canvas.palette.text)


def _trip(canvas: Canvas, pane: Pane, trip: Trip, times: Sequence[int]) -> None:
    ends = []
    for mark in (trip.entry, trip.exit):
        index = bisect_right(times, mark.at_ns) - 1
        if index < 0 or not is_number(mark.price):
            return
        ends.append((float(pane.columns.x(index)), pane.scale.y(mark.price)))
    canvas.curve(ends, canvas.palette.mark(trip.exit.kind), 3, pane.box)


def draw_gauge(
    canvas: Canvas, box: Box, columns: Columns, gauge: Gauge, right: int, back: float = 0.0
) -> None:
    """A pane of its own: its lines with their values at the axis, the curve, its name."""
    palette = canvas.palette
    canvas.fill(box, mixed(palette.raised, palette.back, 0.5))
    scale = _gauge_scale(gauge, box)
    for value in gauge.at:
        if scale.holds(value):
            y = round(scale.y(value))
            canvas.dashes(y, box.left, box.right, palette.quiet, on=6, off=8)
            canvas.text((right, y), f"{value:g}", LABEL, palette.label, anchor="rm")
    for run in Pane(box, scale, columns, right, 0).points(gauge.values):
        canvas.curve(run, palette.series[4], 3, box)
    canvas.text((box.left + 8, box.top + 8), gauge.label, LABEL - 2, palette.label, anchor="lt")


def _gauge_scale(gauge: Gauge, box: Box) -> Scale:
    if is_number(gauge.low) and is_number(gauge.high) and gauge.low < gauge.high:
        return Scale(gauge.low, gauge.high, box.top, box.bottom)
    return scale_of(gauge.values, box.top, box.bottom)
