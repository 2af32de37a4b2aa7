"""Markets of one kind each, as closed candles and as the frames of the same."""

import random
from collections.abc import Iterable, Sequence

import pandas as pd

from core.market import Candle
from core.money import Steps, Ticks
from core.types import MINUTE_NS, SECOND_NS, InstrumentId, Timeframe
from strategies.frame import candle_frame

BTC = InstrumentId("sim:perp:BTCUSDT")
ETH = InstrumentId("sim:perp:ETHUSDT")
START, NOISE = 6_700_000, 4_000


def candles(
    closes: Iterable[int],
    *,
    seed: int = 0,
    wick: int = 1_500,
    first: int = 1,
    instrument: InstrumentId = BTC,
) -> list[Candle]:
    """Candles of a minute in a row that close there, with wicks and volumes by chance."""
    draw, made = random.Random(f"{seed} wicks"), list[Candle]()
    for number, close in enumerate(closes, first):
        opened = made[-1].close if made else close
        high = max(opened, close) + draw.randint(0, wick)
        low = max(min(opened, close) - draw.randint(0, wick), 1)
        volume = draw.randint(1, 1_000)
        made.append(
            Candle(
                instrument,
                number * MINUTE_NS,
                Timeframe.M1,
                Ticks(opened),
                Ticks(high),
                Ticks(low),
                Ticks(close),
                Steps(volume),
            )
        )
    return made


def walk(length: int, seed: int, *, drift: float = 0.0, noise: float = NOISE) -> list[int]:
    draw, price, closes = random.Random(seed), START, []
    for _ in range(length):
        price = max(price + round(draw.gauss(drift, noise)), 10)
        closes.append(price)
    return closes


def swings(length: int, seed: int) -> list[int]:
    """A range: pulled back to where it began the more, the further it goes."""
    draw, away, closes = random.Random(seed), 0.0, []
    for _ in range(length):
        away = 0.9 * away + draw.gauss(0, NOISE)
        closes.append(START + round(away))
    return closes


def crash(length: int, seed: int) -> list[int]:
    """Calm, then a fifth of the price is gone within ten candles, then calm again."""
    closes, middle = walk(length, seed), length // 2
    return [
        close - min(max(number - middle, 0), 10) * START // 50
        for number, close in enumerate(closes)
    ]


def regimes(length: int = 600) -> dict[str, list[Candle]]:
    return {
        "up": candles(walk(length, 1, drift=2_500), seed=1),
        "down": candles(walk(length, 2, drift=-2_500), seed=2),
        "range": candles(swings(length, 3), seed=3),
        "crash": candles(crash(length, 4), seed=4),
        "flat": candles([START] * length, seed=5),
        "still": candles([START] * length, wick=0),
        "wild": candles(walk(length, 6, noise=40_000), seed=6),
        "gaps": with_gaps(candles(walk(length, 7, drift=1_000), seed=7)),
    }


def with_gaps(history: Sequence[Candle]) -> list[Candle]:
    """Without some stretches: an outage of the venue."""
    return [
        candle
        for number, candle in enumerate(history)
        if number % 250 < 200 and number not in (410, 411)
    ]


def frame_of(history: Sequence[Candle]) -> pd.DataFrame:
    """The frame of the candles, rows of the missing ones holes."""
    frame = candle_frame(history)
    return frame.asfreq(f"{history[0].timeframe.ns // SECOND_NS}s") if len(frame) else frame
