"""The venue and the ledger of the compiled loop: what becomes of orders on their way."""

from backtest.compiled.positions import book_money, liquidated, opened
from backtest.compiled.terms import Book, Kind, Reason, Tables, Terms
from engine import rules
from exchanges.simulated import rules as venue


def fill_orders(book: Book, terms: Terms, tables: Tables, at_ns: int, price: int) -> bool:
    """What the event makes of the orders on their way; a price of 0 is none."""
    is_booked = False
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
    side, qty, unit = book.side, book.qty, terms.unit
    price = venue.worsened(-side, met, terms.half_spread + terms.slippage)
    fee, number = venue.fee(price * qty * unit, terms.taker_fee), book.exit_number
    _note_fill(book, tables, at_ns, number, -side, price, qty, fee, book.leaving)
    book_money(book, terms, tables, at_ns, Kind.FEE, -fee, number)
    gross = side * (price * qty - rules.part_of_cost(book.cost, qty, qty)) * unit
    book_money(book, terms, tables, at_ns, Kind.REALISED, gross, number)
    book.fees += fee
    slip = side * (book.exit_level - price) * qty * unit if book.exit_level else 0
    if book.leaving == Reason.LIQUIDATION:
        gross += liquidated(book, terms, tables, at_ns, price * qty * unit, fee, gross)
    _note_trade(book, tables, at_ns, price * qty, gross, slip)
    book.qty = book.side = book.cost = book.margin = 0
    book.reserved = book.unrealised = book.leaving = 0
    book.last_exit_ns = at_ns


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
    _note_fill(book, tables, at_ns, number, side, price, qty, fee, 0)
    book_money(book, terms, tables, at_ns, Kind.FEE, -fee, number)
    book.number = number
    opened(book, terms, tables, at_ns, side, qty, price, fee)


def _note_fill(
    book: Book,
    tables: Tables,
    at_ns: int,
    number: int,
    side: int,
    price: int,
    qty: int,
    fee: int,
    reason: int,
) -> None:
    row = tables.fills[book.fills]
    row[0], row[1], row[2], row[3] = at_ns, number, side, price
    row[4], row[5], row[6] = qty, fee, reason
    book.fills += 1


def _note_trade(book: Book, tables: Tables, at_ns: int, closed: int, gross: int, slip: int) -> None:
    row = tables.trades[book.trades]
    row[0], row[1], row[2], row[3], row[4] = book.number, book.side, book.qty, book.cost, closed
    row[5], row[6], row[7], row[8] = book.opened_ns, at_ns, gross, book.fees
    row[9], row[10], row[11] = book.funding, book.risk_money, slip
    row[12], row[13], row[14] = book.leaving, book.is_ambiguous, book.is_halted
    book.trades += 1
