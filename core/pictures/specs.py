"""One dataclass for each kind of picture. Equal ones are drawn to equal bytes."""

from enum import StrEnum

from core.pictures.basics import Theme, Words
from core.pictures.layers import Bar, Layer
from core.values import Frozen, field


class Tone(StrEnum):
    """How a figure is meant."""

    GOOD = "good"
    BAD = "bad"
    PLAIN = "plain"


class Frame(Frozen, frozen=True, kw_only=True):
    """What is around every picture. `badge` is the mode (PAPER), `figure` what matters most, large
    at the right; times are shown `utc_offset_min` from UTC."""

    title: str
    subtitle: str = ""
    badge: str = ""
    figure: str = ""
    tone: Tone = Tone.PLAIN
    theme: Theme = Theme.DARK
    words: Words = field(default_factory=Words)
    utc_offset_min: int = 0
    width: int = 1080
    height: int = 900


class CandleSpec(Frozen, frozen=True, kw_only=True):
    """Candles of one period, oldest first, with what lies over them. Prices have `digits` decimals;
    `last` is the price now."""

    frame: Frame
    bars: tuple[Bar, ...]
    period_ns: int
    digits: int
    last: float | None = None
    layers: tuple[Layer, ...] = ()


class Curve(Frozen, frozen=True):
    """Instants and the equity there, oldest first."""

    label: str
    at_ns: tuple[int, ...]
    values: tuple[float, ...]


class Entry(Frozen, frozen=True):
    """An instant at which a position was opened."""

    at_ns: int
    is_long: bool


class EquitySpec(Frozen, frozen=True, kw_only=True):
    """One curve with its drawdown below and the entries on it, or several against each other as
    percent of their start."""

    frame: Frame
    curves: tuple[Curve, ...]
    entries: tuple[Entry, ...] = ()


class Share(Frozen, frozen=True):
    """A part of a whole: `value` is what it counts, `note` what is said of it."""

    label: str
    value: float
    note: str = ""


class AllocationSpec(Frozen, frozen=True, kw_only=True):
    frame: Frame
    shares: tuple[Share, ...]


class HeatSpec(Frozen, frozen=True, kw_only=True):
    """A value for each row and column, NaN where there is none."""

    frame: Frame
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    digits: int = 1


class CardSpec(Frozen, frozen=True, kw_only=True):
    """A closed trade to show to others: `facts` are label and value, `path` the closes on the way
    from entry to exit."""

    frame: Frame
    is_long: bool
    result: str
    share: str
    facts: tuple[tuple[str, str], ...]
    path: tuple[float, ...] = ()
    entry: float = 0.0
    exit: float = 0.0


PictureSpec = CandleSpec | EquitySpec | AllocationSpec | HeatSpec | CardSpec
