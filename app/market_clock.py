"""Market time of the simulated exchange, kept across restarts and changes of speed."""

import json

from core.clock import ScaledClock, SystemClock
from core.ports import KeyValue
from core.values import Frozen

KEY = "market_clock"


class Anchor(Frozen, frozen=True):
    """At the desk's `desk_ns` it was `market_ns` on the market, and it runs `speed` times as fast
    since."""

    desk_ns: int
    market_ns: int
    speed: int

    def at(self, desk_ns: int) -> int:
        return self.market_ns + (desk_ns - self.desk_ns) * self.speed

    def clock(self, desk: SystemClock) -> ScaledClock:
        return ScaledClock(desk, anchor_ns=self.desk_ns, market_ns=self.market_ns, speed=self.speed)


async def simulated_clock(settings: KeyValue, desk: SystemClock, speed: int) -> ScaledClock:
    """The market goes on where time now is. With another speed it goes on from there, and time
    never goes back, also when the desk's clock did."""
    now_ns = desk.now_ns()
    kept = _read(await settings.get(KEY))
    if kept is not None and kept.speed == speed and kept.desk_ns <= now_ns:
        return kept.clock(desk)
    market_ns = now_ns if kept is None else max(kept.at(now_ns), kept.market_ns)
    anchor = Anchor(now_ns, market_ns, speed)
    await settings.put(KEY, json.dumps([anchor.desk_ns, anchor.market_ns, anchor.speed]))
    return anchor.clock(desk)


def _read(text: str | None) -> Anchor | None:
    return None if text is None else Anchor(*json.loads(text))
