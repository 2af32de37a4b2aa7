"""One run of the compiled loop: arrays in, rows out."""

from dataclasses import dataclass

import numpy as np

from backtest.compiled.limits import Extremes, bounded
from backtest.compiled.loading import Records, compiled_loop
from backtest.compiled.task import Task, ladder_of, terms_of, why_not
from backtest.compiled.terms import (
    AIM,
    BOOK,
    FAR,
    FILL,
    LEDGER,
    TERMS,
    TRADE,
    Ints,
    Status,
    Tables,
)
from core.instrument import Instrument
from core.types import DAY_NS


@dataclass(frozen=True, slots=True)
class Rows:
    """What a run wrote, by the columns of FILL, TRADE and LEDGER; the curve is the equity at each
    closed candle, before what it decided. `book` is how everything ended."""

    fills: Ints
    trades: Ints
    ledger: Ints
    curve: Ints
    book: dict[str, int]


@dataclass(frozen=True, slots=True)
class HandedOver:
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
    tiers = _tiers(task.held)
    terms = bounded(terms_of(task), _extremes(task, tiers))
    is_sound = int(task.bars.low.min()) > 0 and task.account.wallet <= terms.most_money
    if not terms.most_qty or not is_sound:
        return TOO_BIG
    books, tables = _book(task), _tables(task, tiers)
    compiled_loop()(task.bars, np.array([terms], TERMS), tables, books)
    return _rows(books, tables)


def _rows(books: Records, tables: Tables) -> Rows | HandedOver:
    book = {name: int(books[name][0]) for name in BOOK.names or ()}
    if book["status"] != Status.DONE:
        return TOO_BIG if book["status"] == Status.TOO_BIG else ENTANGLED
    return Rows(
        tables.fills[: book["fills"]],
        tables.trades[: book["trades"]],
        tables.ledger[: book["entries"]],
        tables.curve,
        book,
    )


def _tables(task: Task, tiers: Ints) -> Tables:
    """As long as they can become: a signal opens once, and is one run of equal advice."""
    says = task.bars.says
    most = int(np.count_nonzero(says[1:] != says[:-1])) + 3
    due = [(each.at_ns, each.rate, each.mark) for each in task.fundings]
    ladder = [(goal.is_share, goal.value, share) for goal, share in ladder_of(task)]
    exits = max(len(ladder), 1)
    return Tables(
        fills=np.empty(((1 + exits) * most, len(FILL)), np.int64),
        trades=np.empty((most, len(TRADE)), np.int64),
        ledger=np.empty(((3 + 2 * exits) * most + len(due), len(LEDGER)), np.int64),
        curve=np.zeros(len(says) if task.wants_curve else 0, np.int64),
        rungs=np.zeros((len(ladder), AIM + 1), np.int64),
        targets=np.array(ladder, np.int64).reshape(-1, 3),
        fundings=np.array(due, np.int64).reshape(-1, 3),
        tiers=tiers,
    )


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


def _tiers(held: Instrument) -> Ints:
    rows = [(tier.floor, tier.rate, tier.cum) for tier in held.brackets]
    return np.array(rows, np.int64).reshape(-1, 3)


def _extremes(task: Task, tiers: Ints) -> Extremes:
    return Extremes(
        price=int(task.bars.high.max()),
        mark=max((each.mark for each in task.fundings), default=0),
        rate=max((abs(each.rate) for each in task.fundings), default=0),
        excess=int((tiers[:, 2] - tiers[:, 0]).max(initial=0)),
        targets=tuple(goal for goal, _ in ladder_of(task)),
    )
