"""Numbers and times as people read them, the same in every language but for the words.

Thousands are parted by NBSP, the point is a dot, signs are ASCII, and nothing is shown that
says nothing: no `-0.00`, no `+0.00`, no tail of a float.
"""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from bot.cells import NBSP
from bot.locales import Text
from core.trading import Limit, LimitUnit
from core.types import SECOND_NS

_MAX_DIGITS = 12
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def number(value: Decimal, digits: int, *, signed: bool = False) -> str:
    """`value` with exactly `digits` decimals; zero has no sign."""
    rounded = round_to(value, digits)
    if rounded == 0:
        return f"{abs(rounded):.{digits}f}"
    text = f"{rounded:{'+' if signed else ''},.{digits}f}"
    return text.replace(",", NBSP)


def round_to(value: Decimal, digits: int) -> Decimal:
    whole = value.scaleb(digits).to_integral_value(ROUND_HALF_EVEN)
    return whole.scaleb(-digits)


def digits_of(step: Decimal) -> int:
    """Decimals that a tick or step writes its multiples with."""
    exponent = step.normalize().as_tuple().exponent
    return min(max(-exponent, 0), _MAX_DIGITS) if isinstance(exponent, int) else 0


def price(value: Decimal, tick: Decimal | None = None) -> str:
    """With the tick's digits; without a tick as exact as it is, two decimals at least."""
    if tick is not None:
        return number(value, digits_of(tick))
    return number(value, max(digits_of(value), 2))


def size(value: Decimal) -> str:
    """A quantity with the digits it came with."""
    exponent = value.as_tuple().exponent
    return number(value, min(max(-exponent, 0), _MAX_DIGITS) if isinstance(exponent, int) else 0)


def money(value: Decimal) -> str:
    return number(value, 2)


def signed_money(value: Decimal) -> str:
    return number(value, 2, signed=True)


def plain(value: Decimal, digits: int = 4) -> str:
    """Without a tail of zeros: `0.1`, `30`, `1.25`."""
    rounded = round_to(value, digits)
    return number(rounded, digits_of(rounded))


def real(value: float) -> str:
    """A number of a strategy to eight digits: `0.25`, `84 333.55`."""
    exact = Decimal(f"{value:.8g}")
    return number(exact, digits_of(exact))


def percent(value: Decimal, digits: int = 4) -> str:
    """A share without noise: `0.1%`, `30%`."""
    return f"{plain(value, digits)}%"


def signed_percent(value: Decimal) -> str:
    return f"{number(value, 2, signed=True)}%"


def tenths(value: Decimal) -> str:
    """A share of the moment, always one decimal: `5.0%`."""
    return f"{number(value, 1)}%"


def limit(value: Limit | None, text: Text) -> str:
    """A risk setting as it was typed: `0.1%`, `50 USD`, `off`."""
    if value is None:
        return text.t("off")
    if value.unit is LimitUnit.PERCENT:
        return percent(value.number)
    return f"{plain(value.number, 8)}{NBSP}USD"


def duration(seconds: int, text: Text) -> str:
    """The two largest units, `4 m 12 s`; a second unit of nought is left out."""
    left = max(seconds, 0)
    parts: list[str] = []
    for name, length in _UNITS:
        count, left = divmod(left, length)
        if count:
            parts.append(f"{number(Decimal(count), 0)}{NBSP}{text.t('unit.' + name)}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return " ".join(parts) or f"0{NBSP}{text.t('unit.s')}"


def age(seconds: float, text: Text) -> str:
    """How old a price is: tenths below ten seconds, else a duration."""
    known = min(max(0.0, seconds), 1e9)
    if known < 9.95:
        return f"{known:.1f}{NBSP}{text.t('unit.s')}"
    return duration(round(known), text)


def _local(at_ns: int, utc_offset_min: int) -> datetime:
    since = timedelta(seconds=at_ns // SECOND_NS, minutes=utc_offset_min)
    return datetime(1970, 1, 1, tzinfo=UTC) + since


def clock(at_ns: int, utc_offset_min: int) -> str:
    """Time of day in the user's zone, to the second."""
    return f"{_local(at_ns, utc_offset_min):%H:%M:%S}"


def short_clock(at_ns: int, utc_offset_min: int) -> str:
    return f"{_local(at_ns, utc_offset_min):%H:%M}"


def day(at_ns: int, utc_offset_min: int, text: Text) -> str:
    """The user's date: `21 Nov`."""
    local = _local(at_ns, utc_offset_min)
    return f"{local.day}{NBSP}{text.t(f'month.{local.month}')}"


def days(first_ns: int, last_ns: int, utc_offset_min: int, text: Text) -> str:
    """From one date to another: `1 Nov-21 Nov`, over a new year `21 Nov 25-20 Jan 26`."""
    ends = first_ns, last_ns
    named = [day(at_ns, utc_offset_min, text) for at_ns in ends]
    years = [_local(at_ns, utc_offset_min).year for at_ns in ends]
    if years[0] != years[1]:
        named = [f"{name}{NBSP}{year % 100:02}" for name, year in zip(named, years, strict=True)]
    return "-".join(dict.fromkeys(named))


def zone(utc_offset_min: int) -> str:
    """`UTC+3`, `UTC+5:30`, `UTC`."""
    hours, minutes = divmod(abs(utc_offset_min), 60)
    sign = "-" if utc_offset_min < 0 else "+"
    rest = f":{minutes:02}" if minutes else ""
    return f"UTC{sign}{hours}{rest}" if utc_offset_min else "UTC"
