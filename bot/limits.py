"""How fast Telegram may be spoken to: token buckets per chat and overall, and pauses it asked for.

Every figure stays under Telegram's own (30/s overall, 20/min in a group) with its burst included.
"""

from core.ports import Clock
from core.types import SECOND_NS

CALM_NS = 300 * SECOND_NS
"""After so long without a 429 live refresh has its full rate again."""
MOST_SLOWDOWN = 16


class Bucket:
    """A token bucket as the time at which the next token is free."""

    def __init__(self, *, every_ns: int, burst: int) -> None:
        self._every_ns = every_ns
        self._slack_ns = every_ns * (burst - 1)
        self._due_ns = 0

    def wait_ns(self, now_ns: int) -> int:
        """How long until a token is there; 0 when one is."""
        return max(0, self._due_ns - self._slack_ns - now_ns)

    def take(self, now_ns: int) -> None:
        self._due_ns = max(now_ns, self._due_ns) + self._every_ns


class _Chat:
    def __init__(self, chat: int) -> None:
        self.bucket = (
            Bucket(every_ns=60 * SECOND_NS // 18, burst=2)
            if chat < 0
            else Bucket(every_ns=SECOND_NS, burst=5)
        )
        self.paused_until_ns = 0
        self.flooded_ns = 0
        self.slowdown = 1


class Limits:
    """Of one bot: 1/s a chat with a burst of 5, groups 18/min, 25/s overall."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all = Bucket(every_ns=SECOND_NS // 25, burst=5)
        self._chats: dict[int, _Chat] = {}
        self.floods = 0

    def wait_s(self, chat: int) -> float:
        """How long this chat has to wait for its next call; 0 when it may go."""
        now_ns, state = self._clock.monotonic_ns(), self._chat(chat)
        paused_ns = state.paused_until_ns - now_ns
        return (
            max(state.bucket.wait_ns(now_ns), self._all.wait_ns(now_ns), paused_ns, 0) / SECOND_NS
        )

    def take(self, chat: int) -> None:
        now_ns = self._clock.monotonic_ns()
        self._chat(chat).bucket.take(now_ns)
        self._all.take(now_ns)

    def pause(self, chat: int, seconds: float) -> None:
        """Nothing leaves for this chat, and for this chat alone, for so long."""
        until_ns = self._clock.monotonic_ns() + round(seconds * SECOND_NS)
        state = self._chat(chat)
        state.paused_until_ns = max(state.paused_until_ns, until_ns)

    def flooded(self, chat: int, retry_after_s: float) -> None:
        """Telegram answered 429: pause, and refresh half as often."""
        self.pause(chat, retry_after_s)
        self.floods += 1
        state = self._chat(chat)
        state.slowdown = min(self.slowdown(chat) * 2, MOST_SLOWDOWN)
        state.flooded_ns = self._clock.monotonic_ns()

    def slowdown(self, chat: int) -> int:
        """By what live refresh is stretched: doubles with every 429 until it is calm again."""
        state = self._chat(chat)
        is_calm = self._clock.monotonic_ns() - state.flooded_ns >= CALM_NS
        return 1 if is_calm else state.slowdown

    def _chat(self, chat: int) -> _Chat:
        state = self._chats.get(chat)
        if state is None:
            state = self._chats[chat] = _Chat(chat)
        return state
