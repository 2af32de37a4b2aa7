"""The audit of strangers, kept from being a way to fill the disk."""

from collections import Counter

from core.events import Audit
from core.ports import Clock, JournalReader
from core.types import HOUR_NS, AccountId, UserId

ROWS_EACH = 200
ROWS_ALL = 2_000
EVERYBODY = UserId(0)
MAX_DETAIL = 80


class StrangerLog:
    """Notes each attempt, up to `rows_each` a stranger and `rows_all` together in an hour; what
    goes beyond is counted, and told in one row a stranger when the hour is over."""

    def __init__(
        self,
        journal: JournalReader,
        clock: Clock,
        account: AccountId,
        *,
        rows_each: int = ROWS_EACH,
        rows_all: int = ROWS_ALL,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._account = account
        self._rows_each = rows_each
        self._rows_all = rows_all
        self._hour_ns = clock.monotonic_ns()
        self._noted: Counter[UserId] = Counter()
        self._dropped: Counter[UserId] = Counter()

    async def seen(self, user: UserId, what: str, *, name: str = "stranger") -> None:
        """One attempt; `name` is the kind of it."""
        await self._turn_hour()
        if self._noted[user] < self._rows_each and self._noted.total() < self._rows_all:
            self._noted[user] += 1
            await self.note(user, name, what)
        else:
            # Only those who have a row get a count of their own: memory is bounded too.
            self._dropped[user if user in self._noted else EVERYBODY] += 1

    async def note(
        self, user: UserId, what: str, detail: str = "", *, by: UserId = EVERYBODY
    ) -> None:
        """One row. A stranger may have written the detail: it is clipped to plain characters."""
        plain = "".join(char if char.isprintable() else " " for char in detail[:MAX_DETAIL])
        await self._journal.note(
            self._account,
            Audit(at_ns=self._clock.now_ns(), user=user, what=what, detail=plain, by=by),
        )

    async def flush(self) -> None:
        """Tells what was only counted, and starts a new hour."""
        dropped, self._dropped = self._dropped, Counter()
        self._noted.clear()
        self._hour_ns = self._clock.monotonic_ns()
        for user, count in dropped.items():
            await self.note(user, "strangers", str(count))

    async def _turn_hour(self) -> None:
        if self._clock.monotonic_ns() - self._hour_ns >= HOUR_NS:
            await self.flush()
