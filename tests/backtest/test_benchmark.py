"""Buying and holding is of the span itself: not of a bar before it, and to its very end."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.fast import By
from app.history import Wish, open_history, run_history
from core.types import Timeframe

START = datetime(2026, 1, 2, tzinfo=UTC)
DAYS, BEFORE = 20, 240


def price(hour: int) -> int:
    """Of the open; the close is 10 more, and the next open."""
    return 50_000 + 10 * hour


def written(folder: Path) -> Path:
    """Hourly bars that rise without a pause, from ten days before the start."""
    path = folder / "futures" / "BTCUSDT-1h.csv.gz"
    path.parent.mkdir()
    first = START - timedelta(hours=BEFORE)
    rows = ["open_time,open,high,low,close,volume"]
    for hour in range(BEFORE + 24 * (DAYS + 10)):
        at_ms = int((first + timedelta(hours=hour)).timestamp() * 1000)
        low, high = price(hour), price(hour + 1)
        rows.append(f"{at_ms},{low},{high},{low},{high},1")
    path.write_bytes(gzip.compress(("\n".join(rows) + "\n").encode()))
    return path.parent


@pytest.mark.parametrize("by", [By.ENGINE, By.FAST])
def test_the_benchmark_is_of_the_span(tmp_path: Path, by: By) -> None:
    wish = Wish(
        strategy="TREND",
        symbol="BTCUSDT",
        timeframe=Timeframe.H1,
        start=START,
        end=START + timedelta(days=DAYS),
        data=(written(tmp_path),),
    )
    result = run_history(wish, open_history(wish), by=by)
    whole = price(BEFORE + 24 * DAYS) / price(BEFORE) - 1
    assert result.benchmark == pytest.approx(whole, rel=1e-9)
