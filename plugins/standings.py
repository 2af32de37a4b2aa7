"""What an agent stands at as a message, and the orders that come back, checked on both sides."""

from array import array
from collections.abc import Iterable, Mapping, Sequence

from core.errors import PluginError
from core.market import Candle
from core.money import Steps, Ticks
from core.trading import HeldLot, RestingOrder, Standing, Terms, checked_orders
from core.types import InstrumentId, OrderSide, Timeframe
from core.values import asdict
from plugins.wire import Message

NUMBERS = ("at_ns", "bid", "ask", "anchor", "capital", "leverage", "way")
COLUMNS = ("at_ns", "open", "high", "low", "close", "volume")


def orders_request(header: Mapping[str, object], now: Standing) -> Message:
    """The candles go as columns of whole numbers, all else as JSON."""
    first = now.candles[0] if now.candles else None
    told = {
        **{name: getattr(now, name) for name in NUMBERS},
        "terms": asdict(now.terms),
        "lots": [asdict(lot) for lot in now.lots],
        "resting": sorted(now.resting),
        "instrument": first.instrument if first else "",
        "timeframe": first.timeframe.value if first else "",
    }
    columns = (array("q", [getattr(each, name) for each in now.candles]) for name in COLUMNS)
    extra = tuple(column.tobytes() for column in columns)
    asked = {**header, "op": "orders", "standing": told, "rows": len(now.candles)}
    return Message(asked, b"", extra)


def standing_in(asked: Message) -> Standing:
    """The standing that was asked about; the desk is trusted."""
    told = asked.header["standing"]
    if not isinstance(told, Mapping):
        raise PluginError("no standing came")
    return Standing(
        **{name: told[name] for name in NUMBERS},
        terms=Terms(**told["terms"]),
        lots=tuple(HeldLot(**lot) for lot in told["lots"]),
        resting=frozenset(told["resting"]),
        candles=tuple(_candles(asked, told)),
    )


def orders_out(orders: object) -> Message:
    """Raises PluginError for what are no orders."""
    return Message({"orders": [asdict(each) for each in _checked(orders)]})


def orders_in(answer: Message) -> tuple[RestingOrder, ...]:
    """Raises PluginError: a worker's word is checked again here."""
    told = answer.header.get("orders")
    if not isinstance(told, list):
        raise PluginError("the worker's answer are no orders")
    try:
        made = [RestingOrder(**{**row, "side": OrderSide(row["side"])}) for row in told]
    except (TypeError, KeyError, ValueError) as error:
        raise PluginError("the worker's answer are no orders") from error
    return _checked(made)


def _checked(orders: object) -> tuple[RestingOrder, ...]:
    try:
        return checked_orders(orders)
    except ValueError as error:
        raise PluginError(f"orders: {error}") from error


def _candles(asked: Message, told: Mapping[str, str]) -> Iterable[Candle]:
    rows = int(str(asked.header["rows"]))
    if not rows:
        return
    columns = [_column(asked.payload, number, rows) for number in range(len(COLUMNS))]
    name, timeframe = InstrumentId(told["instrument"]), Timeframe(told["timeframe"])
    for at_ns, opened, high, low, close, volume in zip(*columns, strict=True):
        yield Candle(
            name, at_ns, timeframe, Ticks(opened), Ticks(high), Ticks(low), Ticks(close),
            Steps(volume),
        )  # fmt: skip


def _column(payload: bytes, number: int, rows: int) -> Sequence[int]:
    column = array("q")
    size = rows * column.itemsize
    column.frombytes(payload[number * size : (number + 1) * size])
    return column
