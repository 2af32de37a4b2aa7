"""What a plugin must pass before it is offered: the contract on awkward frames, and no look-ahead.

The market it is tried on is always the same.
"""

import random
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from core.market import Candle
from core.money import Steps, Ticks
from core.types import MINUTE_NS, InstrumentId, Timeframe
from strategies.base import BaseStrategy
from strategies.frame import candle_frame
from strategies.honesty import LookAhead, look_ahead

ROWS, START, MOVE = 300, 1_000_000, 2_000
TRIAL = InstrumentId("trial")
Call = Callable[[pd.DataFrame], object]


def market(rows: int = ROWS, drift: int = 0, move: int = MOVE) -> list[Candle]:
    """A walk by chance, with a drift, that does not depend on when it is made."""
    draw, close, made = random.Random("plugin trial"), START, list[Candle]()
    for number in range(1, rows + 1):
        opened = close
        close = max(close + drift + draw.randint(-move, move), 1)
        high = max(opened, close) + draw.randint(0, move // 2)
        low = max(min(opened, close) - draw.randint(0, move // 2), 1)
        made.append(
            Candle(
                TRIAL,
                number * MINUTE_NS,
                Timeframe.M1,
                Ticks(opened),
                Ticks(high),
                Ticks(low),
                Ticks(close),
                Steps(draw.randint(1, 1_000)),
            )
        )
    return made


def frames() -> Iterator[tuple[str, pd.DataFrame]]:
    """Awkward ones, each with what it is."""
    yield "a market that stands still", candle_frame(market(move=0))
    yield "a rising market", candle_frame(market(drift=MOVE))
    holes = candle_frame(market())
    holes.iloc[ROWS // 3 : ROWS // 3 + 5] = np.nan
    yield "a market with holes", holes


def try_strategy(strategy: BaseStrategy, signals: Call) -> LookAhead | None:
    """Raises what `signals` raises on one of the frames; else whether it knew the future."""
    _on_each(signals)
    return look_ahead(strategy, market())


def try_indicator(output: Callable[[pd.DataFrame], pd.DataFrame]) -> LookAhead | None:
    """The same of an indicator: its first rows must be what they are on a shorter frame."""
    _on_each(output)
    whole = candle_frame(market())
    full = output(whole)
    for known in range(ROWS // 8, ROWS, ROWS // 8):
        part, first = output(whole.iloc[:known].copy()), full.iloc[:known]
        for name in full.columns:
            mine = part[name].to_numpy(dtype=float, na_value=np.nan)
            same = np.isclose(mine, first[name].to_numpy(dtype=float), rtol=1e-6, equal_nan=True)
            if not same.all():
                return LookAhead(int((~same).argmax()), known)
    return None


def _on_each(call: Call) -> None:
    for what, frame in frames():
        try:
            call(frame)
        except Exception as error:
            error.add_note(f"on {what}")
            raise
