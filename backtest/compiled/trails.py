"""The trailing stop in the compiled loop, as `engine.trailing`: a price that does not exist lies
FAR, where nothing reaches it."""

from backtest.compiled.terms import FAR, LEVEL, Book, Limit, Terms
from engine import rules, trail_rules
from engine.trail_rules import Follows


def level(way: int, cost: int, qty: int, limit: Limit, tick: int) -> int:
    """The tick of a stop or target, 0 when off."""
    if not limit.is_on:
        return 0
    if limit.is_share:
        return max(rules.level_by_share(way, cost, qty, limit.value), 1)
    return max(rules.level_by_distance(way, cost, qty, limit.value, tick), 1)


def arm_trail(book: Book, terms: Terms) -> None:
    """As it stands at the entry of a new position."""
    book.is_trailing = book.best = 0
    book.wake = book.side * FAR
    if not terms.follows:
        return
    if terms.follows != Follows.BEST:
        book.wake = _move(book, terms)[0]
    elif terms.start.is_on:
        book.wake = _start(book, terms)
    else:
        _follow_best(book, terms, book.cost // book.qty)


def is_woken(book: Book, price: int) -> bool:
    """Does the trail act on a price?"""
    return not trail_rules.is_farther(book.side, book.wake, price)


def follow(book: Book, terms: Terms, price: int) -> None:
    """A price at which the trail may act, or one after a target was taken."""
    if not terms.follows:
        return
    if terms.follows == Follows.BEST:
        if is_woken(book, price):
            _follow_best(book, terms, price)
        return
    wake, goal = _move(book, terms)
    if not trail_rules.is_farther(book.side, wake, price):
        book.stop, book.is_trailing = goal, 1
    book.wake = _move(book, terms)[0]


def _follow_best(book: Book, terms: Terms, price: int) -> None:
    if not terms.distance.is_on:
        return
    best = trail_rules.farther(book.side, book.best, price) if book.best else price
    stop = _behind(book, terms, best)
    book.best, book.wake = best, best + book.side
    if trail_rules.is_farther(book.side, stop, book.stop):
        book.stop, book.is_trailing = stop, 1


def _move(book: Book, terms: Terms) -> tuple[int, int]:
    """The price that moves the stop next, and where to."""
    side = book.side
    start, goal = _goal(book, terms)
    if not trail_rules.is_farther(side, goal, book.stop):
        return side * FAR, goal
    return trail_rules.farther(side, start, goal + side), goal


def _goal(book: Book, terms: Terms) -> tuple[int, int]:
    """From which price on the stop goes, and where to."""
    nowhere = -book.side * FAR
    if terms.follows == Follows.BREAK_EVEN and book.is_trailing:
        return nowhere, nowhere
    if terms.start.is_on and not _goes_by_targets(book, terms):
        return _goal_at_start(book, terms)
    at = trail_rules.anchor(terms.follows, book.taken)
    if at == trail_rules.NEVER:
        return nowhere, nowhere
    if at == trail_rules.BREAK_EVEN:
        return nowhere, _break_even(book, terms)
    reached = book.ladder[at - 1, LEVEL]
    if terms.follows == Follows.TRIGGER:
        return nowhere, _behind(book, terms, reached)
    return nowhere, reached


def _goal_at_start(book: Book, terms: Terms) -> tuple[int, int]:
    """Of a trail that acts once, when its start is reached."""
    nowhere = -book.side * FAR
    if book.is_trailing:
        return nowhere, nowhere
    start = _start(book, terms)
    if terms.follows == Follows.BREAK_EVEN:
        return start, _break_even(book, terms)
    return start, _behind(book, terms, start)


def _goes_by_targets(book: Book, terms: Terms) -> bool:
    if terms.follows == Follows.TRIGGER:
        return book.rungs > 0
    return terms.follows == Follows.TARGET or terms.follows == Follows.TWO_TARGETS


def _behind(book: Book, terms: Terms, price: int) -> int:
    side, distance = book.side, terms.distance
    if not distance.is_on:
        return -side * FAR
    if distance.is_share:
        return max(trail_rules.behind_by_share(side, price, distance.value), 1)
    return max(trail_rules.behind_by_distance(side, price, distance.value, terms.tick), 1)


def _start(book: Book, terms: Terms) -> int:
    return level(book.side, book.cost, book.qty, terms.start, terms.tick)


def _break_even(book: Book, terms: Terms) -> int:
    return rules.break_even(
        book.side, book.cost, book.qty, terms.unit, book.carried, terms.taker_fee
    )
