"""One run of the compiled loop: arrays in, rows out."""

import numpy as np

from backtest.compiled.limits import Extremes, bounded
from backtest.compiled.loading import compiled_loop
from backtest.compiled.task import Task, ladder_of, terms_of, why_not
from backtest.compiled.terms import (
    BOOK,
    FAR,
    FILL,
    LEDGER,
    TERMS,
    TRADE,
    Ints,
    Records,
    Status,
    Tables,
)
from core.types import DAY_NS
from core.values import Frozen


class Rows(Frozen, frozen=True):
    """What a run wrote, by the columns of FILL, TRADE and LEDGER; the curve is the equity at each
    closed candle, before what it decided. `book` is how everything ended."""

    fills: Ints
    trades: Ints
    ledger: Ints
    curve: Ints
    book: dict[str, int]


class HandedOver(Frozen, frozen=True):
    """Why the engine must run it."""

    reason: str


TOO_BIG = HandedOver("amounts or prices too large for 64 bits")
ENTANGLED = HandedOver("the guard tripped while an order was on its way")
EMPTY = HandedOver("no bars")


def run(task: Task) -> Rows | HandedOver:
    """The same fills, trades and ledger as the engine's, or the reason why it must run this."""
    why = why_not(task.agent, task.held, task.account)
    if why:
        return HandedOver(why)
    if not len(task.bars.at_ns):
        return EMPTY
    terms = bounded(terms_of(task), _extremes(task))
    is_sound = int(task.bars.low.min()) > 0 and task.account.wallet <= terms.most_money
    if not terms.most_qty or not is_sound:
        return TOO_BIG
    books, tables = _book(task), _tables(task)
    curve = np.zeros(len(task.bars.says) if task.wants_curve else 0, np.int64)
    rules_of = np.array([terms], TERMS)
    compiled_loop()(task.bars, _fundings(task), rules_of, tables, curve, books)
    return _rows(books, tables, curve)


def _rows(books: Records, tables: Tables, curve: Ints) -> Rows | HandedOver:
    book = {name: int(books[name][0]) for name in BOOK.names or () if not BOOK[name].shape}
    if book["status"] != Status.DONE:
        return TOO_BIG if book["status"] == Status.TOO_BIG else ENTANGLED
    return Rows(
        tables.fills[: book["fills"]],
        tables.trades[: book["trades"]],
        tables.ledger[: book["entries"]],
        curve,
        book,
    )


def _tables(task: Task) -> Tables:
    """As long as they can become: a signal opens once, and is one run of equal advice."""
    most = len(task.bars.turns)
    exits = max(len(ladder_of(task)), 1)
    return Tables(
        fills=np.empty(((1 + exits) * most, len(FILL)), np.int64),
        trades=np.empty((most, len(TRADE)), np.int64),
        ledger=np.empty(((3 + 2 * exits) * most + len(task.fundings), len(LEDGER)), np.int64),
    )


def _fundings(task: Task) -> Ints:
    due = [(each.at_ns, each.rate, each.mark) for each in task.fundings]
    return np.array(due, np.int64).reshape(-1, 3)


def _book(task: Task) -> Records:
    books: Records = np.zeros(1, BOOK)
    account, begun = task.account, task.begun
    start = {
        "wallet": account.wallet,
        "realised": task.agent.realised,
        "now_ns": account.last_event_ns,
        "day_end_ns": (account.day + 1) * DAY_NS,
        "day_equity": account.day_equity,
        "day_low": account.day_equity if account.day_low is None else account.day_low,
        "high_water": account.high_water,
        "floor": -FAR,
        "action": begun.action,
        "repeats": begun.repeats,
        "started_ns": begun.started_ns,
        "used_ns": task.agent.used_signal_ns,
        "last_exit_ns": task.agent.last_exit_ns,
    }
    if task.agent.risk.drawdown is not None:
        start["floor"] = account.high_water - task.agent.risk.drawdown.of(account.high_water)
    for name, value in start.items():
        books[name] = value
    return books


def _extremes(task: Task) -> Extremes:
    return Extremes(
        price=int(task.bars.high.max()),
        mark=max((each.mark for each in task.fundings), default=0),
        rate=max((abs(each.rate) for each in task.fundings), default=0),
        excess=max((max(tier.cum - tier.floor, 0) for tier in task.held.brackets), default=0),
        targets=tuple(goal for goal, _ in ladder_of(task)),
    )
