"""What the compiled loop is given and what it keeps: integers only, by name."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Says = npt.NDArray[np.int8]
Records = npt.NDArray[np.void]
FAR = 1 << 62


class Reason(IntEnum):
    """Why a position leaves, as `core.types.ExitReason`; a compiled loop compares no strings."""

    NONE = 0
    STOP_LOSS = 1
    TAKE_PROFIT = 2
    MAX_LOSS = 3
    LIQUIDATION = 4
    FLIP = 5
    SIGNAL = 6
    TIME = 7
    DRAWDOWN = 8
    TRAIL = 9


class Gate(IntEnum):
    """The gates that can say no in a test of one agent, in the order they are asked."""

    PASSED = 0
    DIRECTION = 1
    NO_STOP_LOSS = 2
    COOLDOWN = 3
    DAILY_LOSS = 4
    DRAWDOWN = 5
    MAX_POSITIONS = 6
    MIN_QTY = 7
    MIN_NOTIONAL = 8
    MAX_QTY = 9
    MARGIN_LIMIT = 10
    INSUFFICIENT_FUNDS = 11
    LIQUIDATION_BEFORE_STOP = 12
    RATE_LIMIT = 13


class Kind(IntEnum):
    """Of a ledger row."""

    FEE = 1
    REALISED = 2
    FUNDING = 3
    INSURANCE = 4


class Status(IntEnum):
    """How a run ended; after any but DONE the engine does it all."""

    DONE = 0
    TOO_BIG = 1
    ENTANGLED = 2
    """The guard tripped while an order was on its way."""


AHEAD = 2
"""Turns of the advice from one that is taken to one whose bars are asked for."""
NO_CANDLE = 2


class Bars(NamedTuple):
    """Closing times and prices; `says` is the advice at each close, NO_CANDLE where a test ends
    before it. `turns` are the bars whose advice is another than that of the bar before, and at
    their end more than AHEAD times the number of bars."""

    at_ns: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    says: Says
    turns: Ints


class Bar(NamedTuple):
    """One of them."""

    at_ns: int
    open: int
    high: int
    low: int
    close: int
    say: int


class Limit(NamedTuple):
    """`core.trading.Limit`; `is_on` is 0 for None."""

    is_on: int
    is_share: int
    value: int


class Terms(NamedTuple):
    """Of the instrument, the venue and the agent; nothing here changes in a run. The first
    `goal_count` rows of `goals` are the targets of a ladder (is it a share, the distance, how much
    leaves there), the first `tier_count` of `tiers` the maintenance by notional."""

    bar_ns: int
    unit: int
    tick: int
    mark_num: int
    mark_den: int
    min_qty: int
    max_qty: int
    min_notional: int
    taker_fee: int
    liquidation_fee: int
    half_spread: int
    slippage: int
    leverage: int
    needed: int
    slice: int
    cooldown_s: int
    time_stop_s: int
    max_positions: int
    orders_per_minute: int
    may_long: int
    may_short: int
    is_guarded: int
    follows: int
    most_qty: int
    most_money: int
    risk: Limit
    stop_loss: Limit
    target: Limit
    start: Limit
    distance: Limit
    max_loss: Limit
    daily_loss: Limit
    drawdown: Limit
    max_reserved: Limit
    goal_count: int
    tier_count: int
    goals: Ints
    tiers: Ints


class Tables(NamedTuple):
    """What a run writes."""

    fills: Ints
    trades: Ints
    ledger: Ints


class Book:
    """All that changes in a run. A level that is off lies FAR on its own side; `leaving` is why an
    exit is on its way, from `exit_path` (0: from the next price); `entry_side` is 0 without an
    entry on its way. `rungs` counts those of the position's `ladder`, `taken` how many were reached
    and `sold` how many of these are gone; `final` is which target of the plan lies farthest. A
    price before `until_ns` cannot be the first of anything that goes by time, which is so up to
    `until`; `turn` is the next of the bars' turns."""

    status: int
    wallet: int
    reserved: int
    unrealised: int
    realised: int
    last: int
    now_ns: int
    day_end_ns: int
    day_equity: int
    day_low: int
    high_water: int
    floor: int
    side: int
    qty: int
    cost: int
    margin: int
    opened_qty: int
    opened_cost: int
    closed_cost: int
    gross: int
    carried: int
    slip: int
    opened_ns: int
    expires_ns: int
    number: int
    stop: int
    target: int
    wake: int
    best: int
    is_trailing: int
    rungs: int
    taken: int
    sold: int
    final: int
    cap: int
    max_loss: int
    liquidation: int
    lower: int
    upper: int
    fees: int
    funding: int
    funded_ns: int
    risk_money: int
    is_ambiguous: int
    leaving: int
    exit_level: int
    exit_path: int
    exit_number: int
    entry_side: int
    entry_qty: int
    entry_slip: int
    entry_number: int
    sequence: int
    last_exit_ns: int
    action: int
    repeats: int
    started_ns: int
    used_ns: int
    told_gate: int
    told_ns: int
    refused: int
    is_halted: int
    halted_ns: int
    due: int
    until_ns: int
    until: int
    turn: int
    fills: int
    trades: int
    entries: int
    ladder: Ints


LEVEL, QTY, NUMBER, PATH, SHARE, AIM = range(6)
"""Of a row of a book's `ladder`: where it is, its size, the order that takes it and the path
price of that, its share, and which target of the plan it began as."""
MOST_GOALS, MOST_TIERS = 16, 32
_TABLES = {
    "goals": (MOST_GOALS, 3),
    "tiers": (MOST_TIERS, 3),
    "ladder": (MOST_GOALS, AIM + 1),
}
"""Sizes of the tables within a record."""


def _record(fields: type) -> np.dtype[np.void]:
    return np.dtype(
        [
            (name, LIMIT if kind is Limit else np.int64, _TABLES.get(name, ()))
            for name, kind in fields.__annotations__.items()
        ]
    )


LIMIT = np.dtype([(name, np.int64) for name in Limit._fields])
TERMS, BOOK = _record(Terms), _record(Book)
"""Both reach the loop as records, because a tuple is copied at every call: fifty numbers, or seven
for each array in it."""
FILL = ("at_ns", "number", "side", "price", "qty", "fee")
LEDGER = ("at_ns", "kind", "amount", "wallet", "number")
TRADE = (
    "number",
    "side",
    "qty",
    "opened_cost",
    "closed_cost",
    "opened_ns",
    "closed_ns",
    "gross",
    "fees",
    "funding",
    "risk_money",
    "slip",
    "reason",
    "is_ambiguous",
    "is_halted",
    "final",
)
