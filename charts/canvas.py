"""What is drawn on: an image, with smooth curves and text that fits."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial

from PIL import Image, ImageChops, ImageDraw

from charts.fonts import Fonts, Weight
from charts.palette import Colour, Palette
from charts.png import pack
from core.values import Frozen

Point = tuple[float, float]
SMOOTH = 2
"""Curves are drawn this many times as large, then reduced."""
FINE = 4
"""The same for small shapes."""
PAD_X, PAD_Y = 12, 6
FEW = 300
"""Points of a thick curve whose corners are rounded: that takes time for each."""


class Box(Frozen, frozen=True):
    """A rectangle of pixels; right and bottom lie outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


class Canvas:
    """One picture in the making."""

    def __init__(self, width: int, height: int, palette: Palette, fonts: Fonts) -> None:
        self.box = Box(0, 0, width, height)
        self.palette = palette
        self._fonts = fonts
        self._image = Image.new("RGB", (width, height), palette.back)
        self._draw = ImageDraw.Draw(self._image)
        self._stamps: dict[Hashable, Image.Image] = {}

    def png(self) -> bytes:
        return pack(self._image)

    # --- text

    def width_of(self, text: str, size: int, *, is_bold: bool = False) -> int:
        return round(self._fonts.of(size, _weight(is_bold)).getlength(text))

    def text(
        self,
        at: Point,
        text: str,
        size: int,
        colour: Colour,
        *,
        anchor: str = "ls",
        is_bold: bool = False,
        room: int | None = None,
    ) -> int:
        """Writes one line, cut to its `room`; answers how wide it is. Anchors are Pillow's."""
        shown = text if room is None else self.cut(text, size, room, is_bold=is_bold)
        font = self._fonts.of(size, _weight(is_bold))
        self._draw.text((round(at[0]), round(at[1])), shown, colour, font, anchor)
        return round(font.getlength(shown))

    def cut(self, text: str, size: int, room: int, *, is_bold: bool = False) -> str:
        """As much of a text as fits, with an ellipsis where some is left out."""
        text = text[:200]
        if self.width_of(text, size, is_bold=is_bold) <= room:
            return text
        while text and self.width_of(text + "…", size, is_bold=is_bold) > room:
            text = text[:-1]
        return text.rstrip() + "…" if text else ""

    def tag(self, at: Point, text: str, size: int, ground: Colour, *, anchor: str = "lm") -> Box:
        """A text on a rounded ground; `anchor` says which point of the ground is `at`: its left
        (l), middle (m) or right (r) edge, halfway down."""
        width, height = self.tag_size(text, size)
        shift = {"l": 0, "m": width // 2, "r": width}[anchor[0]]
        left, top = round(at[0]) - shift, round(at[1]) - height // 2
        box = Box(left, top, left + width, top + height)
        self.rounded(box, 8, ground)
        middle = (left + width // 2, top + height // 2)
        self.text(middle, text, size, self.palette.on(ground), anchor="mm", is_bold=True)
        return box

    def tag_size(self, text: str, size: int) -> tuple[int, int]:
        return self.width_of(text, size, is_bold=True) + 2 * PAD_X, size + 2 * PAD_Y

    # --- shapes

    def fill(self, box: Box, colour: Colour) -> None:
        """At least one pixel is drawn."""
        right, bottom = max(box.right - 1, box.left), max(box.bottom - 1, box.top)
        self._draw.rectangle((box.left, box.top, right, bottom), colour)

    def rounded(self, box: Box, radius: int, colour: Colour) -> None:
        size = (box.width * FINE, box.height * FINE)
        mask = Image.new("L", size, 0)
        edge = (0, 0, size[0] - 1, size[1] - 1)
        ImageDraw.Draw(mask).rounded_rectangle(edge, radius * FINE, 255)
        self._image.paste(colour, (box.left, box.top), mask.reduce(FINE))

    def shape(self, points: Sequence[Point], colour: Colour, edge: Colour) -> None:
        """A small filled polygon with a thin edge."""
        at = round(points[0][0]), round(points[0][1])
        outline = tuple((round(x) - at[0], round(y) - at[1]) for x, y in points)
        corner = tuple(min(axis) - 3 for axis in zip(*outline, strict=True))
        for shade, width in ((edge, 5), (colour, 0)):
            mask = self._stamp((outline, width), partial(_polygon, outline, width))
            self._image.paste(shade, (at[0] + corner[0], at[1] + corner[1]), mask)

    def disc(self, at: Point, radius: int, colour: Colour, *, edge: Colour | None = None) -> None:
        rounds = ((edge, radius + 3), (colour, radius)) if edge else ((colour, radius),)
        for shade, reach in rounds:
            mask = self._stamp(("disc", reach), partial(_disc, reach))
            self._image.paste(shade, (round(at[0]) - reach, round(at[1]) - reach), mask)

    def _stamp(self, key: Hashable, make: Callable[[], Image.Image]) -> Image.Image:
        """The same small shape is made once a picture."""
        found = self._stamps.get(key)
        if found is None:
            found = self._stamps[key] = make()
        return found

    def dashes(self, y: int, left: int, right: int, colour: Colour, *, on: int, off: int) -> None:
        """A broken line across, two pixels thick."""
        for x in range(left, right, on + off):
            self._draw.rectangle((x, y - 1, min(x + on, right) - 1, y), colour)

    def line(self, start: Point, end: Point, colour: Colour, width: int = 1) -> None:
        self._draw.line((*start, *end), colour, width)

    # --- curves

    def curve(self, points: Sequence[Point], colour: Colour, width: int, within: Box) -> None:
        """A smooth line through points, cut at the edges of `within`."""
        if len(points) > 1:
            around = _around(points, width, within)
            mask = _mask(around)
            joint = "curve" if len(points) < FEW and width > 3 else None
            ImageDraw.Draw(mask).line(_enlarged(points, around), 255, width * SMOOTH, joint)
            self._image.paste(colour, (around.left, around.top), mask.reduce(SMOOTH))

    def area(
        self, points: Sequence[Point], base: float, colour: Colour, within: Box, share: float
    ) -> None:
        """What lies between a curve and a level, tinted: `share` at the top of `within`, fading
        downwards."""
        if len(points) > 1:
            ends = [(points[-1][0], base), (points[0][0], base)]
            mask = _mask(within)
            ImageDraw.Draw(mask).polygon(_enlarged([*points, *ends], within), 255)
            faded = ImageChops.multiply(mask.reduce(SMOOTH), _fading(within, share))
            self._image.paste(colour, (within.left, within.top), faded)

    def ring(
        self, at: Point, radius: int, width: int, shares: Sequence[tuple[float, Colour]]
    ) -> None:
        """A ring of arcs clockwise from the top; `shares` sum to 1."""
        size, turned = 2 * radius * FINE, -90.0
        for share, colour in shares:
            mask = Image.new("L", (size, size), 0)
            draw = ImageDraw.Draw(mask)
            draw.pieslice((0, 0, size - 1, size - 1), turned, turned + 360 * share, 255)
            hole = width * FINE
            draw.ellipse((hole, hole, size - 1 - hole, size - 1 - hole), 0)
            corner = (round(at[0]) - radius, round(at[1]) - radius)
            self._image.paste(colour, corner, mask.reduce(FINE))
            turned += 360 * share


def _weight(is_bold: bool) -> Weight:
    return Weight.BOLD if is_bold else Weight.REGULAR


def _polygon(outline: Sequence[tuple[int, int]], width: int) -> Image.Image:
    """Filled, and widened by an edge; three pixels of room around it."""
    left, top = (min(axis) - 3 for axis in zip(*outline, strict=True))
    right, bottom = (max(axis) + 4 for axis in zip(*outline, strict=True))
    inner = [((x - left) * FINE, (y - top) * FINE) for x, y in outline]
    mask = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE), 0)
    draw = ImageDraw.Draw(mask)
    draw.polygon(inner, 255)
    if width:
        draw.line([*inner, *inner[:2]], 255, width * FINE, "curve")
    return mask.reduce(FINE)


