"""What the compiled loop is given and what it keeps: integers only, by name."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Says = npt.NDArray[np.int8]
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


class Bars(NamedTuple):
    """Closing times and prices; `says` is the advice at each close, NO_CANDLE where a test ends
    before it."""

    at_ns: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    says: Says


NO_CANDLE = 2


class Limit(NamedTuple):
    """`core.trading.Limit`; `is_on` is 0 for None."""

    is_on: int
    is_share: int
    value: int


class Terms(NamedTuple):
    """Of the instrument, the venue and the agent; nothing here changes in a run."""

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


class Tables(NamedTuple):
    """What a run writes; the curve is empty where nobody wants one, and `rungs` are the ladder of
    the position that is held. `targets` (of a ladder: is it a share, the
    distance, how much leaves there), `fundings` and `tiers` are
    read."""

    fills: Ints
    trades: Ints
    ledger: Ints
    curve: Ints
    rungs: Ints
    targets: Ints
    fundings: Ints
    tiers: Ints


class Book:
    """All that changes in a run. A level that is off lies FAR on its own side; `leaving` is why an
    exit is on its way, from `exit_path` (0: from the next price); `entry_side` is 0 without an
    entry on its way. `rungs` counts those of a ladder, `taken` how many were reached and `sold` how
    many of these are gone; `final` is which target of the plan lies farthest. A price before
    `until_ns` cannot be the first of anything that goes by time, which is so up to `until`."""

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
    fetched: int
    fills: int
    trades: int
    entries: int


LIMIT = np.dtype([(name, np.int64) for name in Limit._fields])
TERMS = np.dtype(
    [
        (name, LIMIT if kind is Limit else np.dtype(np.int64))
        for name, kind in Terms.__annotations__.items()
    ]
)
BOOK = np.dtype([(name, np.int64) for name in Book.__annotations__])
"""Both reach the loop as records, because a tuple of fifty numbers is copied at every call."""
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
LEVEL, QTY, NUMBER, PATH, SHARE, AIM = range(6)
"""Of a row of `rungs`: where it is, its size, the order that takes it and the path price of that,
its share, and which target of the plan it began as."""
