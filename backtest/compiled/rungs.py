"""A ladder of targets in the compiled loop, as `engine.ladder` lays it out; what stands in rows
after the last rung means nothing."""

from backtest.compiled.terms import AIM, LEVEL, NUMBER, PATH, QTY, SHARE, Book, Terms
from backtest.compiled.trails import level
from engine import rules, trail_rules


def build_rungs(book: Book, terms: Terms) -> None:
    """The levels of a new position's targets; a ladder that comes to one takes all there."""
    book.rungs = book.taken = book.sold = book.final = 0
    if not terms.goal_count:
        book.target = level(book.side, book.cost, book.qty, terms.target, terms.tick)
        return
    _sort(book, terms)
    book.final = book.ladder[terms.goal_count - 1, AIM]
    _split(book, terms)
    count = _merge(book, terms)
    book.rungs = count if count > 1 else 0
    book.target = book.ladder[0, LEVEL]


def take_rung(book: Book, path: int) -> None:
    """The next target was reached: what it holds is ordered away."""
    book.sequence += 1
    book.ladder[book.taken, NUMBER] = book.sequence
    book.ladder[book.taken, PATH] = path
    book.taken += 1
    book.target = book.ladder[book.taken, LEVEL]


def _sort(book: Book, terms: Terms) -> None:
    """A row for each target, the nearest first; of two at one price the one planned first."""
    rungs, side = book.ladder, book.side
    for number in range(terms.goal_count):
        at, place = _level_of(book, terms, number), number
        while place > 0 and side * rungs[place - 1, LEVEL] > side * at:
            for column in (LEVEL, SHARE, AIM):
                rungs[place, column] = rungs[place - 1, column]
            place -= 1
        rungs[place, LEVEL], rungs[place, AIM] = at, number
        rungs[place, SHARE] = terms.goals[number, 2]


def _level_of(book: Book, terms: Terms, number: int) -> int:
    side, distance = book.side, terms.goals[number, 1]
    if terms.goals[number, 0]:
        return max(rules.level_by_share(side, book.cost, book.qty, distance), 1)
    return max(rules.level_by_distance(side, book.cost, book.qty, distance, terms.tick), 1)


def _split(book: Book, terms: Terms) -> None:
    """Whole steps; the rest of a rounding goes to the last."""
    rungs, count = book.ladder, terms.goal_count
    whole, left = 0, book.qty
    for place in range(count):
        whole += rungs[place, SHARE]
    for place in range(count):
        is_end = place == count - 1
        share = rungs[place, SHARE]
        qty = left if is_end else trail_rules.rung_size(book.qty, share, max(whole, 1))
        left -= qty
        rungs[place, QTY] = qty


def _merge(book: Book, terms: Terms) -> int:
    """Small rungs leave with the one after them, a small last one with the one before; answers how
    many there are."""
    rungs, least = book.ladder, max(terms.min_qty, 1)
    count = small = 0
    for place in range(terms.goal_count):
        small += rungs[place, QTY]
        rungs[count, LEVEL], rungs[count, QTY] = rungs[place, LEVEL], small
        if small >= least:
            count, small = count + 1, 0
    if small and count:
        rungs[count - 1, QTY] += small
    elif small:
        count = 1
    return count
