"""The instrument and the history of the engine's row, as a replay holds them."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt

from backtest.columns import BarColumns, Ints
from core.instrument import Instrument
from core.money import Money, Ppm, Steps
from core.types import InstrumentId, InstrumentKind, Timeframe

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


def load(path: Path, count: int) -> BarColumns:
    """The first `count` bars of a file, in ticks and steps."""
    table = np.load(path)
    columns = [_whole(table[name][:count], 100) for name in PRICES]
    columns.append(_whole(table["volume"][:count], 1000))
    opens_ns = table["ts"][:count].astype(np.int64) * MS
    return BarColumns.opening(HELD.id, Timeframe.M1, opens_ns, np.stack(columns, axis=1))


def _whole(column: npt.NDArray[np.float64], scale: int) -> Ints:
    return np.rint(column * scale).astype(np.int64)
