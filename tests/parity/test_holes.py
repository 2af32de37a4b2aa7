"""A recording with holes, through the compiled loop and through the engine: one result."""

import gzip
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.fast import By
from app.history import Wish, open_history, run_history
from core.types import Timeframe
from core.values import replace

pytest.importorskip("numba")

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
BEFORE, COUNT = 300, 900
START = FIRST + timedelta(minutes=BEFORE)


def recorded(folder: Path, gone: Sequence[int]) -> Path:
    """A walk of minutes without those that are gone, counted from the start."""
    draw, price = random.Random(3), 100_000
    rows = ["open_time,open,high,low,close,volume"]
    for minute in range(-BEFORE, COUNT):
        after = price + draw.randint(-150, 155)
        low, high = min(price, after) - draw.randint(0, 60), max(price, after) + draw.randint(0, 60)
        if minute not in gone:
            at_ms = int((START + timedelta(minutes=minute)).timestamp() * 1000)
            rows.append(f"{at_ms},{price},{high},{low},{after},5")
        price = after
    path = folder / "futures" / "BTCUSDT-1m.csv.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(("\n".join(rows) + "\n").encode()))
    return path


@pytest.mark.parametrize(
    "gone",
    [range(10), range(-10, 0), range(-5, 5), range(400, 420), range(COUNT - 30, COUNT)],
    ids=["at the start", "before it", "around it", "in the midst", "at the end"],
)
def test_the_loop_tells_of_it_what_the_engine_tells(gone: range, tmp_path: Path) -> None:
    wish = Wish(
        strategy="EMA_CROSSOVER",
        symbol="BTCUSDT",
        timeframe=Timeframe.M1,
        start=START,
        end=START + timedelta(minutes=COUNT),
        data=(recorded(tmp_path, gone),),
        parameters=(("fast", 5), ("slow", 15), ("min_adx", 0)),
    )
    history = open_history(wish)
    fast, plain = (run_history(wish, history, by=by) for by in (By.FAST, By.ENGINE))
    assert plain.trades
    assert replace(fast, lines=(), conditions=()) == replace(plain, lines=(), conditions=())
