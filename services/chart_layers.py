"""What lies over the candles of a picture: told by positions and by the journal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from core.events import (
    PositionClosed,
    PositionFlipped,
    PositionOpened,
    Record,
    SignalReady,
    TradeResult,
)
from core.instrument import Instrument
from core.market import Candle
from core.pictures import (
    Bar,
    Level,
    LevelKind,
    Levels,
    Line,
    Lines,
    Mark,
    MarkKind,
    Marks,
    Trip,
    Words,
)
from core.types import Action, Side
from core.views import PositionView
from core.views.ladder import LadderView

TOLD = (PositionOpened, PositionClosed, PositionFlipped, SignalReady)
"""The records that leave a mark."""


def bars_of(candles: Sequence[Candle], held: Instrument) -> tuple[Bar, ...]:
    tick, step = float(held.tick), float(held.step)
    return tuple(
        Bar(
            candle.open_ns,
            candle.open * tick,
            candle.high * tick,
            candle.low * tick,
            candle.close * tick,
            candle.volume * step,
        )
        for candle in candles
    )


def lines_of(lines: Mapping[str, Sequence[float]], held: Instrument, shown: int) -> Lines:
    """The last `shown` values of each, as prices."""
    tick = float(held.tick)
    return Lines(
        tuple(
            Line(name, tuple(value * tick for value in values[-shown:]))
            for name, values in lines.items()
        )
    )


def levels_of(position: PositionView, words: Words) -> list[Level]:
    """Entry, stop, target and liquidation of an open position."""
    prices = (
        (LevelKind.ENTRY, position.entry),
        (LevelKind.STOP, position.stop),
        (LevelKind.TARGET, position.target),
        (LevelKind.LIQUIDATION, position.liquidation),
    )
    return [level for kind, price in prices for level in _level(kind, price, words)]


def resting_levels(ladder: LadderView | None) -> list[Level]:
    """A line for each order that a strategy lets rest."""
    rows = () if ladder is None else ladder.rows
    return [Level(LevelKind.ORDER, float(row.price), row.side.name) for row in rows]


def levels_of_entry(opened: PositionOpened | PositionFlipped, words: Words) -> Levels:
    """As they were when the trade began."""
    prices = ((LevelKind.STOP, opened.stop), (LevelKind.TARGET, opened.target))
    return Levels(tuple(level for kind, price in prices for level in _level(kind, price, words)))


def _level(kind: LevelKind, price: Decimal | None, words: Words) -> list[Level]:
    return [] if price is None else [Level(kind, float(price), words.of(f"level.{kind.value}"))]


def marks_of(records: Sequence[Record]) -> Marks:
    """In the order of the records; a trade that ended has a line from its entry to its exit."""
    marks: list[Mark] = []
    trips: list[Trip] = []
    for record in records:
        match record:
            case PositionOpened(side=side, at_ns=at_ns, entry=entry):
                marks.append(_entry(side, at_ns, entry))
            case PositionFlipped(opened=side, at_ns=at_ns, entry=entry):
                marks.append(_entry(side, at_ns, entry))
            case PositionClosed(result=result):
                trips.append(trip_of(result))
                marks.append(trips[-1].exit)
            case SignalReady(action=action) if action is not Action.HOLD:
                kind = MarkKind.BUY if action is Action.BUY else MarkKind.SELL
                marks.append(Mark(kind, record.at_ns, float(record.price)))
    return Marks(tuple(marks), tuple(trips))


def trip_of(result: TradeResult) -> Trip:
    left = MarkKind.WON if result.net > 0 else MarkKind.LOST
    return Trip(
        _entry(result.side, result.opened_at_ns, result.entry),
        Mark(left, result.closed_at_ns, float(result.exit)),
    )


def _entry(side: Side, at_ns: int, price: Decimal) -> Mark:
    kind = MarkKind.LONG if side is Side.LONG else MarkKind.SHORT
    return Mark(kind, at_ns, float(price))
