"""The use cases of alarms."""

from typing import Protocol

from core.types import InstrumentId, UserId
from core.views.alarms import AlarmRow, AlarmsView


class Alarms(Protocol):
    """A member's own; at most 50. Raises InputError: no_alarm, too_many_alarms, and what a text
    that cannot be understood should have been."""

    async def view(self, user: UserId, about: InstrumentId = InstrumentId("")) -> AlarmsView:
        """`about`: a new one is to be of this instrument; of none where it is not traded."""
        ...

    async def one(self, user: UserId, number: int) -> AlarmRow: ...
    async def add(
        self, user: UserId, text: str, about: InstrumentId = InstrumentId("")
    ) -> AlarmRow:
        """`btc 70000`, `btc +3% 15m`, `pnl -20`, `feed btc`, `agent`; `repeat` behind it: every
        time. A level without a name is of `about`, or of the instrument of the member's agent."""
        ...

    async def change(self, user: UserId, number: int, text: str) -> AlarmRow:
        """Another level, as typed: `70500`, `+2%`, `3%`, `-20`."""
        ...

    async def set_repeat(self, user: UserId, number: int, *, repeats: bool) -> None: ...
    async def set_paused(self, user: UserId, number: int, *, is_paused: bool) -> None:
        """One that goes on is armed."""
        ...

    async def remove(self, user: UserId, number: int) -> None:
        """Nothing where it is gone already."""
        ...
