"""The two paths of a strategy, compared bar for bar."""

from collections.abc import Sequence

import pandas as pd

from core.market import Candle
from core.ports import Strategy
from core.trading import SignalResult
from core.types import Action
from strategies.base import BaseStrategy
from tests.regimes import frame_of

NUMBER = {Action.BUY: 1, Action.SELL: -1, Action.HOLD: 0}


def live(strategy: Strategy, history: Sequence[Candle]) -> list[SignalResult]:
    """Candle by candle, each time with as much history as it wants: as the desk does."""
    return [
        strategy.evaluate(history[max(end - strategy.warmup, 0) : end])
        for end in range(1, len(history) + 1)
    ]


def assert_told(told: Sequence[SignalResult], frame: pd.DataFrame) -> None:
    """The frame's signals and strengths are what was told."""
    assert [NUMBER[result.action] for result in told] == frame["signal"].tolist()
    assert [result.confidence for result in told] == frame["signal_strength"].tolist()


def assert_paths_equal(strategy: BaseStrategy, history: Sequence[Candle]) -> pd.DataFrame:
    """What the frame says, once it is proven to be what the live path says."""
    frame = type(strategy)(**strategy.get_parameters()).generate_signals(frame_of(history))
    frame = frame[frame["close"].notna()]
    assert_told(live(strategy, history), frame)
    return frame
