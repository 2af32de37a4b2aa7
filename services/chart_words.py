"""Figures and times as pictures write them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.instrument import Instrument
from core.pictures import Tone, Words
from core.types import SECOND_NS

NBSP = "\N{NO-BREAK SPACE}"
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def digits_of(step: Decimal) -> int:
    """Decimals that a tick writes its multiples with."""
    exponent = step.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def amount(value: Decimal, digits: int = 2, *, is_signed: bool = False) -> str:
    """`67 120.50`; nought has no sign."""
    rounded = round(value, digits)
    sign = "+" if is_signed and rounded else ""
    return f"{rounded if rounded else abs(rounded):{sign},.{digits}f}".replace(",", NBSP)


def price(value: Decimal, held: Instrument) -> str:
    return amount(value, digits_of(held.tick))


def percent(value: Decimal) -> str:
    return f"{amount(value, is_signed=True)}%"


def tone_of(value: Decimal) -> Tone:
    rounded = round(value, 2)
    if not rounded:
        return Tone.PLAIN
    return Tone.GOOD if rounded > 0 else Tone.BAD


def moment(at_ns: int, utc_offset_min: int, words: Words) -> str:
    """`21 Nov 12:30` in the reader's zone."""
    since = timedelta(seconds=at_ns // SECOND_NS, minutes=utc_offset_min)
    when = datetime(1970, 1, 1, tzinfo=UTC) + since
    return f"{when.day}{NBSP}{words.months[when.month - 1]} {when:%H:%M}"


def duration(span_ns: int, words: Words) -> str:
    """The two largest units: `2 h 14 m`."""
    left, parts = max(span_ns, 0) // SECOND_NS, list[str]()
    for name, length in _UNITS:
        count, left = divmod(left, length)
        if count:
            parts.append(f"{count}{NBSP}{words.of(f'unit.{name}')}")
        elif parts:
            break
    return " ".join(parts[:2]) or f"0{NBSP}{words.of('unit.s')}"
