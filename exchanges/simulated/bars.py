"""Candles of the simulated market, counted in whole blocks from its own prints and marks."""

from collections.abc import Iterator

import numpy as np

from core.market import Candle
from core.money import Steps, Ticks
from core.types import SECOND_NS, Source, Timeframe
from exchanges.simulated.noise import Ints
from exchanges.simulated.tape import SURE_PRINT_S, Seconds, Tape

# Fits the caches of a processor.
_BLOCK_S = 1 << 15


def candles_of(
    tape: Tape, timeframe: Timeframe, first_s: int, end_s: int, source: Source = Source.LAST
) -> Iterator[Candle]:
    """The candles that open from `first_s` on and close by `end_s`, both multiples of the
    timeframe; oldest first."""
    period = timeframe.ns // SECOND_NS
    block = max(_BLOCK_S // period, 1) * period
    for start_s in range(first_s, end_s, block):
        until_s = min(start_s + block, end_s)
        if source is Source.MARK:
            columns = mark_columns(tape, period, start_s, until_s)
        else:
            columns = print_columns(tape, period, start_s, until_s)
        yield from candles_from(tape, timeframe, start_s, columns)


def candles_from(tape: Tape, timeframe: Timeframe, start_s: int, columns: Ints) -> Iterator[Candle]:
    """Rows of open, high, low, close and volume as candles, the first opening at `start_s`."""
    instrument, at_ns = tape.listing.instrument.id, start_s * SECOND_NS
    for first, high, low, last, volume in columns.tolist():
        at_ns += timeframe.ns
        yield Candle(
            instrument,
            at_ns,
            timeframe,
            Ticks(first),
            Ticks(high),
            Ticks(low),
            Ticks(last),
            Steps(volume),
        )


def print_columns(tape: Tape, period: int, start_s: int, end_s: int) -> Ints:
    """Counted from the prints; a second without one repeats the last."""
    early_s = start_s // SURE_PRINT_S * SURE_PRINT_S
    return columns_of(tape.seconds(early_s, end_s), period, skip=start_s - early_s)


def columns_of(seconds: Seconds, period: int, *, skip: int = 0) -> Ints:
    """Rows of `period` seconds each, without the first `skip` seconds. The block begins at a
    second that is sure to have a print."""
    first, high, low, last = (values[skip:].reshape(-1, period) for values in _extremes_of(seconds))
    volume = seconds.volume[skip:].reshape(-1, period)
    return np.stack(
        (first[:, 0], high.max(axis=1), low.min(axis=1), last[:, -1], volume.sum(axis=1)), axis=1
    )


def mark_columns(tape: Tape, period: int, start_s: int, end_s: int) -> Ints:
    """Counted from the marks, rounded to the nearest tick; without volume."""
    tick = tape.tick_e8
    marks = ((tape.marks(tape.seconds(start_s, end_s)) + tick // 2) // tick).reshape(-1, period)
    return np.stack(
        (marks[:, 0], marks.max(axis=1), marks.min(axis=1), marks[:, -1], 0 * marks[:, 0]), axis=1
    )


def _extremes_of(seconds: Seconds) -> tuple[Ints, Ints, Ints, Ints]:
    """First, highest, lowest and last print of each second."""
    prints, bid, ask = seconds.prints, seconds.bid, seconds.ask
    all_buy = (1 << prints) - 1
    taken = seconds.buys & all_buy
    is_last_buy = seconds.buys >> np.maximum(prints - 1, 0) & 1
    places = np.maximum.accumulate(np.where(prints > 0, np.arange(len(prints)), 0))
    last = np.where(is_last_buy, ask, bid)[places]
    return (
        np.where(prints == 0, last, np.where(taken & 1, ask, bid)),
        np.where(prints == 0, last, np.where(taken != 0, ask, bid)),
        np.where(prints == 0, last, np.where(taken != all_buy, bid, ask)),
        last,
    )
