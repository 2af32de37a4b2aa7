"""A whole and its parts: a ring, and the list of what it is made of."""

from collections.abc import Sequence

from charts.canvas import Box, Canvas
from charts.fonts import Fonts
from charts.frame import LABEL, framed, nothing
from charts.palette import Colour
from charts.scale import amount, is_number
from core.pictures import AllocationSpec, Share

MOST = 6
"""The smaller ones beyond are one."""
ROW, RING = 84, 62


def draw_allocation(spec: AllocationSpec, fonts: Fonts) -> bytes:
    canvas, room = framed(spec.frame, fonts)
    shares = _largest(spec)
    whole = sum(share.value for share in shares)
    if not shares:
        nothing(canvas, room, spec.frame)
        return canvas.png()
    shades = _shades(canvas, len(shares))
    radius = min(room.height, room.width * 2 // 5) // 2 - 8
    at = (room.left + radius + 8, (room.top + room.bottom) // 2)
    parts = [(share.value / whole, shade) for share, shade in zip(shares, shades, strict=True)]
    canvas.ring(at, radius, RING, parts)
    first = f"{amount(parts[0][0] * 100, 0)}%"
    canvas.text(at, first, 56, canvas.palette.text, anchor="mb", is_bold=True)
    inside = 2 * (radius - RING) - 24
    under = (at[0], at[1] + 10)
    label = shares[0].label
    canvas.text(under, label, LABEL, canvas.palette.label, anchor="mt", room=inside)
    box = Box(at[0] + radius + 48, room.top, room.right, room.bottom)
    _list(canvas, box, shares, shades, whole)
    return canvas.png()


def _list(
    canvas: Canvas, box: Box, shares: Sequence[Share], shades: Sequence[Colour], whole: float
) -> None:
    top = (box.top + box.bottom - len(shares) * ROW) // 2
    for number, (share, shade) in enumerate(zip(shares, shades, strict=True)):
        y = top + number * ROW + 34
        canvas.disc((box.left + 12, y - 11), 12, shade)
        part = f"{amount(share.value / whole * 100, 1)}%"
        right = (box.right, y)
        taken = canvas.text(right, part, 34, canvas.palette.text, anchor="rs", is_bold=True)
        left = box.width - taken - 64
        canvas.text((box.left + 42, y), share.label, 34, canvas.palette.text, room=left)
        note = (box.left + 42, y + 36)
        canvas.text(note, share.note, LABEL - 2, canvas.palette.label, room=box.width - 42)


def _shades(canvas: Canvas, count: int) -> list[Colour]:
    """The last part (what is free, or the rest) is the quiet one."""
    series = canvas.palette.series
    return [*(series[n % len(series)] for n in range(count - 1)), canvas.palette.quiet]


def _largest(spec: AllocationSpec) -> list[Share]:
    """What counts, the largest first but for the last, which stays last."""
    shown = [share for share in spec.shares if is_number(share.value) and share.value > 0]
    if not shown:
        return []
    *parts, last = shown
    parts.sort(key=lambda share: -share.value)
    if len(parts) >= MOST:
        rest = sum(share.value for share in parts[MOST - 2 :])
        parts = [*parts[: MOST - 2], Share(spec.frame.words.of("others"), rest)]
    return [*parts, last]
