"""An equity curve and its drawdown as drawings inside a page; texts stand beside them, where they
keep their size on a phone."""

from collections.abc import Sequence
from html import escape

from analytics.report_words import Figures, percent, ratio
from core.statistics import EquityPoint

WIDE, TALL, LOW = 1_000, 300, 100
MOST_POINTS = 600

_Point = tuple[float, float]


def equity_plot(curve: Sequence[EquityPoint], figures: Figures) -> str:
    """Empty for a curve without two points."""
    if len(curve) < 2 or curve[0].at_ns == curve[-1].at_ns:
        return ""
    shown = thinned(curve)
    values = [point.equity for point in shown]
    top, low = max(values), min(values)
    line = _placed(shown, values, low, top, TALL)
    start = _height(values[0], low, top, TALL)
    first, last = shown[0].at_ns, shown[-1].at_ns
    return (
        f'<div class="plot"><svg viewBox="0 0 {WIDE} {TALL}" height="220" '
        f'preserveAspectRatio="none" role="img" aria-label="{escape(_told(values))}">'
        f'<line class="level" x1="0" x2="{WIDE}" y1="{start:.1f}" y2="{start:.1f}"/>'
        f'<polygon class="area" points="0,{TALL} {_path(line)} {WIDE},{TALL}"/>'
        f'<polyline class="curve" points="{_path(line)}"/></svg>'
        f'<span class="top">{ratio(top)}</span><span class="low">{ratio(low)}</span></div>'
        f"{_drawdown(shown)}"
        f'<div class="ends"><span>{figures.day(first)}</span><span>{figures.day(last)}</span></div>'
    )


def _drawdown(curve: Sequence[EquityPoint]) -> str:
    peak, falls = curve[0].equity, list[float]()
    for point in curve:
        peak = max(peak, point.equity)
        falls.append(1 - point.equity / peak if peak > 0 else 0.0)
    deepest = max(falls)
    if not deepest:
        return ""
    line = _placed(curve, [-fall for fall in falls], -deepest, 0.0, LOW)
    return (
        f'<div class="plot"><svg viewBox="0 0 {WIDE} {LOW}" height="70" '
        f'preserveAspectRatio="none" aria-hidden="true">'
        f'<polygon class="under" points="0,0 {_path(line)} {WIDE},0"/></svg>'
        f'<span class="low">{percent(-deepest)}</span></div>'
    )


def thinned(curve: Sequence[EquityPoint], most: int = MOST_POINTS) -> list[EquityPoint]:
    """As many points as a screen can show: of each part its lowest and highest, and both ends."""
    if len(curve) <= most:
        return list(curve)
    part = -(-len(curve) // (most // 2))
    found = [curve[0]]
    for at in range(0, len(curve), part):
        piece = range(at, min(at + part, len(curve)))
        low = min(piece, key=lambda index: curve[index].equity)
        high = max(piece, key=lambda index: curve[index].equity)
        found += [curve[index] for index in sorted({low, high})]
    return [*found, curve[-1]]


def _placed(
    curve: Sequence[EquityPoint], values: Sequence[float], low: float, top: float, tall: int
) -> list[_Point]:
    first, span = curve[0].at_ns, curve[-1].at_ns - curve[0].at_ns
    return [
        ((point.at_ns - first) / span * WIDE, _height(value, low, top, tall))
        for point, value in zip(curve, values, strict=True)
    ]


def _height(value: float, low: float, top: float, tall: int) -> float:
    """From above, with a little room for the line itself."""
    room = tall * 0.02
    share = (value - low) / (top - low) if top > low else 0.5
    return room + (1 - share) * (tall - 2 * room)


def _path(line: Sequence[_Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in line)


def _told(values: Sequence[float]) -> str:
    return f"{ratio(values[0])} → {ratio(values[-1])}"
