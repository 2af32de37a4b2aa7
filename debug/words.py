"""What is typed after a debug command, understood; raises InputError with what would be right."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from core.errors import InputError
from core.instrument import Instrument
from core.money import parse_decimal
from core.types import Action, OrderSide, Priority
from core.values import Frozen
from exchanges.simulated.faults import FaultKind

FAULTS: Mapping[str, FaultKind] = MappingProxyType(
    {
        "silence": FaultKind.SILENCE,
        "stale": FaultKind.OUTAGE,
        "gap": FaultKind.GAP,
        "reject": FaultKind.REJECT,
    }
)
OFF = "off"
USUAL_PCT = 90
MOST_TIMES = 1_000
"""A forced price may be so many times the newest one, or that part of it."""
_PERCENT = re.compile(r"\d{1,4}%?", re.ASCII)
_LEVERAGE = re.compile(r"[xX]\d{1,4}", re.ASCII)


class Advice(Frozen, frozen=True, kw_only=True):
    """`BUY 90 ETHUSDT x2`."""

    action: Action
    confidence_pct: int
    held: Instrument | None = None
    leverage: int | None = None


def advice(words: Sequence[str], listed: Sequence[Instrument]) -> Advice:
    """A side, then confidence, instrument and leverage, each once and in any order."""
    action = Action(choice(words[:1], Action))
    confidence, held, leverage = USUAL_PCT, None, None
    for word in words[1:]:
        if _PERCENT.fullmatch(word):
            confidence = _within(int(word.rstrip("%")), 100)
        elif _LEVERAGE.fullmatch(word):
            leverage = _within(int(word[1:]), 125)
        else:
            held = instrument(word, listed)
    return Advice(action=action, confidence_pct=confidence, held=held, leverage=leverage)


def instrument(word: str, listed: Sequence[Instrument]) -> Instrument:
    """By BTCUSDT, BTC/USDT or BTC."""
    wanted = word.upper()
    for held in listed:
        if wanted in (held.symbol, held.title, held.base):
            return held
    raise _unknown(held.symbol for held in listed)


def choice(words: Sequence[str], known: Iterable[str]) -> str:
    """One of the known words, whatever their case."""
    choices = {name.lower(): str(name) for name in known}
    found = choices.get(words[0].lower()) if words else None
    if found is None:
        raise _unknown(choices.values())
    return found


def priority(words: Sequence[str]) -> Priority:
    return Priority(choice(words, Priority))


def price(words: Sequence[str], held: Instrument, newest: int | None) -> int:
    """A price in ticks, rounded to the nearest below; not absurdly far from the newest."""
    ticks = held.limit_ticks(parse_decimal("".join(words)), OrderSide.BUY)
    low, high = (2, 10**9) if newest is None else (newest // MOST_TIMES + 2, newest * MOST_TIMES)
    if not low <= ticks <= high:
        raise _beyond(f"{held.price(low):f}", f"{held.price(high):f}")
    return ticks


def _within(number: int, high: int) -> int:
    if not 1 <= number <= high:
        raise _beyond("1", str(high))
    return number


def _beyond(low: str, high: str) -> InputError:
    return InputError(f"From {low} to {high}", code="out_of_range", low=low, high=high)


def _unknown(known: Iterable[str]) -> InputError:
    named = ", ".join(known)
    return InputError(f"Choose one of: {named}", code="unknown_choice", known=named)
