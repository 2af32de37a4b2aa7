"""Columns of candles in a row, with what indicators make of them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping

from indicators import vectorised
from indicators.columns import Column
from indicators.recurrences import Kernel, Steps, stepped

Columns = tuple[Column, ...]
MOST_BYTES = 128 << 20


class Shelf:
    """Columns by what they are, as many as there is room for; what was not asked for the longest
    goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._held: OrderedDict[Hashable, Columns] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, make: Callable[[], Columns]) -> Columns:
        """Made once while it is kept; nobody may write into it."""
        found = self._held.get(key)
        if found is None:
            found = make()
            self._put(key, found)
        else:
            self._held.move_to_end(key)
        return found

    def _put(self, key: Hashable, columns: Columns) -> None:
        for each in columns:
            each.setflags(write=False)
        self._held[key] = columns
        self._bytes += _size(columns)
        while self._bytes > self._most_bytes and len(self._held) > 1:
            _, gone = self._held.popitem(last=False)
            self._bytes -= _size(gone)


def _size(columns: Columns) -> int:
    return sum(each.nbytes for each in columns)


class Table(Mapping[str, Column]):
    """Rows without a hole by name; `close`, `high` and `low` are what indicators are made of. What
    they come to is shared with all tables of one shelf and `rows`, which names the very rows."""

    def __init__(
        self,
        columns: Mapping[str, Column],
        steps: Steps = stepped,
        shelf: Shelf | None = None,
        rows: Hashable = None,
    ) -> None:
        self._columns = columns
        self._steps = steps
        self._shelf = Shelf() if shelf is None else shelf
        self._rows = rows

    @classmethod
    def of(cls, columns: Mapping[str, Column]) -> "Table":
        """Itself if it is one."""
        return columns if isinstance(columns, Table) else cls(columns)

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def ema(self, period: int) -> Column:
        make = vectorised.ema
        return self._one("ema", period, make=lambda: make(self["close"], period, self._steps))

    def range_ema(self, period: int) -> Column:
        make = vectorised.range_ema
        return self._one(
            "range_ema", period, make=lambda: make(*self._candles, period, self._steps)
        )

    def rsi(self, period: int) -> Column:
        make = vectorised.rsi
        return self._one("rsi", period, make=lambda: make(self["close"], period, self._steps))

    def adx(self, period: int) -> Column:
        """The index alone."""
        make = vectorised.adx
        return self._one("adx", period, make=lambda: make(*self._candles, period, self._steps)[0])

    def supertrend(self, period: int, multiplier: float) -> tuple[Column, Column]:
        """Line and way."""
        make = vectorised.supertrend
        line, way = self._shelf.get(
            (self._rows, "supertrend", period, multiplier),
            lambda: make(*self._candles, period, multiplier, self._steps),
        )
        return line, way

    def zscore(self, period: int) -> Column:
        return self._one("zscore", period, make=lambda: vectorised.zscore(self["close"], period))

    def sma(self, name: str, period: int) -> Column:
        return self._one("sma", name, period, make=lambda: vectorised.sma(self[name], period))

    def highest(self, name: str, period: int) -> Column:
        return self._one(
            "highest", name, period, make=lambda: vectorised.highest(self[name], period)
        )

    def lowest(self, name: str, period: int) -> Column:
        return self._one("lowest", name, period, make=lambda: vectorised.lowest(self[name], period))

    def stepped(self, kernel: Kernel, column: Column, *numbers: float) -> Column:
        """A recurrence of somebody's own; it is not kept."""
        return self._steps(kernel, (column,), numbers, 1)[0]

    @property
    def _candles(self) -> tuple[Column, Column, Column]:
        return self["high"], self["low"], self["close"]

    def _one(self, *about: Hashable, make: Callable[[], Column]) -> Column:
        return self._shelf.get((self._rows, *about), lambda: (make(),))[0]
