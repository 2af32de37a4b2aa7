"""Equity: one curve with its drawdown below, or several curves against each other."""

from bisect import bisect_right
from collections.abc import Sequence

from charts.canvas import Box, Canvas, Point
from charts.fonts import Fonts
from charts.frame import LABEL, framed, nothing
from charts.palette import Colour
from charts.panes import BELOW, PRICES, time_axis
from charts.scale import Scale, amount, is_number, round_levels, scale_of
from core.pictures import Curve, Entry, EquitySpec, Frame
from core.values import Frozen, replace

GAP = 54
LOSS_SHARE = 0.27
"""Of the height, for the drawdown."""
LEGEND_ROW = 44
ENTRY = 5
END = 10
"""Room for the dot that ends a curve."""


def draw_equity(spec: EquitySpec, fonts: Fonts) -> bytes:
    canvas, room = framed(spec.frame, fonts)
    curves = _with_values(spec.curves)
    if not curves:
        nothing(canvas, room, spec.frame)
    elif len(spec.curves) == 1:
        _alone(canvas, room, curves[0], spec)
    else:
        _compared(canvas, room, curves, spec.frame)
    return canvas.png()


class Plot(Frozen, frozen=True):
    """Instants across, values upwards; the axis at the right ends at `right`."""

    box: Box
    scale: Scale
    start_ns: int
    end_ns: int
    right: int

    def x(self, at_ns: int) -> float:
        share = (at_ns - self.start_ns) / max(self.end_ns - self.start_ns, 1)
        return self.box.left + share * (self.box.width - END)

    def steps(self, curve: Curve) -> list[Point]:
        """Realised equity holds until the next trade closes."""
        found: list[Point] = []
        for at_ns, value in zip(curve.at_ns, curve.values, strict=True):
            x, y = self.x(at_ns), self.scale.y(value)
            if found:
                found.append((x, found[-1][1]))
            found.append((x, y))
        return found


def _alone(canvas: Canvas, room: Box, curve: Curve, spec: EquitySpec) -> None:
    palette, frame = canvas.palette, spec.frame
    losses = _drawdown(curve)
    split = room.bottom - BELOW - round(room.height * LOSS_SHARE)
    scale = scale_of(curve.values, room.top + 8, split - GAP)
    upper = _plot(canvas, Box(room.left, room.top, room.right, split - GAP), scale, [curve])
    box = Box(upper.box.left, split, upper.box.right, room.bottom - BELOW)
    lower = replace(upper, box=box, scale=_below_zero(losses, box))
    _grid(canvas, upper)
    _grid(canvas, lower, "%", most=3)
    _times(canvas, [upper.box, lower.box], upper, frame)
    is_up = curve.values[-1] >= curve.values[0]
    shade = palette.up if is_up else palette.down
    points = upper.steps(curve)
    canvas.area(points, upper.box.bottom, shade, upper.box, 0.45)
    start = round(upper.scale.y(curve.values[0]))
    canvas.dashes(start, upper.box.left, upper.box.right, palette.quiet, on=5, off=7)
    canvas.curve(points, shade, 4, upper.box)
    _entries(canvas, upper, curve, spec.entries)
    canvas.disc(points[-1], 8, shade, edge=palette.back)
    _losses(canvas, lower, losses, frame)


def _entries(canvas: Canvas, plot: Plot, curve: Curve, entries: Sequence[Entry]) -> None:
    """A small mark on the curve where something was opened, in the colour of its side."""
    palette = canvas.palette
    for entry in entries:
        if plot.start_ns <= entry.at_ns <= plot.end_ns:
            value = curve.values[max(bisect_right(curve.at_ns, entry.at_ns) - 1, 0)]
            at = (plot.x(entry.at_ns), plot.scale.y(value))
            shade = palette.up if entry.is_long else palette.down
            canvas.disc(at, ENTRY, shade, edge=palette.back)


def _below_zero(losses: Curve, box: Box) -> Scale:
    return Scale(min((*losses.values, -0.1)) * 1.06, 0.0, box.top, box.bottom)


def _losses(canvas: Canvas, plot: Plot, losses: Curve, frame: Frame) -> None:
    palette, points = canvas.palette, plot.steps(losses)
    canvas.area(points, plot.box.top, palette.down, plot.box, 0.55)
    canvas.curve(points, palette.down, 3, plot.box)
    x, y = plot.box.left, plot.box.top - 14
    taken = canvas.text((x, y), frame.words.of("drawdown"), LABEL, palette.label)
    worst = f"{amount(min(losses.values), 1)}%"
    canvas.text((x + taken + 14, y), worst, LABEL, palette.down, is_bold=True)


