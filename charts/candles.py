"""The picture of candles: a pane of prices, panes of gauges under it, one axis of times."""

import math
from collections.abc import Sequence

from charts.canvas import Box, Canvas
from charts.fonts import Fonts
from charts.frame import LABEL, framed, nothing
from charts.layers import (
    LEGEND,
    draw_bars,
    draw_gauge,
    draw_levels,
    draw_lines,
    draw_marks,
    draw_volume,
)
from charts.panes import BELOW, Columns, Pane, Tag, price_grid, price_tags, time_axis
from charts.scale import Scale, amount, is_number, scale_of
from core.pictures import Bar, CandleSpec, Gauge, Layer, Level, Levels, Line, Lines, Marks, Volume
from core.values import replace

GAUGE_HEIGHT, GAP = 120, 18
NEAR = 0.7
"""A level further off than this many times the candles' height is only told by its tag."""


def draw_candles(spec: CandleSpec, fonts: Fonts) -> bytes:
    canvas, room = framed(spec.frame, fonts)
    spec = _cleaned(spec)
    if not spec.bars:
        nothing(canvas, room, spec.frame)
        return canvas.png()
    gauges = [layer for layer in spec.layers if isinstance(layer, Gauge)]
    pane = _pane(spec, canvas, room, len(gauges))
    boxes = [pane.box]
    for number in range(len(gauges)):
        top = pane.box.bottom + GAP + number * (GAUGE_HEIGHT + GAP)
        boxes.append(Box(pane.box.left, top, pane.box.right, top + GAUGE_HEIGHT))
    tags = _tags(spec, canvas, pane.scale)
    for box, gauge in zip(boxes[1:], gauges, strict=True):
        draw_gauge(canvas, box, pane.columns, gauge, pane.right)
    price_grid(canvas, pane, tags)
    xs = [pane.columns.x(index) for index in range(len(spec.bars))]
    time_axis(canvas, boxes, xs, [bar.at_ns for bar in spec.bars], spec.frame)
    _layers(spec, canvas, pane)
    price_tags(canvas, pane, tags)
    return canvas.png()


def _layers(spec: CandleSpec, canvas: Canvas, pane: Pane) -> None:
    """From the back to the front, whatever order they came in."""
    if any(isinstance(layer, Volume) for layer in spec.layers):
        draw_volume(canvas, pane, spec.bars)
    draw_bars(canvas, pane, spec.bars)
    draw_lines(canvas, pane, _lines(spec))
    for layer in spec.layers:
        if isinstance(layer, Levels):
            draw_levels(canvas, pane, layer)
    if spec.last is not None and pane.scale.holds(spec.last):
        y = round(pane.scale.y(spec.last))
        canvas.dashes(y, pane.box.left, pane.box.right, canvas.palette.quiet, on=3, off=6)
    for layer in spec.layers:
        if isinstance(layer, Marks):
            draw_marks(canvas, pane, layer, spec.bars)


def _pane(spec: CandleSpec, canvas: Canvas, room: Box, gauges: int) -> Pane:
    """As wide as the labels of its axis leave it."""
    bottom = room.bottom - BELOW - gauges * (GAUGE_HEIGHT + GAP)
    top = room.top + (LEGEND if _lines(spec) else 0)
    scale = scale_of(_prices(spec), top + 12, bottom)
    longest = [amount(price, spec.digits) for price in (scale.low, scale.high)]
    axis = max(canvas.tag_size(text, LABEL)[0] for text in longest) + 8
    box = Box(room.left, top, room.right - axis, bottom)
    columns = Columns(box.left, box.width, len(spec.bars))
    return Pane(box, scale, columns, room.right, spec.digits)


def _prices(spec: CandleSpec) -> list[float]:
    """What the axis holds: the candles, and of the rest what is near them."""
    found = [price for bar in spec.bars for price in (bar.high, bar.low)]
    low, high = min(found), max(found)
    reach = NEAR * (high - low)
    wanted = [level.price for level in _levels(spec)]
    wanted += [value for line in _lines(spec) for value in line.values]
    if spec.last is not None:
        wanted.append(spec.last)
    return found + [price for price in wanted if low - reach <= price <= high + reach]


def _levels(spec: CandleSpec) -> list[Level]:
    return [level for layer in spec.layers if isinstance(layer, Levels) for level in layer.levels]


def _lines(spec: CandleSpec) -> list[Line]:
    return [line for layer in spec.layers if isinstance(layer, Lines) for line in layer.lines]


def _tags(spec: CandleSpec, canvas: Canvas, scale: Scale) -> list[Tag]:
    """The levels, and the price now, which is coloured by the way of its candle."""
    palette = canvas.palette
    tags = [
        Tag(
            level.price,
            amount(level.price, spec.digits),
            palette.level(level.kind),
            level.label + _beyond(level.price, scale),
        )
        for level in _levels(spec)
    ]
    if spec.last is not None:
        is_up = spec.last >= spec.bars[-1].open
        shade = palette.up if is_up else palette.down
        tags.append(Tag(spec.last, amount(spec.last, spec.digits), shade))
    return tags


def _beyond(price: float, scale: Scale) -> str:
    """Which way a level lies that is not on the picture."""
    if scale.holds(price):
        return ""
    return " ↑" if price > scale.high else " ↓"


def _cleaned(spec: CandleSpec) -> CandleSpec:
    """Without what cannot be shown: bars, and the values of the other layers over them."""
    kept = [index for index, bar in enumerate(spec.bars) if _is_shown(bar)]
    last = spec.last if spec.last is not None and is_number(spec.last) else None
    return replace(
        spec,
        bars=tuple(spec.bars[index] for index in kept),
        layers=tuple(_trimmed(layer, kept) for layer in spec.layers),
        last=last,
    )


def _is_shown(bar: Bar) -> bool:
    return all(map(is_number, (bar.open, bar.high, bar.low, bar.close)))


def _trimmed(layer: Layer, kept: Sequence[int]) -> Layer:
    match layer:
        case Lines(lines):
            return Lines(tuple(Line(line.label, _of(line.values, kept)) for line in lines))
        case Gauge(values=values):
            return replace(layer, values=_of(values, kept))
        case Levels(levels):
            return Levels(tuple(level for level in levels if is_number(level.price)))
    return layer


def _of(values: Sequence[float], kept: Sequence[int]) -> tuple[float, ...]:
    return tuple(values[index] if index < len(values) else math.nan for index in kept)
