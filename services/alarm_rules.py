"""When an alarm rings and when it is armed again: pure, on what is known at one instant."""

from collections import deque
from decimal import Decimal

from core.trading import Alarm, AlarmKind
from core.types import SECOND_NS
from core.values import Frozen, replace

BACK_PCT = Decimal("0.1")
"""How far a price must come back before its level can ring again."""
BACK_OF_PNL_PCT = Decimal(10)
MOST_BUCKETS = 240


class Ring(Frozen, frozen=True):
    """`value` is what reached the level."""

    value: Decimal


class Window:
    """Lows and highs of the last `window_s` seconds, in at most so many buckets."""

    def __init__(self, window_s: int) -> None:
        self._window_ns = window_s * SECOND_NS
        self._bucket_ns = max(self._window_ns // MOST_BUCKETS, 1)
        self._buckets: deque[tuple[int, Decimal, Decimal]] = deque()
        self._last = (0, Decimal(0))

    def moved(self, price: Decimal, now_ns: int) -> tuple[Decimal, Decimal]:
        """Takes a price; answers how far it is above the lowest and below the highest, in
        percent."""
        start = now_ns // self._bucket_ns * self._bucket_ns
        self._last = (start, price)
        if self._buckets and self._buckets[-1][0] == start:
            _, low, high = self._buckets.pop()
            self._buckets.append((start, min(low, price), max(high, price)))
        else:
            self._buckets.append((start, price, price))
        while self._buckets[0][0] < now_ns - self._window_ns:
            self._buckets.popleft()
        low = min(bucket[1] for bucket in self._buckets)
        high = max(bucket[2] for bucket in self._buckets)
        return (price / low - 1) * 100, (price / high - 1) * 100

    def restart(self) -> None:
        """What was told of is no news any more: the next move begins at the last price."""
        start, price = self._last
        self._buckets = deque([(start, price, price)])


def at_level(alarm: Alarm, price: Decimal) -> Ring | None:
    level = alarm.level or Decimal(0)
    is_reached = price >= level if alarm.way > 0 else price <= level
    return Ring(price) if is_reached else None


def is_back(alarm: Alarm, price: Decimal) -> bool:
    """Whether the price has left the level again, by more than its noise."""
    level = alarm.level or Decimal(0)
    return alarm.way * (level - price) >= level * BACK_PCT / 100


def on_move(alarm: Alarm, up: Decimal, down: Decimal) -> Ring | None:
    wanted = alarm.level or Decimal(0)
    if alarm.way >= 0 and up >= wanted:
        return Ring(up)
    return Ring(down) if alarm.way <= 0 and -down >= wanted else None


def at_result(alarm: Alarm, result: Decimal) -> Ring | None:
    level = alarm.level or Decimal(0)
    return Ring(result) if alarm.way * (result - level) >= 0 else None


def is_result_back(alarm: Alarm, result: Decimal | None) -> bool:
    """A position that is gone has no result: the next one may ring."""
    level = alarm.level or Decimal(0)
    return result is None or alarm.way * (level - result) >= abs(level) * BACK_OF_PNL_PCT / 100


def aimed(alarm: Alarm, price: Decimal) -> Alarm:
    """A level that does not say from where is reached from where the price is now."""
    if alarm.kind is not AlarmKind.LEVEL or alarm.way:
        return alarm
    return replace(alarm, way=1 if (alarm.level or Decimal(0)) > price else -1)


def rung(alarm: Alarm, now_ns: int) -> Alarm:
    """After a ring."""
    return replace(
        alarm,
        is_armed=False,
        is_paused=not alarm.repeats,
        rings=alarm.rings + 1,
        rung_ns=now_ns,
    )
