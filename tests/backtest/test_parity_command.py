"""What `main.py parity` compares, and that it would see a difference."""

from datetime import UTC, datetime

import pytest
from rich.console import Console

from app.history import Wish
from app.parity import Compared, compare, run_parity
from core.types import Timeframe

WISH = Wish(
    strategy="TREND",
    symbol="BTCUSDT",
    timeframe=Timeframe.M1,
    start=datetime(2026, 1, 5, tzinfo=UTC),
    end=datetime(2026, 1, 5, 3, tzinfo=UTC),
)


def test_both_runs_are_the_whole_journal() -> None:
    found = compare(WISH)
    assert found.backtest == found.paper
    assert any(line.startswith("paper_position_closed ") for line in found.paper)
    assert any(line.startswith("signal_ready ") for line in found.paper)


@pytest.mark.parametrize(
    ("paper", "place"),
    [(("a", "b"), None), (("a", "x"), 1), (("a",), 1), (("a", "b", "c"), 2), ((), 0)],
)
def test_the_first_row_that_differs_is_named(paper: tuple[str, ...], place: int | None) -> None:
    assert Compared(("a", "b"), paper).place == place


def test_a_difference_is_shown_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.parity.compare", lambda _wish: Compared(("one", "two"), ("one",)))
    assert run_parity(WISH, Console()) == 1
    told = capsys.readouterr().out
    assert "They differ at row 2" in told
    assert "paper: (ends here)" in told
