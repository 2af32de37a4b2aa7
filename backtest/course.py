"""The ways in which history passes through a runtime; all of them come to the same."""

from collections.abc import Callable
from typing import Protocol

from backtest.chronicle import Chronicle
from engine.history import Appending
from engine.runtime import TradeRuntime

Progress = Callable[[int], None]
"""Told the market time that the test has come to."""


class Course(Protocol):
    """One history, to be passed once."""

    def run(
        self, runtime: TradeRuntime, journal: Appending, chronicle: Chronicle, progress: Progress
    ) -> None:
        """Lets it pass; what is to be known of it beside the journal is written down."""
        ...
