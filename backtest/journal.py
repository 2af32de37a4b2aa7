"""The journal of a test: its records, and its lines where somebody reads them."""

from collections.abc import Iterator, Sequence
from typing import overload

from core.codec import encode
from core.events import EntryRefused, Halted, PositionClosed, Record, event_name
from core.ports import Unit
from core.types import Mode

COUNTED = (PositionClosed, EntryRefused, Halted)
"""What a result is made of."""


class RecordJournal:
    """Keeps of every unit the records and nothing else, since a test goes on from no unit; all of
    them where somebody will read the journal, else those that count."""

    def __init__(self, *, is_whole: bool = True) -> None:
        self.records: list[Record] = []
        self._is_whole = is_whole

    async def commit(self, unit: Unit) -> None:
        self.append(unit)

    def append(self, unit: Unit) -> None:
        """The same without waiting, for history in a plain loop."""
        records = unit.records
        if not self._is_whole:
            records = tuple([record for record in records if isinstance(record, COUNTED)])
        self.records += records

    @property
    def lines(self) -> "Lines":
        """None where not all was kept."""
        return Lines(self.records if self._is_whole else (), Mode.PAPER)


class Lines(Sequence[str]):
    """Records as the desk would have written them, when they are read: writing takes longer than
    anything else of a test, and few read them."""

    __slots__ = ("_lines", "_mode", "_records")

    def __init__(self, records: Sequence[Record], mode: Mode) -> None:
        self._records = records
        self._mode = mode
        self._lines: tuple[str, ...] | None = None

    def _written(self) -> tuple[str, ...]:
        if self._lines is None:
            mode = self._mode
            self._lines = tuple(
                [f"{event_name(record, mode)} {encode(record)}" for record in self._records]
            )
        return self._lines

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return self._written()[index]

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[str]:
        return iter(self._written())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._written() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._written())
