"""What this address may still ask of the venue. Plain decisions: it counts, it does not wait."""

from collections.abc import Mapping

from core.errors import RateLimited
from core.types import MINUTE_NS, SECOND_NS

_USED = "x-mbx-used-weight-1m"
_RETRY = "retry-after"
_SHARE = 0.8
_DEFAULT_S = {429: 60.0, 418: 120.0, 403: 60.0}
_LONGEST_S = 3 * 86_400.0
_FIREWALL_LONGEST_S = 900.0


class Governor:
    """Open, or blocked until an instant; every time is the monotonic clock's.

    The venue counts weight by its own minutes and by address, so its header overrules our count
    upwards. Nothing is asked beyond four fifths of the limit: others may share the address.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self.refusals = 0
        self.blocked_until_ns = 0
        self._minute_ends_ns = 0
        self._in_a_row = 0

    def is_blocked(self, now_ns: int) -> bool:
        return now_ns < self.blocked_until_ns

    def spent(self, now_ns: int) -> int:
        """What is used of the minute that runs now."""
        return self.used if now_ns < self._minute_ends_ns else 0

    def admit(self, weight: int, now_ns: int) -> None:
        """Counts a request that is about to leave; raises RateLimited when it must not."""
        if self.is_blocked(now_ns):
            left_s = (self.blocked_until_ns - now_ns) / SECOND_NS
            raise RateLimited("Binance asked us to wait", retry_after_s=left_s)
        self._begin_minute(now_ns)
        if self.used + weight > self.limit * _SHARE:
            left_s = (self._minute_ends_ns - now_ns) / SECOND_NS
            raise RateLimited("the share of Binance's limit is used", retry_after_s=left_s)
        self.used += weight

    def answered(self, status: int, headers: Mapping[str, str], now_ns: int) -> None:
        """Reads an answer: how much is used, and whether to stop asking."""
        used = _whole(headers.get(_USED, ""))
        if used is not None:
            self.used = max(self.used, used)
        if status in _DEFAULT_S:
            self._block(status, _whole(headers.get(_RETRY, "")), now_ns)
        elif status < 500:
            self._in_a_row = 0

    def _block(self, status: int, told_s: int | None, now_ns: int) -> None:
        """As long as told; untold, twice as long each time in a row."""
        longest_s = _FIREWALL_LONGEST_S if status == 403 else _LONGEST_S
        waits_s = float(told_s) if told_s else _DEFAULT_S[status] * 2 ** min(self._in_a_row, 12)
        until_ns = now_ns + round(min(waits_s, longest_s) * SECOND_NS)
        self.blocked_until_ns = max(self.blocked_until_ns, until_ns)
        self._in_a_row += 1
        self.refusals += 1

    def _begin_minute(self, now_ns: int) -> None:
        if now_ns >= self._minute_ends_ns:
            self._minute_ends_ns = now_ns + MINUTE_NS
            self.used = 0


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
