"""Bars in which nothing is decided, passed over in the compiled loop in one tight loop each."""

from backtest.compiled.fetching import fetch
from backtest.compiled.filling import is_moving
from backtest.compiled.positions import worth
from backtest.compiled.terms import AHEAD, FAR, Bars, Book, Ints, Terms
from backtest.compiled.watching import stays_calm


def pass_over(book: Book, terms: Terms, bars: Bars, fundings: Ints, curve: Ints, place: int) -> int:
    """Takes the bars from a place on that change the price and nothing else; answers the first that
    must be taken by itself. It `may_pass` there."""
    until = min(_turn(book, bars, place), _until(book, terms, bars, fundings, place))
    if not book.qty:
        end = until
    elif terms.is_guarded:
        end = _guarded(book, terms, bars, place, until)
    else:
        end = _within(book, bars, place, until)
    if end > place:
        book.last = bars.close[end - 1]
        if len(curve):
            _note_curve(book, terms, bars, curve, place, end)
    return end


def may_pass(book: Book, terms: Terms, say: int) -> bool:
    """Does a bar with such advice decide nothing unless its price or its time does?"""
    return is_settled(book, terms, say) and not is_moving(book)


def is_settled(book: Book, terms: Terms, say: int) -> bool:
    """Was all that such advice means done before? To a halted account it means nothing."""
    if book.is_halted:
        return True
    if say != book.action or book.repeats < terms.needed:
        return False
    return say == 0 or book.started_ns == book.used_ns


def _until(book: Book, terms: Terms, bars: Bars, fundings: Ints, place: int) -> int:
    """The first bar in which the time itself does something."""
    at_ns = book.day_end_ns
    if book.due < len(fundings):
        at_ns = min(at_ns, fundings[book.due, 0] + terms.bar_ns)
    if book.qty:
        at_ns = min(at_ns, book.expires_ns)
    if at_ns != book.until_ns:
        book.until_ns, book.until = at_ns, _first_at(bars, place, at_ns)
    return book.until


def _first_at(bars: Bars, place: int, at_ns: int) -> int:
    """The first bar that closes then or later: near ones are looked at first."""
    low, step, count = place, 1, len(bars.at_ns)
    while low + step < count and bars.at_ns[low + step] < at_ns:
        low, step = low + step, step * 2
    high = min(low + step, count)
    while low < high:
        middle = (low + high) // 2
        if bars.at_ns[middle] < at_ns:
            low = middle + 1
        else:
            high = middle
    return low


def _turn(book: Book, bars: Bars, place: int) -> int:
    """The next bar whose advice is another."""
    while bars.turns[book.turn] <= place:
        book.turn += 1
        _fetch(bars, bars.turns[book.turn + AHEAD])
    turn: int = bars.turns[book.turn]
    return turn


def _fetch(bars: Bars, place: int) -> None:
    """What a bar, the one before and the one after it are taken with."""
    fetch(bars.says, place)
    _fetch_around(bars.at_ns, place)
    _fetch_around(bars.open, place)
    _fetch_around(bars.high, place)
    _fetch_around(bars.low, place)
    _fetch_around(bars.close, place)


def _fetch_around(column: Ints, place: int) -> None:
    fetch(column, place - 1)
    fetch(column, place + 1)


def _within(book: Book, bars: Bars, place: int, until: int) -> int:
    """The same, with a position: as long as no level is reached."""
    lower, upper = book.lower, book.upper
    while place < until and bars.low[place] > lower and bars.high[place] < upper:
        place += 1
    return place


def _guarded(book: Book, terms: Terms, bars: Bars, place: int, until: int) -> int:
    """The same, with a guard, who is shown each price that goes beyond those before."""
    lower, upper = book.lower, book.upper
    least, most = FAR, 0
    while place < until:
        low, high = bars.low[place], bars.high[place]
        if low <= lower or high >= upper:
            return place
        if low < least or high > most:
            least, most = min(low, least), max(high, most)
            if not stays_calm(book, terms, worth(book, terms, least), worth(book, terms, most)):
                return place
        place += 1
    return place


def _note_curve(book: Book, terms: Terms, bars: Bars, curve: Ints, place: int, end: int) -> None:
    if not book.qty:
        curve[place:end] = book.wallet
        return
    for each in range(place, end):
        curve[each] = book.wallet + worth(book, terms, bars.close[each])
