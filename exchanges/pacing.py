"""Gives events when their time has come."""

from collections.abc import AsyncIterator, Iterable

from core.market import MarketEvent
from core.ports import Clock
from core.types import SECOND_NS

_BURST = 64


async def paced(events: Iterable[MarketEvent], clock: Clock) -> AsyncIterator[MarketEvent]:
    """Each event at its time on the clock; overdue ones at once, letting others run after every
    `_BURST` of them."""
    for given, event in enumerate(events):
        ahead_ns = event.at_ns - clock.now_ns()
        if ahead_ns > 0:
            await clock.sleep(ahead_ns / SECOND_NS)
        elif given % _BURST == 0:
            await clock.sleep(0)
        yield event