def _disc(radius: int) -> Image.Image:
    size = 2 * radius * FINE
    mask = Image.new("L", (size, size), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, size - 1, size - 1), 255)
    return mask.reduce(FINE)


def _around(points: Sequence[Point], width: int, within: Box) -> Box:
    """What of a box a curve needs."""
    left, top = (min(axis) - width for axis in zip(*points, strict=True))
    right, bottom = (max(axis) + width for axis in zip(*points, strict=True))
    found = Box(
        max(int(left), within.left),
        max(int(top), within.top),
        min(int(right) + 1, within.right),
        min(int(bottom) + 1, within.bottom),
    )
    return found if found.width > 0 and found.height > 0 else within


def _mask(within: Box) -> Image.Image:
    return Image.new("L", (within.width * SMOOTH, within.height * SMOOTH), 0)


def _enlarged(points: Sequence[Point], within: Box) -> list[Point]:
    return [((x - within.left) * SMOOTH, (y - within.top) * SMOOTH) for x, y in points]


def _fading(within: Box, share: float) -> Image.Image:
    """From `share` at the top to a tenth of it at the bottom."""
    steps = [round(255 * share * (1 - 0.9 * row / within.height)) for row in range(within.height)]
    column = Image.new("L", (1, within.height))
    column.putdata(steps)
    return column.resize((within.width, within.height), Image.Resampling.NEAREST)
