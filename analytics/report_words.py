"""Figures of a report as people read them: thousands parted by NBSP, signs in ASCII, no tails."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from core.pictures import Words
from core.types import MINUTE_NS, SECOND_NS
from core.values import Frozen

NBSP = "\u00a0"
NOTHING = "—"
UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


class Figures(Frozen, frozen=True):
    """Formats in the words and the zone of one reader."""

    words: Words
    utc_offset_min: int

    def moment(self, at_ns: int) -> str:
        """`21 Nov 2026 14:05`."""
        local = _local(at_ns, self.utc_offset_min)
        return f"{self.day(at_ns)}{NBSP}{local:%H:%M}"

    def day(self, at_ns: int) -> str:
        local = _local(at_ns, self.utc_offset_min)
        return f"{local.day}{NBSP}{self.words.months[local.month - 1]}{NBSP}{local.year}"

    def span(self, seconds: float | None) -> str:
        """The two largest units: `4 h 12 m`."""
        if seconds is None:
            return NOTHING
        left, parts = max(round(seconds), 0), list[str]()
        for name, length in UNITS:
            count, left = divmod(left, length)
            if count:
                parts.append(f"{count}{NBSP}{self.words.of(f'unit.{name}')}")
        return " ".join(parts[:2]) or f"0{NBSP}{self.words.of('unit.s')}"


def money(value: Decimal | None, *, is_signed: bool = True) -> str:
    if value is None:
        return NOTHING
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    if not rounded:
        return "0.00"
    return f"{rounded:{'+' if is_signed else ''},.2f}".replace(",", NBSP)


def percent(share: float | None, *, is_signed: bool = True) -> str:
    """A share of 1 as percent."""
    if share is None:
        return NOTHING
    rounded = _rounded(share * 100)
    return f"{rounded:{'+' if is_signed and rounded else ''}.2f}%"


def ratio(value: float | None) -> str:
    return NOTHING if value is None else f"{_rounded(value):,.2f}".replace(",", NBSP)


def count(value: int) -> str:
    return f"{value:,}".replace(",", NBSP)


def price(value: Decimal, tick: Decimal | None) -> str:
    """With the tick's digits; as exact as it is without one."""
    shown = value if tick is None else value.quantize(tick.normalize())
    return f"{shown:,f}".replace(",", NBSP)


def tone(value: Decimal | float | None) -> str:
    """The class of a figure: what was made, what was lost."""
    return "" if not value else "good" if value > 0 else "bad"


def _rounded(value: float) -> float:
    """Without the sign of what is too small to be shown."""
    return round(value, 2) + 0.0


def _local(at_ns: int, utc_offset_min: int) -> datetime:
    seconds = (at_ns + utc_offset_min * MINUTE_NS) // SECOND_NS
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
