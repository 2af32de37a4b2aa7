"""What the parts of a desk know of their own condition."""

from core.values import Frozen


class WireHealth(Frozen, frozen=True, kw_only=True):
    """Of a venue on the network. `used` of `limit` is the weight of this minute's requests,
    `refusals` counts its 429 and the like, `blocked_s` is how long nothing may be asked, `filled`
    counts holes in candles that requests closed. `offset_ms` is how far its clock is ahead of
    ours."""

    rtt_ms: float
    offset_ms: float
    used: int
    limit: int
    refusals: int = 0
    blocked_s: float = 0.0
    reconnects: int = 0
    filled: int = 0

    @property
    def used_pct(self) -> float:
        return 100 * self.used / self.limit if self.limit else 0.0


class StoreHealth(Frozen, frozen=True, kw_only=True):
    """Of the database: how long a question took, how far the writer is behind, how many changes
    wait for it, and how many messages are owed."""

    kind: str
    bytes: int
    answer_ms: float
    lag_ms: float
    waiting: int
    owed: int


class ChatHealth(Frozen, frozen=True, kw_only=True):
    """Of the Telegram side: the 95th hundredth of how long updates took (None before the first),
    and how often Telegram answered 429."""

    p95_ms: float | None
    floods: int


class MachineHealth(Frozen, frozen=True, kw_only=True):
    """Of the process and its disk."""

    memory_bytes: int
    free_bytes: int


class CopyMade(Frozen, frozen=True, kw_only=True):
    """A proven copy of the database."""

    name: str
    bytes: int
    at_ns: int


class CopyState(Frozen, frozen=True, kw_only=True):
    """Of the copies: the newest one, whether one is being made, and what was wrong with the last
    attempt (empty: nothing)."""

    newest: CopyMade | None = None
    is_copying: bool = False
    fault: str = ""
