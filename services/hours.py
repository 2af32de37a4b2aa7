"""Times of day and zones as people type them."""

import re

from core.errors import InputError
from core.trading import QuietHours
from services.limits import OFF_WORDS

_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_RANGE = re.compile(rf"{_TIME}\s*(?:-|–|—|до|to)\s*{_TIME}")
_ZONE = re.compile(r"(?:utc|gmt)?\s*([+-]?)(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE | re.ASCII)
FIRST_ZONE, LAST_ZONE = -12 * 60, 14 * 60


def parse_quiet(text: str, *, rings_urgent: bool) -> QuietHours | None:
    """`23-7`, `23:30-6:45`, `off`; raises InputError that says what would be right."""
    typed = text.strip().lower().replace("−", "-")
    if typed in OFF_WORDS:
        return None
    found = _RANGE.fullmatch(typed)
    if found is None:
        raise _no_hours()
    start, end = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    if start == end:
        raise _no_hours()
    return QuietHours(from_min=start, to_min=end, rings_urgent=rings_urgent)


def parse_zone(text: str) -> int:
    """Minutes from UTC of `+3`, `UTC-3:30`, `utc`; raises InputError."""
    typed = text.strip().replace("−", "-")
    if typed.lower() in ("utc", "gmt"):
        return 0
    found = _ZONE.fullmatch(typed)
    minutes = 0 if found is None else int(found[2]) * 60 + int(found[3] or 0)
    offset = -minutes if found is not None and found[1] == "-" else minutes
    if found is None or int(found[3] or 0) > 59 or not FIRST_ZONE <= offset <= LAST_ZONE:
        raise InputError("Type the hours from UTC, as +3 or -3:30", code="no_zone")
    return offset


def _minutes(hours: str, minutes: str | None) -> int:
    hour, minute = int(hours), int(minutes or 0)
    if hour == 24 and not minute:
        return 0
    if hour > 23 or minute > 59:
        raise _no_hours()
    return hour * 60 + minute


def _no_hours() -> InputError:
    return InputError("Type from and to, as 23-7 or 23:30-6:45, or off", code="no_hours")
