"""The journal of one sandbox: memory alone."""

from collections import Counter, deque

from core.events import Record
from core.ports import Unit
from debug.outbox import MemoryOutbox
from engine.memory import MemoryJournal

KEPT_UNITS = 512
KEPT_RECORDS = 8


class DebugJournal:
    """Keeps the newest units in a MemoryJournal, counts the records by topic, and hands what is
    owed to the sandbox's outbox."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        self.memory = MemoryJournal()
        self.counts: Counter[str] = Counter()
        self.newest: deque[Record] = deque(maxlen=KEPT_RECORDS)
        self.units = 0
        self.alerts = 0
        self._outbox = outbox

    async def commit(self, unit: Unit) -> None:
        self.memory.append(unit)
        del self.memory.units[:-KEPT_UNITS], self.memory.lines[:-KEPT_UNITS]
        self.units += 1
        self.alerts += len(unit.owed)
        self.counts.update(record.topic for record in unit.records)
        self.newest.extend(unit.records)
        for owed in unit.owed:
            self._outbox.owe(owed)
