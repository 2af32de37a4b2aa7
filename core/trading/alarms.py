"""What a member wants to be told of, beside their trades and signals."""

from decimal import Decimal
from enum import StrEnum

from core.types import AgentId, InstrumentId
from core.values import Frozen


class AlarmKind(StrEnum):
    """LEVEL: the price reaches a level. MOVE: it moves by a percentage within a time. PNL: the open
    result of a position reaches an amount. FEED: prices of a symbol stop. AGENT: an agent is
    refused, halted, or paused by its recovery."""

    LEVEL = "level"
    MOVE = "move"
    PNL = "pnl"
    FEED = "feed"
    AGENT = "agent"

    @property
    def is_trouble(self) -> bool:
        return self in (AlarmKind.FEED, AlarmKind.AGENT)


class Alarm(Frozen, frozen=True, kw_only=True):
    """`level` is a price, a percentage or an amount; `way` 1 upwards, -1 downwards, 0 either. Of a
    MOVE `window_s` is the time it may take. `agent` and `instrument` empty: any of the account's.

    It rings while armed, and is armed again once what it told of is over: one that `repeats` rings
    anew then, one that does not is done (paused) with its first ring. `rings` counts them.
    """

    id: int
    kind: AlarmKind
    instrument: InstrumentId = InstrumentId("")
    agent: AgentId = AgentId("")
    level: Decimal | None = None
    way: int = 0
    window_s: int = 0
    repeats: bool = False
    is_paused: bool = False
    is_armed: bool = True
    rings: int = 0
    made_ns: int = 0
    rung_ns: int = 0


class AlarmBook(Frozen, frozen=True, kw_only=True):
    """Those of one member; `made` numbers them."""

    made: int = 0
    alarms: tuple[Alarm, ...] = ()
