"""A ladder of targets in the compiled loop, as `engine.ladder` lays it out; what stands in rows
after the last rung means nothing."""

from backtest.compiled.terms import AIM, LEVEL, NUMBER, PATH, QTY, SHARE, Book, Tables, Terms
from backtest.compiled.trails import level
from engine import rules, trail_rules


def build_rungs(book: Book, terms: Terms, tables: Tables) -> None:
    """The levels of a new position's targets; a ladder that comes to one takes all there."""
    book.rungs = book.taken = book.sold = book.final = 0
    if not len(tables.targets):
        book.target = level(book.side, book.cost, book.qty, terms.target, terms.tick)
        return
    _sort(book, terms, tables)
    book.final = tables.rungs[len(tables.targets) - 1, AIM]
    _split(book, tables)
    count = _merge(terms, tables)
    book.rungs = count if count > 1 else 0
    book.target = tables.rungs[0, LEVEL]


def take_rung(book: Book, tables: Tables, path: int) -> None:
    """The next target was reached: what it holds is ordered away."""
    book.sequence += 1
    tables.rungs[book.taken, NUMBER] = book.sequence
    tables.rungs[book.taken, PATH] = path
    book.taken += 1
    book.target = tables.rungs[book.taken, LEVEL]


def _sort(book: Book, terms: Terms, tables: Tables) -> None:
    """A row for each target, the nearest first; of two at one price the one planned first."""
    rungs, side = tables.rungs, book.side
    for number in range(len(tables.targets)):
        at, place = _level_of(book, terms, tables, number), number
        while place > 0 and side * rungs[place - 1, LEVEL] > side * at:
            for column in (LEVEL, SHARE, AIM):
                rungs[place, column] = rungs[place - 1, column]
            place -= 1
        rungs[place, LEVEL], rungs[place, AIM] = at, number
        rungs[place, SHARE] = tables.targets[number, 2]


def _level_of(book: Book, terms: Terms, tables: Tables, number: int) -> int:
    side, distance = book.side, tables.targets[number, 1]
    if tables.targets[number, 0]:
        return max(rules.level_by_share(side, book.cost, book.qty, distance), 1)
    return max(rules.level_by_distance(side, book.cost, book.qty, distance, terms.tick), 1)


def _split(book: Book, tables: Tables) -> None:
    """Whole steps; the rest of a rounding goes to the last."""
    rungs, count = tables.rungs, len(tables.targets)
    whole, left = 0, book.qty
    for place in range(count):
        whole += rungs[place, SHARE]
    for place in range(count):
        is_end = place == count - 1
        share = rungs[place, SHARE]
        qty = left if is_end else trail_rules.rung_size(book.qty, share, max(whole, 1))
        left -= qty
        rungs[place, QTY] = qty


def _merge(terms: Terms, tables: Tables) -> int:
    """Small rungs leave with the one after them, a small last one with the one before; answers how
    many there are."""
    rungs, least = tables.rungs, max(terms.min_qty, 1)
    count = small = 0
    for place in range(len(tables.targets)):
        small += rungs[place, QTY]
        rungs[count, LEVEL], rungs[count, QTY] = rungs[place, LEVEL], small
        if small >= least:
            count, small = count + 1, 0
    if small and count:
        rungs[count - 1, QTY] += small
    elif small:
        count = 1
    return count
