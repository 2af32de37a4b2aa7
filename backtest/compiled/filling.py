"""The venue and the ledger of the compiled loop: what becomes of orders on their way."""

from backtest.compiled.positions import book_money, count_dues, liquidated, opened, worth
from backtest.compiled.terms import LEVEL, NUMBER, PATH, QTY, Book, Kind, Reason, Tables, Terms
from engine import rules
from exchanges.simulated import rules as venue


def is_moving(book: Book) -> bool:
    """Is an order on its way?"""
    return book.leaving > 0 or book.entry_side != 0 or book.sold < book.taken


def fill_orders(book: Book, terms: Terms, tables: Tables, at_ns: int, price: int) -> bool:
    """What the event makes of the orders on their way; a price of 0 is none."""
    is_booked = book.sold < book.taken
    while book.sold < book.taken:
        _fill_rung(book, terms, tables, at_ns)
    if book.leaving:
        met = book.exit_path if book.exit_path else price
        if met:
            _fill_exit(book, terms, tables, at_ns, met)
            is_booked = True
    if book.entry_side and price:
        _fill_entry(book, terms, tables, at_ns, price)
        is_booked = True
    return is_booked


def _fill_exit(book: Book, terms: Terms, tables: Tables, at_ns: int, met: int) -> None:
    price = venue.worsened(-book.side, met, terms.half_spread + terms.slippage)
    notional, fees, gross = price * book.qty * terms.unit, book.fees, book.gross
    _sell(book, terms, tables, at_ns, price, book.qty, book.exit_number, book.exit_level)
    if book.leaving == Reason.LIQUIDATION:
        fee, realised = book.fees - fees, book.gross - gross
        book.gross += liquidated(book, terms, tables, at_ns, notional, fee, realised)
    _note_trade(book, tables, at_ns)
    book.qty = book.side = book.cost = book.margin = book.taken = book.sold = 0
    book.reserved = book.unrealised = book.leaving = 0
    book.last_exit_ns = at_ns


def _fill_rung(book: Book, terms: Terms, tables: Tables, at_ns: int) -> None:
    """Fills the order of the first rung that is on its way."""
    rung = book.ladder[book.sold]
    qty, whole = rung[QTY], book.qty
    price = venue.worsened(-book.side, rung[PATH], terms.half_spread + terms.slippage)
    _sell(book, terms, tables, at_ns, price, qty, rung[NUMBER], rung[LEVEL])
    book.sold += 1
    book.cost -= rules.part_of_cost(book.cost, qty, whole)
    book.qty = whole - qty
    book.carried = rules.over(book.carried, book.qty, whole)
    book.margin = rules.margin(book.cost, terms.unit, terms.leverage)
    book.reserved = book.margin
    count_dues(book, terms)
    book.unrealised = worth(book, terms, book.last) if book.last else 0


def _sell(
    book: Book,
    terms: Terms,
    tables: Tables,
    at_ns: int,
    price: int,
    qty: int,
    number: int,
    level: int,
) -> None:
    """Books the close of a part, or of all, at a price; the position itself stays as it is."""
    side, unit = book.side, terms.unit
    fee = venue.fee(price * qty * unit, terms.taker_fee)
    _note_fill(book, tables, at_ns, number, -side, price, qty, fee)
    book_money(book, terms, tables, at_ns, Kind.FEE, -fee, number)
    realised = side * (price * qty - rules.part_of_cost(book.cost, qty, book.qty)) * unit
    book_money(book, terms, tables, at_ns, Kind.REALISED, realised, number)
    book.fees += fee
    book.gross += realised
    book.closed_cost += price * qty
    book.slip += side * (level - price) * qty * unit if level else 0


def _fill_entry(book: Book, terms: Terms, tables: Tables, at_ns: int, met: int) -> None:
    """Fills, or refuses, the entry that was on its way."""
    side, qty, number = book.entry_side, book.entry_qty, book.entry_number
    book.entry_side = 0
    if qty < max(terms.min_qty, 1) or met * qty * terms.unit < terms.min_notional:
        return
    best = venue.worsened(side, met, terms.half_spread)
    price = venue.worsened(side, met, terms.half_spread + terms.slippage)
    if venue.slip(side, price, best) > book.entry_slip:
        return
    fee = venue.fee(price * qty * terms.unit, terms.taker_fee)
    _note_fill(book, tables, at_ns, number, side, price, qty, fee)
    book_money(book, terms, tables, at_ns, Kind.FEE, -fee, number)
    book.number = number
    opened(book, terms, at_ns, side, qty, price, fee)


def _note_fill(
    book: Book,
    tables: Tables,
    at_ns: int,
    number: int,
    side: int,
    price: int,
    qty: int,
    fee: int,
) -> None:
    row = tables.fills[book.fills]
    row[0], row[1], row[2], row[3] = at_ns, number, side, price
    row[4], row[5] = qty, fee
    book.fills += 1


def _note_trade(book: Book, tables: Tables, at_ns: int) -> None:
    row = tables.trades[book.trades]
    row[0], row[1], row[2], row[3] = book.number, book.side, book.opened_qty, book.opened_cost
    row[4], row[5], row[6], row[7] = book.closed_cost, book.opened_ns, at_ns, book.gross
    row[8], row[9], row[10], row[11] = book.fees, book.funding, book.risk_money, book.slip
    row[12], row[13], row[14] = book.leaving, book.is_ambiguous, book.is_halted
    row[15] = book.final
    book.trades += 1
