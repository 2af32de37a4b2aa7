"""A journal in memory: for the sandbox, backtests and parity."""

from collections.abc import Iterator

from core.codec import encode
from core.events import event_name
from core.ports import Unit


class MemoryJournal:
    """Keeps units in order; `lines` are the records as the journal would write them, which is done
    when they are read."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self._lines: list[str] = []
        self._unwritten: list[Unit] = []

    @property
    def lines(self) -> list[str]:
        units, self._unwritten = self._unwritten, []
        self._lines += [line for unit in units for line in _lines_of(unit)]
        return self._lines

    async def commit(self, unit: Unit) -> None:
        self.append(unit)

    def append(self, unit: Unit) -> None:
        """The same without waiting, for history in a plain loop."""
        self.units.append(unit)
        self._unwritten.append(unit)


def _lines_of(unit: Unit) -> Iterator[str]:
    for record in unit.records:
        yield f"{event_name(record, unit.account.mode)} {encode(record)}"
