"""The guard of the compiled loop, as `engine.guardian` and `engine.halting`."""

from backtest.compiled.entering import leave
from backtest.compiled.positions import amount_of
from backtest.compiled.terms import FAR, Book, Reason, Status, Terms


def stays_calm(book: Book, terms: Terms, one: int, other: int) -> bool:
    """Shows the guard both extremes, unless it would act on one of them."""
    worst, best = book.wallet + min(one, other), book.wallet + max(one, other)
    high_water = max(book.high_water, best)
    if worst <= max(book.floor, _floor(terms, high_water)):
        return False
    if high_water > book.high_water:
        book.high_water, book.floor = high_water, _floor(terms, high_water)
    book.day_low = min(book.day_low, worst)
    return True


def _floor(terms: Terms, high_water: int) -> int:
    if not terms.drawdown.is_on:
        return -FAR
    return high_water - amount_of(terms.drawdown, high_water)


def watch(book: Book, terms: Terms) -> None:
    """Judges the account after an event; a drawdown sends all away and halts."""
    if book.is_halted:
        if not (book.qty or book.halted_ns):
            book.halted_ns = book.now_ns
        return
    equity = book.wallet + book.unrealised
    book.day_low = min(book.day_low, equity)
    if equity > book.high_water:
        book.high_water, book.floor = equity, _floor(terms, equity)
    elif equity <= book.floor:
        _halt(book)


def _halt(book: Book) -> None:
    if book.entry_side:
        book.status = Status.ENTANGLED
        return
    if book.qty and not book.leaving:
        leave(book, Reason.DRAWDOWN, 0, book.last)
    book.is_halted = 1
    if not book.qty:
        book.halted_ns = book.now_ns