def _compared(canvas: Canvas, room: Box, curves: Sequence[Curve], frame: Frame) -> None:
    """As percent of the first value, in one scale."""
    palette = canvas.palette
    shares = _with_values([_as_percent(curve) for curve in curves])
    if not shares:
        nothing(canvas, room, frame)
        return
    shades = [palette.series[n % len(palette.series)] for n in range(len(shares))]
    top = _legend(canvas, room, shares, shades)
    bottom = room.bottom - BELOW
    scale = scale_of([value for curve in shares for value in curve.values], top + 8, bottom)
    plot = _plot(canvas, Box(room.left, top, room.right, bottom), scale, shares)
    _grid(canvas, plot, "%")
    _times(canvas, [plot.box], plot, frame)
    if scale.holds(0):
        zero = round(scale.y(0))
        canvas.dashes(zero, plot.box.left, plot.box.right, palette.quiet, on=5, off=7)
    for curve, shade in reversed(list(zip(shares, shades, strict=True))):
        points = plot.steps(curve)
        canvas.curve(points, shade, 4, plot.box)
        canvas.disc(points[-1], 7, shade, edge=palette.back)


def _legend(canvas: Canvas, room: Box, curves: Sequence[Curve], shades: Sequence[Colour]) -> int:
    """Two to a row, each with where it ends; answers where the plot may begin."""
    palette, wide = canvas.palette, (room.width - 32) // 2
    for number, (curve, shade) in enumerate(zip(curves, shades, strict=True)):
        x = room.left + (number % 2) * (wide + 32)
        y = room.top + 20 + number // 2 * LEGEND_ROW
        canvas.disc((x + 10, y), 9, shade)
        end = f"{amount(curve.values[-1], 2, is_signed=True)}%"
        taken = canvas.text((x + wide, y), end, LABEL, palette.text, anchor="rm", is_bold=True)
        left = wide - taken - 46
        canvas.text((x + 30, y), curve.label, LABEL, palette.label, anchor="lm", room=left)
    return room.top + (len(curves) + 1) // 2 * LEGEND_ROW + 16


def _plot(canvas: Canvas, room: Box, scale: Scale, curves: Sequence[Curve]) -> Plot:
    """As wide as the labels of its axis leave it."""
    levels, digits = round_levels(scale, PRICES)
    labels = [amount(level, digits) for level in levels] or ["0"]
    axis = max(canvas.width_of(f"{label}%", LABEL) for label in labels) + 20
    box = Box(room.left, room.top, room.right - axis, room.bottom)
    start = min(curve.at_ns[0] for curve in curves)
    end = max(curve.at_ns[-1] for curve in curves)
    return Plot(box, scale, start, end, room.right)


def marks_of(scale: Scale, most: int, unit: str = "") -> list[tuple[float, str]]:
    """Round levels, each with as many digits as tell it from the next."""
    levels, digits = round_levels(scale, most)
    return [(level, amount(level, digits) + unit) for level in levels]


def _grid(canvas: Canvas, plot: Plot, unit: str = "", most: int = PRICES) -> None:
    for level, text in marks_of(plot.scale, most, unit):
        y = round(plot.scale.y(level))
        canvas.line((plot.box.left, y), (plot.box.right, y), canvas.palette.grid)
        canvas.text((plot.right, y), text, LABEL, canvas.palette.label, anchor="rm")


def _times(canvas: Canvas, boxes: Sequence[Box], plot: Plot, frame: Frame) -> None:
    """Marks on instants all over the plot, not on those where something happened."""
    wide = plot.box.width
    span = plot.end_ns - plot.start_ns
    times = [plot.start_ns + span * x // wide for x in range(wide)]
    time_axis(canvas, boxes, range(plot.box.left, plot.box.right), times, frame)


def _with_values(curves: Sequence[Curve]) -> list[Curve]:
    """Those that have a beginning and an end."""
    return [curve for each in curves if len((curve := _cleaned(each)).values) > 1]


def _cleaned(curve: Curve) -> Curve:
    """Without values that cannot be shown; in order of time."""
    pairs = zip(curve.at_ns, curve.values, strict=False)
    kept = sorted((pair for pair in pairs if is_number(pair[1])), key=lambda pair: pair[0])
    return replace(
        curve,
        at_ns=tuple(at_ns for at_ns, _ in kept),
        values=tuple(value for _, value in kept),
    )


def _as_percent(curve: Curve) -> Curve:
    """Of the first value; of nothing, the values themselves."""
    first = curve.values[0]
    if not first:
        return curve
    return replace(curve, values=tuple((value / first - 1) * 100 for value in curve.values))


def _drawdown(curve: Curve) -> Curve:
    """Percent below the highest so far, 0 or less."""
    peak, found = curve.values[0], []
    for value in curve.values:
        peak = max(peak, value)
        found.append((value / peak - 1) * 100 if peak > 0 else 0.0)
    return replace(curve, values=tuple(max(loss, -100.0) for loss in found))
