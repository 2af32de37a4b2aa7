"""What every peer is given, and how it answers.

Peers run on a Python of their own, as `python -m bench.peers.NAME BARS_FILE COUNT TRADES_FILE`, and
see nothing of ours. They get the crosses as arrays of whole numbers, so that all programs trade the
same signals, and write their trades as rows: side, bar and price of the entry, bar and price of the
exit; prices in hundredths.
"""

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FAST, SLOW = 20, 50
STOP_PPM, TARGET_PPM, PPM = 10_000, 20_000, 1_000_000
FEE_PERCENT = "0.04"
Row = tuple[int, int, int, int, int]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Task:
    """The bars as the file holds them, and where the trades go."""

    bars: dict[str, NDArray[np.float64]]
    trades_file: Path

    @classmethod
    def from_arguments(cls) -> "Task":
        table, count = np.load(sys.argv[1]), int(sys.argv[2])
        return cls({name: table[name][:count] for name in table.files}, Path(sys.argv[3]))

    def answer(self, seconds: float, trades: list[Row], version: str) -> None:
        self.trades_file.write_text(json.dumps(trades))
        print(json.dumps({"seconds": seconds, "trades": len(trades), "version": version}))


def turns(close: NDArray[np.float64]) -> Ints:
    """Per bar 1 where the fast average crosses to above the slow one, -1 where to below."""
    sums = np.cumsum(np.concatenate(([0], np.rint(close * 100).astype(np.int64))))
    fast, slow = sums[SLOW:] - sums[SLOW - FAST : -FAST], sums[SLOW:] - sums[:-SLOW]
    is_up = (fast * SLOW > slow * FAST).astype(np.int64)
    return np.concatenate((np.zeros(SLOW, np.int64), is_up[1:] - is_up[:-1]))


def levels(side: int, close: int) -> tuple[int, int]:
    """Stop and target of an entry at a price, in hundredths, rounded towards the entry."""
    risk, gain = PPM - side * STOP_PPM, PPM + side * TARGET_PPM
    if side > 0:
        return -(-close * risk // PPM), close * gain // PPM
    return close * risk // PPM, -(-close * gain // PPM)


def seconds() -> float:
    return time.perf_counter()
