"""The layers of a picture of candles; prices are floats, because a picture has pixels."""

from enum import StrEnum

from core.values import Frozen


class Bar(Frozen, frozen=True):
    """One candle; `at_ns` is when it opened."""

    at_ns: int
    open: float
    high: float
    low: float
    close: float
    volume: float = 0.0


class Volume(Frozen, frozen=True):
    """The bars' volumes along the bottom."""


class Line(Frozen, frozen=True):
    """A value for each bar, NaN where there is none."""

    label: str
    values: tuple[float, ...]


class Lines(Frozen, frozen=True):
    """Indicators over the candles, on the price axis."""

    lines: tuple[Line, ...]


class LevelKind(StrEnum):
    ENTRY = "entry"
    STOP = "stop"
    TARGET = "target"
    LIQUIDATION = "liquidation"
    ALERT = "alert"
    ORDER = "order"


class Level(Frozen, frozen=True):
    """A price with a line across and a tag on the axis."""

    kind: LevelKind
    price: float
    label: str


class Levels(Frozen, frozen=True):
    levels: tuple[Level, ...]


class MarkKind(StrEnum):
    """BUY and SELL are signals; the others are what trades did."""

    BUY = "buy"
    SELL = "sell"
    LONG = "long"
    SHORT = "short"
    WON = "won"
    LOST = "lost"


class Mark(Frozen, frozen=True):
    """Something happened at an instant and a price."""

    kind: MarkKind
    at_ns: int
    price: float


class Trip(Frozen, frozen=True):
    """A line from where a trade began to where it ended."""

    entry: Mark
    exit: Mark


class Marks(Frozen, frozen=True):
    marks: tuple[Mark, ...]
    trips: tuple[Trip, ...] = ()


class Gauge(Frozen, frozen=True):
    """A pane of its own below the candles for an indicator between `low` and `high` (RSI: 0 and
    100), with lines at `at`."""

    label: str
    values: tuple[float, ...]
    low: float
    high: float
    at: tuple[float, ...] = ()


Layer = Volume | Lines | Levels | Marks | Gauge
