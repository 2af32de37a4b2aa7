"""How fresh one instrument's price is. Plain decisions; who reads and asks is the feed's matter."""

from core.market import Quote
from core.trading import FeedHealth
from core.types import SECOND_NS, FeedStatus, InstrumentId
from core.values import Frozen

# Past any clock: market time of a machine that is up for weeks runs beyond 2^62 at high speeds.
_NEVER = 1 << 90


class FeedLimits(Frozen, frozen=True, kw_only=True):
    """After `silence_s` without a quote of the stream the venue is asked, again every `ask_s`;
    with no quote younger than `max_age_s` the price is stale. All on the freshness clock."""

    silence_s: float = 1.5
    ask_s: float = 1.0
    max_age_s: float = 3.0
    answer_timeout_s: float = 1.0
    retry_s: float = 1.0


class Pulse:
    """One instrument; every time is the freshness clock's, in ns.

    A market that gives bars instead of quotes (candle grade) is never silent: its points stand
    for as long as they have to.
    """

    def __init__(self, instrument: InstrumentId, limits: FeedLimits, now_ns: int) -> None:
        self.instrument = instrument
        self.status = FeedStatus.STALE
        self.reason = "no quote yet"
        self.quote: Quote | None = None
        self.is_asking = False
        self.gaps = 0
        self._silence_ns = round(limits.silence_s * SECOND_NS)
        self._ask_ns = round(limits.ask_s * SECOND_NS)
        self._max_age_ns = round(limits.max_age_s * SECOND_NS)
        self._is_path = False
        self._over_ns: int | None = None
        self._streamed_ns = self._confirmed_ns = now_ns
        self._asked_ns = self._asks_from_ns = now_ns

    def streamed(self, quote: Quote, now_ns: int) -> bool:
        """Takes a quote of the stream; answers whether the status changed."""
        self.quote = quote
        self._streamed_ns = self._confirmed_ns = now_ns
        return self._become(FeedStatus.LIVE, "the stream delivers")

    def walked(self, now_ns: int) -> bool:
        """Takes a sign of life of the candle grade."""
        self._is_path = True
        self._streamed_ns = self._confirmed_ns = now_ns
        return self._become(FeedStatus.LIVE, "bars are replayed")

    def end(self, now_ns: int) -> None:
        """The market has ended: the price is stale for good, and nobody is asked any more."""
        self._over_ns = now_ns
        self.status, self.reason = FeedStatus.STALE, "the recording has ended"

    def asks(self, now_ns: int) -> bool:
        """Whether the venue is to be asked now; if so, it counts as asked."""
        if now_ns < self._asks_at():
            return False
        self._asks_from_ns = now_ns + self._ask_ns
        if self.is_asking:
            return False
        self._asked_ns, self.is_asking = now_ns, True
        return True

    def answered(self, quote: Quote, now_ns: int) -> bool:
        """Takes an answer; answers whether it counts: not when the stream spoke meanwhile."""
        if self._streamed_ns > self._asked_ns:
            return False
        self.quote, self._confirmed_ns = quote, now_ns
        return True

    def judge(self, now_ns: int) -> bool:
        """Whether the status is another one now."""
        if self._is_unjudged or now_ns - self._streamed_ns < self._silence_ns:
            return False
        if now_ns - self._confirmed_ns > self._max_age_ns or self.quote is None:
            return self._become(FeedStatus.STALE, "no quote is young enough")
        if self._confirmed_ns > self._streamed_ns:
            return self._become(FeedStatus.FALLBACK, "the stream is silent, the venue answers")
        return False

    def next_look(self) -> int:
        """When there is something to decide, should nothing arrive before."""
        if self._is_unjudged:
            return _NEVER
        is_stale = self.status is FeedStatus.STALE
        stale_at = _NEVER if is_stale else self._confirmed_ns + self._max_age_ns + 1
        return min(self._asks_at(), stale_at)

    def health(self, now_ns: int) -> FeedHealth:
        source = {FeedStatus.LIVE: "stream", FeedStatus.FALLBACK: "asked"}.get(self.status, "none")
        is_over = self._over_ns is not None
        age_ns = (now_ns if self._over_ns is None else self._over_ns) - self._confirmed_ns
        return FeedHealth(self.status, age_ns / SECOND_NS, source, is_over, self.gaps)

    @property
    def _is_unjudged(self) -> bool:
        """Bars are never silent, and what has ended stays so."""
        return self._is_path or self._over_ns is not None

    def _asks_at(self) -> int:
        if self._is_unjudged:
            return _NEVER
        return max(self._streamed_ns + self._silence_ns, self._asks_from_ns)

    def _become(self, status: FeedStatus, reason: str) -> bool:
        if self.status is status:
            return False
        self.gaps += self.status is FeedStatus.LIVE
        self.status, self.reason = status, reason
        return True
