"""Bars in which nothing is decided, passed over in the compiled loop in one tight loop each."""

from backtest.compiled.filling import is_moving
from backtest.compiled.positions import worth
from backtest.compiled.terms import FAR, Bars, Book, Says, Tables, Terms
from backtest.compiled.watching import stays_calm


def pass_over(book: Book, terms: Terms, tables: Tables, bars: Bars, place: int) -> int:
    """Takes the bars from a place on that change the price and nothing else; answers the first that
    must be taken by itself."""
    if not is_settled(book, terms, bars.says[place]) or is_moving(book) or book.is_halted:
        return place
    until = _same(bars.says, place, _until(book, terms, tables, bars, place))
    _fetch(book, bars, until)
    if not book.qty:
        end = until
    elif terms.is_guarded:
        end = _guarded(book, terms, bars, place, until)
    else:
        end = _within(book, bars, place, until)
    if end > place:
        book.last = bars.close[end - 1]
        if len(tables.curve):
            _note_curve(book, terms, tables, bars, place, end)
    return end


def is_settled(book: Book, terms: Terms, say: int) -> bool:
    """Was all that such advice means done before?"""
    if say != book.action or book.repeats < terms.needed:
        return False
    return say == 0 or book.started_ns == book.used_ns


def _until(book: Book, terms: Terms, tables: Tables, bars: Bars, place: int) -> int:
    """The first bar in which the time itself does something."""
    at_ns = book.day_end_ns
    if book.due < len(tables.fundings):
        at_ns = min(at_ns, tables.fundings[book.due, 0] + terms.bar_ns)
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


def _fetch(book: Book, bars: Bars, place: int) -> None:
    """Reads what the bar after a stretch will need, so that memory brings it while the stretch is
    looked at: these columns are not read in between."""
    place = min(place + 1, len(bars.at_ns) - 1)
    book.fetched = bars.open[place] ^ bars.close[place] ^ bars.at_ns[place]


def _same(says: Says, place: int, until: int) -> int:
    """Up to which bar the advice stays."""
    say = says[place]
    while place < until and says[place] == say:
        place += 1
    return place


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


def _note_curve(book: Book, terms: Terms, tables: Tables, bars: Bars, place: int, end: int) -> None:
    if not book.qty:
        tables.curve[place:end] = book.wallet
        return
    for each in range(place, end):
        tables.curve[each] = book.wallet + worth(book, terms, bars.close[each])
