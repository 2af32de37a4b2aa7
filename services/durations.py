"""Spans of time as people type them: `90s`, `5 min`, `4h`, `2 ч`, `off`."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from core.errors import InputError
from core.money import parse_decimal
from services.limits import OFF_WORDS

_ES = "\u0441"
"""The Cyrillic letter that looks like c."""
_UNITS: Mapping[str, int] = MappingProxyType(
    {"s": 1, _ES: 1, "m": 60, "м": 60, "h": 3_600, "ч": 3_600, "d": 86_400, "д": 86_400}
)
_SPAN = re.compile(r"([\d.,]+)\s*([^\W\d_]*)\.?")
MOST_S = 366 * 86_400


def parse_duration(text: str) -> int:
    """Whole seconds, 0 for off; a bare number is of seconds. Raises InputError."""
    typed = text.strip().lower()
    if typed in OFF_WORDS:
        return 0
    found = _SPAN.fullmatch(typed)
    unit = 1 if found is not None and not found[2] else _UNITS.get(found[2][:1] if found else "")
    if found is None or unit is None:
        raise InputError("Type a time such as 90s, 5m, 4h or 2d", code="no_duration")
    seconds = parse_decimal(found[1]) * unit
    if seconds > MOST_S:
        raise InputError("Type a time such as 90s, 5m, 4h or 2d", code="no_duration")
    return int(seconds)
