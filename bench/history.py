"""The instrument and the history of the engine's row, as a replay holds them."""

from decimal import Decimal
from pathlib import Path

import numpy as np

from core.instrument import Instrument
from core.money import Money, Ppm, Steps, Ticks
from core.types import InstrumentId, InstrumentKind, Timeframe
from exchanges.replayed.bars import Bars

MS = 1_000_000
PRICES = ("open", "high", "low", "close")
HELD = Instrument(
    id=InstrumentId("bench:perp:BTCUSDT"),
    base="BTC",
    quote="USDT",
    settle="USDT",
    kind=InstrumentKind.PERP,
    tick=Decimal("0.01"),
    step=Decimal("0.001"),
    min_qty=Steps(1),
    max_qty=Steps(10**9),
    max_market_qty=Steps(10**9),
    min_notional=Money(0),
    maker_fee=Ppm(400),
    taker_fee=Ppm(400),
)


def load(path: Path, count: int) -> Bars:
    """The first `count` bars of a file, in ticks and steps."""
    table = np.load(path)
    prices = [_whole(table[name][:count], 100) for name in PRICES]
    sizes, times = _whole(table["volume"][:count], 1000), table["ts"][:count].tolist()
    bars = Bars(HELD.id, Timeframe.M1)
    for at_ms, first, high, low, last, size in zip(times, *prices, sizes, strict=True):
        bars.append((at_ms * MS, Ticks(first), Ticks(high), Ticks(low), Ticks(last), Steps(size)))
    return bars


def _whole(column: np.ndarray[tuple[int], np.dtype[np.float64]], scale: int) -> list[int]:
    whole: list[int] = np.rint(column * scale).astype(np.int64).tolist()
    return whole
