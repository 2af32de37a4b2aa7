"""What members have in mind: drafts by symbol, saved sets, how far a price may drift."""

import logging
from typing import TypeVar

from core.codec import decode, encode
from core.errors import InputError
from core.money import Ppm
from core.ports import KeyValue
from core.trading import DraftKind, DraftSize, ExitPlan, Limit, OrderDraft
from core.types import InstrumentId, Source, TimeInForce, UserId
from core.values import Frozen

log = logging.getLogger(__name__)

MAX_DRIFT = Ppm(1_000)
MOST_PRESETS = 5
T = TypeVar("T")


class Current(Frozen, frozen=True, kw_only=True):
    """The draft on the screen; `heard` and `unknown` are the words it was made of, if it was."""

    draft: OrderDraft
    heard: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Preset(Frozen, frozen=True, kw_only=True):
    """A set of kind, size and exits under a name; it knows no instrument, side or price."""

    name: str
    kind: DraftKind
    size: DraftSize
    leverage: int
    exits: ExitPlan
    trail: Limit | None = None
    source: Source = Source.LAST
    time_in_force: TimeInForce = TimeInForce.GTC
    is_reduce_only: bool = False


class Habits(Frozen, frozen=True, kw_only=True):
    """What one member always wants."""

    max_drift: Ppm = MAX_DRIFT
    presets: tuple[Preset, ...] = ()


class Drafts:
    """Durable; what cannot be read any more is as if it had never been there."""

    def __init__(self, values: KeyValue, *, max_drift: Ppm = MAX_DRIFT) -> None:
        """`max_drift` is that of a member who never chose one."""
        self._values = values
        self._usual = Habits(max_drift=max_drift)

    async def current(self, user: UserId) -> Current | None:
        return await self._load(Current, f"draft:{user}")

    async def of(self, user: UserId, instrument: InstrumentId) -> OrderDraft | None:
        return await self._load(OrderDraft, f"draft:{user}:{instrument}")

    async def keep(self, user: UserId, current: Current) -> None:
        """Writes only what has changed: a screen is opened more often than a draft changes."""
        if await self.current(user) == current:
            return
        await self._values.put(f"draft:{user}", encode(current))
        await self._values.put(f"draft:{user}:{current.draft.instrument}", encode(current.draft))

    async def habits(self, user: UserId) -> Habits:
        return await self._load(Habits, f"manual:{user}") or self._usual

    async def keep_habits(self, user: UserId, habits: Habits) -> None:
        await self._values.put(f"manual:{user}", encode(habits))

    async def _load(self, kind: type[T], key: str) -> T | None:
        stored = await self._values.get(key)
        if stored is None:
            return None
        try:
            return decode(kind, stored)
        except InputError:
            log.warning("a stored %s is unreadable, it starts anew", kind.__name__)
            return None
