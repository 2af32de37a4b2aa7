"""Bars of text: a path through time, and a part of a whole."""

from collections.abc import Sequence

_STEPS = "▁▂▃▄▅▆▇█"
_FULL, _REST = "█", "░"


def spark(path: Sequence[float], cells: int) -> str:
    """The path from left to right in so many cells, each the last value of its part."""
    if len(path) < 2 or cells < 2:
        return ""
    count = min(cells, len(path))
    shown = [path[(at + 1) * len(path) // count - 1] for at in range(count)]
    low, high = min(shown), max(shown)
    if high == low:
        return _STEPS[3] * count
    top = len(_STEPS) - 1
    return "".join(_STEPS[round((value - low) / (high - low) * top)] for value in shown)


def share_bar(share_pct: float, cells: int) -> str:
    """A part of 100 percent; whatever there is shows at least one cell."""
    filled = round(min(max(share_pct, 0.0), 100.0) / 100 * cells)
    if share_pct > 0:
        filled = max(filled, 1)
    return _FULL * filled + _REST * (cells - filled)
