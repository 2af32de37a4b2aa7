"""The layers of a picture of candles; prices are floats, because a picture has pixels."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Bar:
    """One candle; `at_ns` is when it opened."""

    at_ns: int
    open: float
    high: float
    low: float
    close: float
    volume: float = 0.0


@dataclass(frozen=True, slots=True)
class Volume:
    """The bars' volumes along the bottom."""


@dataclass(frozen=True, slots=True)
class Line:
    """A value for each bar, NaN where there is none."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Indicators over the candles, on the price axis."""

    lines: tuple[Line, ...]


class LevelKind(StrEnum):
    ENTRY = "entry"
    STOP = "stop"
    TARGET = "target"
    LIQUIDATION = "liquidation"
    ALERT = "alert"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Level:
    """A price with a line across and a tag on the axis."""

    kind: LevelKind
    price: float
    label: str


@dataclass(frozen=True, slots=True)
class Levels:
    levels: tuple[Level, ...]


class MarkKind(StrEnum):
    """BUY and SELL are signals; the others are what trades did."""

    BUY = "buy"
    SELL = "sell"
    LONG = "long"
    SHORT = "short"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something happened at an instant and a price."""

    kind: MarkKind
    at_ns: int
    price: float


@dataclass(frozen=True, slots=True)
class Trip:
    """A line from where a trade began to where it ended."""

    entry: Mark
    exit: Mark


@dataclass(frozen=True, slots=True)
class Marks:
    marks: tuple[Mark, ...]
    trips: tuple[Trip, ...] = ()


@dataclass(frozen=True, slots=True)
class Gauge:
    """A pane of its own below the candles for an indicator between `low` and `high` (RSI: 0 and
    100), with lines at `at`."""

    label: str
    values: tuple[float, ...]
    low: float
    high: float
    at: tuple[float, ...] = ()


Layer = Volume | Lines | Levels | Marks | Gauge
