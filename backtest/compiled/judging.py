"""What a price does to the position of the compiled loop, as `engine.judge` says."""

from backtest.compiled.entering import leave
from backtest.compiled.positions import narrow
from backtest.compiled.rungs import take_rung
from backtest.compiled.terms import FAR, Book, Reason, Terms
from backtest.compiled.trails import follow, is_woken
from engine import rules


def judge(book: Book, terms: Terms, previous: int, is_jump: int, low: int, high: int) -> None:
    """Losing levels first, then targets, then the trailing stop, as `engine.judging`."""
    price = book.last
    reason, level = _losing(book, terms, price)
    is_guess = _is_guess(book, terms, is_jump, low, high)
    if reason:
        book.is_ambiguous = 1 if is_guess else 0
        leave(book, reason, level, _path_price(level, previous, price, is_jump))
        return
    if is_guess:
        return
    if _is_won(book, price):
        _win(book, terms, previous, is_jump)
    elif is_woken(book, price):
        follow(book, terms, price)
        narrow(book, terms)


def _is_won(book: Book, price: int) -> bool:
    return book.target > 0 and rules.is_favourable(book.side, price, price, book.target)


def _win(book: Book, terms: Terms, previous: int, is_jump: int) -> None:
    """The next target was reached, and maybe more of them at once."""
    while _is_won(book, book.last):
        path = _path_price(book.target, previous, book.last, is_jump)
        if book.rungs - book.taken <= 1:
            leave(book, Reason.TAKE_PROFIT, book.target, path)
            return
        take_rung(book, path)
    follow(book, terms, book.last)
    narrow(book, terms)


def _losing(book: Book, terms: Terms, price: int) -> tuple[int, int]:
    """Why and at which level a position leaves at a price: of several the one nearest to the
    entry; a tie liquidates."""
    side, mark, found, level, nearest = book.side, price * terms.tick, 0, 0, -FAR
    if book.liquidation and rules.is_adverse(side, mark, mark, book.liquidation):
        found, level = Reason.LIQUIDATION.value, book.liquidation // terms.tick
        nearest = side * book.liquidation
    is_stopped = book.stop > 0 and rules.is_adverse(side, price, price, book.stop)
    if is_stopped and side * book.stop * terms.tick > nearest:
        found = Reason.TRAIL.value if book.is_trailing else Reason.STOP_LOSS.value
        level = book.stop
        nearest = side * book.stop * terms.tick
    is_lost = rules.is_adverse(side, price, price, book.max_loss)
    if is_lost and side * book.max_loss * terms.tick > nearest:
        found, level = Reason.MAX_LOSS.value, book.max_loss
    return found, level


def _is_guess(book: Book, terms: Terms, is_jump: int, low: int, high: int) -> bool:
    """P11: does the bar hold a losing level as well as the target, or what wakes the trail?"""
    if is_jump:
        return False
    best, worst = (high, low) if book.side > 0 else (low, high)
    if not (_is_won(book, best) or rules.is_favourable(book.side, best, best, book.wake)):
        return False
    return _losing(book, terms, worst)[0] > 0


def _path_price(level: int, previous: int, price: int, is_jump: int) -> int:
    """Where an exit is priced from: its level if the path crossed it, else the point itself."""
    if is_jump or level < min(previous, price) or level > max(previous, price):
        return price
    return level
