"""From a confirmed signal to orders in the compiled loop: the plan, the gates, the decision."""

from backtest.compiled.positions import amount_of, liquidation, own_result
from backtest.compiled.terms import Book, Gate, Reason, Status, Terms
from backtest.compiled.trails import level
from engine import rules

SECOND_NS = 1_000_000_000


def on_signal(book: Book, terms: Terms, say: int) -> None:
    """One more closed candle says something."""
    if say == book.action and book.started_ns:
        book.repeats = min(book.repeats + 1, terms.needed)
    else:
        book.action, book.repeats, book.started_ns = say, 1, book.now_ns
    if book.is_halted or not say or book.repeats < terms.needed:
        book.told_gate = 0
        return
    if book.started_ns == book.used_ns:
        return
    if not book.qty:
        _open(book, terms, say)
    elif book.side != say:
        _turn(book, terms, say)
    else:
        _use(book)


def leave(book: Book, reason: int, exit_level: int, path: int) -> None:
    """Orders the close of all; a path of 0 fills at the next price."""
    book.leaving, book.exit_level, book.exit_path = reason, exit_level, path
    book.sequence += 1
    book.exit_number = book.sequence


def _use(book: Book) -> None:
    book.told_gate, book.used_ns = 0, book.started_ns


def _open(book: Book, terms: Terms, side: int) -> None:
    stop = _stop_of(book, terms, side)
    qty = _qty_of(book, terms, stop)
    gate = _gate(book, terms, side, stop, qty)
    if gate:
        _refuse(book, gate)
    else:
        _enter(book, side, stop, qty)


def _turn(book: Book, terms: Terms, side: int) -> None:
    """An opposite signal: a flip, or where that side may not be opened the close alone. What
    refuses the open leg for a moment only puts the whole flip off."""
    if not _may(terms, side):
        leave(book, Reason.SIGNAL, 0, 0)
        _use(book)
        return
    stop = _stop_of(book, terms, side)
    qty = _qty_of(book, terms, stop)
    gate = _gate(book, terms, side, stop, qty)
    if gate:
        _refuse(book, gate)
        if gate not in (Gate.COOLDOWN, Gate.RATE_LIMIT):
            leave(book, Reason.SIGNAL, 0, 0)
    else:
        leave(book, Reason.FLIP, 0, 0)
        _enter(book, side, stop, qty)


def _may(terms: Terms, side: int) -> bool:
    return (terms.may_long if side > 0 else terms.may_short) > 0


def _enter(book: Book, side: int, stop: int, qty: int) -> None:
    _use(book)
    book.sequence += 1
    book.entry_side, book.entry_qty, book.entry_number = side, qty, book.sequence
    book.entry_slip = abs(book.last - stop)


def _refuse(book: Book, gate: int) -> None:
    """Told once per signal and gate."""
    if book.told_gate != gate or book.told_ns != book.started_ns:
        book.told_gate, book.told_ns = gate, book.started_ns
        book.refused += 1


def _stop_of(book: Book, terms: Terms, side: int) -> int:
    """0 where there is none, or it is the price itself."""
    stop = level(-side, book.last, 1, terms.stop_loss, terms.tick)
    return 0 if stop == book.last else stop


def _qty_of(book: Book, terms: Terms, stop: int) -> int:
    if not stop:
        return 0
    own = terms.slice + book.realised + own_result(book, terms)
    allowed = max(amount_of(terms.risk, max(own, 0)), 0)
    return rules.size(allowed, book.last, stop, terms.unit, terms.taker_fee, 0)


def _gate(book: Book, terms: Terms, side: int, stop: int, qty: int) -> int:
    """The first gate that says no, in the order of `engine.gates`."""
    if not _may(terms, side):
        return Gate.DIRECTION.value
    if not stop:
        return Gate.NO_STOP_LOSS.value
    found = _gate_of_account(book, terms)
    if found:
        return found
    if qty < terms.min_qty:
        return Gate.MIN_QTY.value
    if qty > terms.most_qty:
        book.status = Status.TOO_BIG
        return Gate.PASSED.value
    if book.last * qty * terms.unit < terms.min_notional:
        return Gate.MIN_NOTIONAL.value
    if qty > terms.max_qty:
        return Gate.MAX_QTY.value
    return _gate_of_money(book, terms, side, stop, qty)


def _gate_of_account(book: Book, terms: Terms) -> int:
    since = (book.now_ns - book.last_exit_ns) // SECOND_NS
    if book.last_exit_ns and since < terms.cooldown_s:
        return Gate.COOLDOWN.value
    equity = book.wallet + book.unrealised
    if terms.daily_loss.is_on:
        lost = book.day_equity - min(equity, book.day_low)
        if lost >= amount_of(terms.daily_loss, book.day_equity):
            return Gate.DAILY_LOSS.value
    fallen = book.high_water - equity
    if terms.drawdown.is_on and fallen >= amount_of(terms.drawdown, book.high_water):
        return Gate.DRAWDOWN.value
    if terms.max_positions <= 0:
        return Gate.MAX_POSITIONS.value
    return Gate.PASSED.value


def _gate_of_money(book: Book, terms: Terms, side: int, stop: int, qty: int) -> int:
    price, unit, cost = book.last, terms.unit, book.last * qty
    margin = rules.margin(cost, unit, terms.leverage)
    wallet, reserved = book.wallet, book.reserved
    if book.qty:
        gross = book.side * (price * book.qty - book.cost) * unit
        wallet += gross - rules.fee(price * book.qty * unit, terms.taker_fee)
        reserved -= book.margin
    equity = book.wallet + book.unrealised
    if reserved + margin > amount_of(terms.max_reserved, max(equity, 0)):
        return Gate.MARGIN_LIMIT.value
    needs = margin + rules.fee(cost * unit, terms.taker_fee)
    if needs > max(min(wallet, equity) - reserved, 0):
        return Gate.INSUFFICIENT_FUNDS.value
    mark = liquidation(terms, side, cost, qty, margin) if qty > 0 else 0
    if mark and side * (mark - stop * terms.tick) >= 0:
        return Gate.LIQUIDATION_BEFORE_STOP.value
    return Gate.RATE_LIMIT.value if terms.orders_per_minute <= 0 else Gate.PASSED.value
