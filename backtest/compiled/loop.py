"""The loop over bars that is compiled: every rule it goes by is the engine's own function."""

from backtest.compiled.entering import leave, on_signal
from backtest.compiled.filling import fill_orders, is_moving
from backtest.compiled.judging import judge
from backtest.compiled.passing import is_settled, may_pass, pass_over
from backtest.compiled.positions import book_money, count_dues, worth
from backtest.compiled.terms import NO_CANDLE, Bar, Bars, Book, Ints, Kind, Reason, Tables, Terms
from backtest.compiled.watching import stays_calm, watch
from engine import rules

DAY_NS = 86_400_000_000_000


def run(
    bars: Bars,
    fundings: Ints,
    rules_of: "list[Terms]",
    tables: Tables,
    curve: Ints,
    books: "list[Book]",
) -> None:
    """Takes every bar into the one book there is; its `status` says whether it could."""
    book, terms = books[0], rules_of[0]
    place, count = 0, len(bars.at_ns)
    while place < count and not book.status:
        passed = place
        if may_pass(book, terms, bars.says[place]):
            passed = pass_over(book, terms, bars, fundings, curve, place)
        if passed == place:
            bar = _bar(bars, place)
            if book.due < len(fundings):
                _value(book, terms)
                _take_fundings(book, terms, tables, fundings, bar.at_ns - terms.bar_ns)
            _take(book, terms, tables, bar)
            if len(curve):
                _value(book, terms)
                curve[place] = book.wallet + book.unrealised
            if bar.say != NO_CANDLE and not _is_done(book, terms, bar.at_ns, bar.say):
                _close(book, terms, tables, bar.at_ns, bar.say)
            passed = place + 1
        place = passed
    _value(book, terms)
    is_told = bars.says[count - 1] != NO_CANDLE
    book.now_ns = bars.at_ns[count - 1] if is_told else bars.at_ns[count - 1] - 1


def _bar(bars: Bars, place: int) -> Bar:
    return Bar(
        bars.at_ns[place],
        bars.open[place],
        bars.high[place],
        bars.low[place],
        bars.close[place],
        bars.says[place],
    )


def _take(book: Book, terms: Terms, tables: Tables, bar: Bar) -> None:
    """One bar, until it closes."""
    if _is_quiet(book, terms, bar.at_ns - 1, bar.low, bar.high):
        book.last = bar.close
    else:
        _value(book, terms)
        _walk(book, terms, tables, bar)


def _value(book: Book, terms: Terms) -> None:
    """Brings the unrealised result to the last price: between bars that matter nobody asks."""
    if book.qty:
        book.unrealised = worth(book, terms, book.last)


def _is_quiet(book: Book, terms: Terms, last_ns: int, low: int, high: int) -> bool:
    """Does nothing happen before the bar closes? Then the guard has seen it."""
    if is_moving(book) or last_ns >= book.day_end_ns or book.is_halted:
        return False
    if not book.qty:
        return True
    if low <= book.lower or high >= book.upper or last_ns >= book.expires_ns:
        return False
    if terms.is_guarded:
        return stays_calm(book, terms, worth(book, terms, low), worth(book, terms, high))
    return True


def _is_done(book: Book, terms: Terms, at_ns: int, say: int) -> bool:
    """Was all that a closed candle says done before?"""
    return at_ns < book.day_end_ns and not is_moving(book) and is_settled(book, terms, say)


def _walk(book: Book, terms: Terms, tables: Tables, bar: Bar) -> None:
    """The path of a bar, as `core.candles.expand` lays it out; after its open it is often quiet."""
    first, low, high = bar.open, bar.low, bar.high
    is_low_first = first - low <= high - first
    near, far = (low, high) if is_low_first else (high, low)
    start, third = bar.at_ns - terms.bar_ns, terms.bar_ns // 3
    _point(book, terms, tables, start, first, 1, low, high)
    if _is_quiet(book, terms, bar.at_ns - 1, low, high):
        book.last = bar.close
        return
    _point(book, terms, tables, start + third, near, 0, low, high)
    _point(book, terms, tables, start + 2 * third, far, 0, low, high)
    _point(book, terms, tables, bar.at_ns - 1, bar.close, 0, low, high)


def _point(
    book: Book,
    terms: Terms,
    tables: Tables,
    at_ns: int,
    price: int,
    is_jump: int,
    low: int,
    high: int,
) -> None:
    _pass_time(book, at_ns)
    is_booked = False
    if is_moving(book):
        is_booked = fill_orders(book, terms, tables, at_ns, price)
    previous = book.last if book.last else price
    book.last = price
    if book.qty:
        book.unrealised = worth(book, terms, price)
        if not book.leaving and (price <= book.lower or price >= book.upper):
            judge(book, terms, previous, is_jump, low, high)
        if is_jump and not book.leaving and at_ns >= book.expires_ns:
            leave(book, Reason.TIME, 0, price)
    if book.qty or is_booked:
        watch(book, terms)


def _close(book: Book, terms: Terms, tables: Tables, at_ns: int, say: int) -> None:
    """The closed candle, which says something."""
    _value(book, terms)
    _pass_time(book, at_ns)
    is_booked = False
    if is_moving(book):
        is_booked = fill_orders(book, terms, tables, at_ns, 0)
    if book.qty or is_booked:
        watch(book, terms)
    on_signal(book, terms, say)


def _pass_time(book: Book, at_ns: int) -> None:
    if at_ns > book.now_ns:
        book.now_ns = at_ns
        if at_ns >= book.day_end_ns:
            book.day_end_ns = (at_ns // DAY_NS + 1) * DAY_NS
            book.day_equity = book.day_low = book.wallet + book.unrealised


def _take_fundings(book: Book, terms: Terms, tables: Tables, fundings: Ints, until_ns: int) -> None:
    """Those due at or before the open of a bar."""
    while book.due < len(fundings) and fundings[book.due, 0] <= until_ns:
        due = fundings[book.due]
        at_ns, rate, mark = due[0], due[1], due[2]
        book.due += 1
        _pass_time(book, at_ns)
        is_booked = fill_orders(book, terms, tables, at_ns, 0)
        if book.qty and max(book.opened_ns, book.funded_ns) < at_ns:
            value = mark * book.qty * terms.mark_num // terms.mark_den
            amount = rules.funding(value, rate, book.side)
            book_money(book, terms, tables, at_ns, Kind.FUNDING, amount, book.number)
            book.funding += amount
            book.carried += amount
            book.funded_ns = at_ns
            count_dues(book, terms)
        if book.qty or is_booked:
            watch(book, terms)
