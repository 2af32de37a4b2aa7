"""A position in the compiled loop: what a fill makes of it, and where its levels lie."""

from backtest.compiled.rungs import build_rungs
from backtest.compiled.terms import FAR, Book, Kind, Limit, Status, Tables, Terms
from backtest.compiled.trails import arm_trail, level
from engine import rules


def amount_of(limit: Limit, base: int) -> int:
    """`Limit.of`."""
    return rules.over(base, limit.value, rules.PPM) if limit.is_share else limit.value


def liquidation(terms: Terms, side: int, cost: int, qty: int, margin: int) -> int:
    """The mark of it, 0 when there is none; by the tier that the notional falls in."""
    rate, cum = 0, 0
    for place in range(terms.tier_count):
        if cost * terms.unit >= terms.tiers[place, 0]:
            rate, cum = terms.tiers[place, 1], terms.tiers[place, 2]
    return rules.liquidation_mark(side, cost, qty, terms.unit, margin, rate, cum, terms.tick)


def worth(book: Book, terms: Terms, price: int) -> int:
    """The unrealised result at a price, as the account counts it."""
    value = price * terms.tick * (book.side * book.qty) * terms.mark_num // terms.mark_den
    return value - book.side * book.cost * terms.unit


def own_result(book: Book, terms: Terms) -> int:
    """The same as the agent counts it: a part of a unit goes the other way for a SHORT."""
    if not book.qty:
        return 0
    value = book.last * terms.tick * book.qty * terms.mark_num // terms.mark_den
    return book.side * (value - book.cost * terms.unit)


def book_money(
    book: Book, terms: Terms, tables: Tables, at_ns: int, kind: int, amount: int, number: int
) -> None:
    if not amount:
        return
    book.wallet += amount
    book.realised += amount
    if abs(book.wallet) > terms.most_money:
        book.status = Status.TOO_BIG
    row = tables.ledger[book.entries]
    row[0], row[1], row[2], row[3], row[4] = at_ns, kind, amount, book.wallet, number
    book.entries += 1


def opened(book: Book, terms: Terms, at_ns: int, side: int, qty: int, price: int, fee: int) -> None:
    """A new position from its only fill, with its levels."""
    unit, cost = terms.unit, price * qty
    book.side, book.qty, book.cost, book.opened_ns = side, qty, cost, at_ns
    book.opened_qty, book.opened_cost, book.closed_cost = qty, cost, 0
    book.margin = rules.margin(cost, unit, terms.leverage)
    book.reserved = book.margin
    book.fees, book.funding, book.funded_ns, book.is_ambiguous = fee, 0, 0, 0
    book.carried, book.gross, book.slip = -fee, 0, 0
    book.leaving = book.risk_money = 0
    book.cap = -1
    if terms.max_loss.is_on:
        book.cap = amount_of(terms.max_loss, terms.slice + book.realised)
    book.stop = level(-side, cost, qty, terms.stop_loss, terms.tick)
    build_rungs(book, terms)
    arm_trail(book, terms)
    book.expires_ns = FAR
    if terms.time_stop_s:
        book.expires_ns = at_ns + terms.time_stop_s * 1_000_000_000
    if book.stop:
        entry = cost // qty
        book.risk_money = rules.loss_at_stop(entry, book.stop, qty, unit, terms.taker_fee)
    count_dues(book, terms)
    book.unrealised = worth(book, terms, book.last) if book.last else 0


def count_dues(book: Book, terms: Terms) -> None:
    """The levels that move with what is booked, and the nearest of all."""
    side, booked = book.side, book.gross + book.funding - book.fees
    book.max_loss = -side * FAR
    if terms.max_loss.is_on:
        book.max_loss = rules.max_loss_level(
            side, book.cost, book.qty, terms.unit, booked, book.cap, terms.taker_fee
        )
    book.liquidation = liquidation(terms, side, book.cost, book.qty, book.margin)
    narrow(book, terms)


def narrow(book: Book, terms: Terms) -> None:
    """A price strictly between `lower` and `upper` reaches nothing."""
    losing, winning = book.max_loss, book.wake
    if book.target:
        winning = min(winning, book.target) if book.side > 0 else max(winning, book.target)
    if book.side > 0:
        losing = max(losing, book.liquidation // terms.tick) if book.liquidation else losing
        book.lower = max(losing, book.stop) if book.stop else losing
        book.upper = winning
    else:
        if book.liquidation:
            losing = min(losing, rules.up(book.liquidation, terms.tick))
        book.upper = min(losing, book.stop) if book.stop else losing
        book.lower = winning


def liquidated(
    book: Book, terms: Terms, tables: Tables, at_ns: int, notional: int, fee: int, realised: int
) -> int:
    """Books the liquidation fee and what the venue's insurance takes over; answers the latter."""
    charge = rules.fee(notional, terms.liquidation_fee)
    book_money(book, terms, tables, at_ns, Kind.FEE, -charge, book.exit_number)
    beyond = max(fee + charge - realised - book.margin, 0)
    book_money(book, terms, tables, at_ns, Kind.INSURANCE, beyond, book.exit_number)
    book.fees += charge
    return beyond
