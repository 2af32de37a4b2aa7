"""What the parts of a desk know of their own condition."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WireHealth:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreHealth:
    """Of the database: how long a question took, how far the writer is behind, how many changes
    wait for it, and how many messages are owed."""

    kind: str
    bytes: int
    answer_ms: float
    lag_ms: float
    waiting: int
    owed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatHealth:
    """Of the Telegram side: the 95th hundredth of how long updates took (None before the first),
    and how often Telegram answered 429."""

    p95_ms: float | None
    floods: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineHealth:
    """Of the process and its disk."""

    memory_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMade:
    """A proven copy of the database."""

    name: str
    bytes: int
    at_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyState:
    """Of the copies: the newest one, whether one is being made, and what was wrong with the last
    attempt (empty: nothing)."""

    newest: CopyMade | None = None
    is_copying: bool = False
    fault: str = ""
