"""From values to pixels: ranges, round steps, the labels of prices and times."""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from core.pictures import Words
from core.types import DAY_NS, HOUR_NS, MINUTE_NS, SECOND_NS
from core.values import Frozen

NBSP = "\N{NO-BREAK SPACE}"
MOST = 1e15
"""Beyond it nothing is a price."""
MOST_DIGITS = 12
LEAST = 1e-12
"""Prices nearer to each other are the same."""
FAR = 8.0
"""Times the height of a scale."""
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
TIME_STEPS = tuple(
    count * unit
    for unit, counts in (
        (SECOND_NS, (1, 2, 5, 10, 15, 30)),
        (MINUTE_NS, (1, 2, 5, 10, 15, 30)),
        (HOUR_NS, (1, 2, 3, 4, 6, 12)),
        (DAY_NS, (1, 2, 4, 7, 14, 28, 56, 112, 365, 730, 3650)),
    )
    for count in counts
)


def is_number(value: float) -> bool:
    """Whether it can be shown."""
    return math.isfinite(value) and abs(value) < MOST


class Scale(Frozen, frozen=True):
    """Values from `low` to `high` upwards between two rows of pixels."""

    low: float
    high: float
    top: int
    bottom: int

    def y(self, value: float) -> float:
        """Never so far off that it is no row of pixels at all."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - min(max(share, -FAR), FAR) * (self.bottom - self.top)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def scale_of(values: Iterable[float], top: int, bottom: int, *, pad: float = 0.06) -> Scale:
    """Around all values that can be shown, with a margin; around 0 where there are none."""
    shown = [value for value in values if is_number(value)] or [0.0]
    low, high = min(shown), max(shown)
    spread = high - low
    is_flat = spread <= max(abs(high) * 1e-9, LEAST)
    margin = max(abs(high) * 0.001, LEAST) if is_flat else spread * pad
    return Scale(low - margin, high + margin, top, bottom)


def round_levels(scale: Scale, most: int) -> tuple[tuple[float, ...], int]:
    """At most `most` round values inside a scale, and the decimals they need."""
    rough = (scale.high - scale.low) / max(most, 1)
    power = math.floor(math.log10(rough))
    step = next(size for each in _STEPS if (size := each * 10.0**power) >= rough * (1 - 1e-9))
    first = math.ceil(scale.low / step)
    last = math.floor(scale.high / step)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    if round(step * 10**digits, 6) != round(step * 10**digits):
        digits += 1
    return tuple(number * step for number in range(first, last + 1)), min(digits, MOST_DIGITS)


def amount(value: float, digits: int, *, is_signed: bool = False) -> str:
    """`67 120.50`; zero has no sign, and what is too long is written short."""
    if not is_number(value):
        return "—"
    digits = min(max(digits, 0), MOST_DIGITS)
    rounded = round(value, digits)
    if abs(rounded) >= 1e9:
        return f"{rounded:.4g}"
    sign = "+" if is_signed and rounded else ""
    return f"{rounded + 0.0:{sign},.{digits}f}".replace(",", NBSP)


def short(value: float) -> str:
    """A volume in three figures: `1.2k`, `34M`."""
    for unit, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= unit:
            return f"{value / unit:.3g}{name}"
    return f"{value:.3g}"


def local(at_ns: int, utc_offset_min: int) -> datetime:
    """Clamped to what a calendar has."""
    seconds = min(max(at_ns // SECOND_NS, 0), 250_000_000_000)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, minutes=utc_offset_min)


def time_step(span_ns: int, most: int) -> int:
    """The shortest round step that marks a span at most `most` times."""
    wanted = span_ns / max(most, 1)
    return next((step for step in TIME_STEPS if step >= wanted), TIME_STEPS[-1])


def time_label(at_ns: int, step_ns: int, utc_offset_min: int, words: Words) -> str:
    """The time of day, or the day where a day begins and where steps are days."""
    when = local(at_ns, utc_offset_min)
    if step_ns >= 365 * DAY_NS:
        return str(when.year)
    if step_ns >= DAY_NS or (when.hour, when.minute, when.second) == (0, 0, 0):
        return f"{when.day}{NBSP}{words.months[when.month - 1]}"
    return f"{when:%H:%M}" if step_ns >= MINUTE_NS else f"{when:%H:%M:%S}"


def time_marks(times: Sequence[int], most: int, utc_offset_min: int) -> tuple[list[int], int]:
    """Which of the instants begin a new step of the local clock, and the step."""
    if not times:
        return [], SECOND_NS
    step = time_step(max(times[-1] - times[0], 1), most)
    shift = utc_offset_min * MINUTE_NS
    periods = [(at_ns + shift) // step for at_ns in times]
    return [i for i in range(1, len(times)) if periods[i] != periods[i - 1]], step
