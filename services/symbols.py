"""Instruments by the names people call them."""

from collections.abc import Sequence

from core.errors import InputError
from core.instrument import Instrument
from core.ports import Trading
from services.wording import Symbol, nearest, symbol_names


def symbols_of(trading: Trading) -> list[Symbol]:
    return [
        Symbol(held.id, held.base, symbol_names(held.symbol, held.base, held.quote))
        for held in trading.instruments()
    ]


def choices_of(trading: Trading) -> tuple[tuple[str, str], ...]:
    """Titles and what finds them again; the id where two instruments share a title."""
    held = trading.instruments()
    titles = [each.title for each in held]
    return tuple(
        (each.title, each.symbol) if titles.count(each.title) == 1 else (each.id, each.id)
        for each in held
    )


def find_symbol(trading: Trading, name: str) -> Instrument:
    """An instrument by its id or one of its names; raises InputError with the nearest."""
    typed = name.strip().lower()
    for held in trading.instruments():
        if typed in (held.id.lower(), *symbol_names(held.symbol, held.base, held.quote)):
            return held
    raise unknown_symbol(name.strip()[:20], nearest(typed, symbols_of(trading)))


def unknown_symbol(typed: str, near: Sequence[str]) -> InputError:
    if not near:
        return InputError(f"There is no {typed}", code="no_symbol", typed=typed)
    named = ", ".join(near)
    return InputError(
        f"There is no {typed}: {named}?", code="nearest_symbol", typed=typed, near=named
    )
