"""A journal in memory: for the sandbox, backtests and parity."""

from core.codec import encode
from core.events import event_name
from core.ports import Unit


class MemoryJournal:
    """Keeps units in order; `lines` are the records as the journal would write them."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.lines: list[str] = []

    async def commit(self, unit: Unit) -> None:
        self.append(unit)

    def append(self, unit: Unit) -> None:
        """The same without waiting, for history in a plain loop."""
        self.units.append(unit)
        for record in unit.records:
            self.lines.append(f"{event_name(record, unit.account.mode)} {encode(record)}")
