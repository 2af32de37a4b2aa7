"""How long updates take: what is measured, and which hundredth is told."""

import pytest
from aiogram.types import TelegramObject

from bot.meter import MOST, Meter, Timing
from core.clock import ManualClock

MS = 1_000_000


def test_before_the_first_update_nothing_is_known() -> None:
    assert Meter().p95_ms is None


def test_the_slowest_twentieth_is_left_out() -> None:
    meter = Meter()
    for ms in range(1, 101):
        meter.took(ms * MS)
    assert meter.p95_ms == 96.0


def test_old_updates_are_forgotten() -> None:
    meter = Meter()
    meter.took(10**12)
    for _ in range(MOST):
        meter.took(MS)
    assert meter.p95_ms == 1.0


async def test_an_update_counts_until_it_is_handled() -> None:
    clock, meter = ManualClock(), Meter()

    async def handle(event: TelegramObject, data: dict[str, object]) -> str:
        clock.advance(0.25)
        return "done"

    answer = await Timing(meter, clock)(handle, TelegramObject(), {})
    assert (answer, meter.p95_ms) == ("done", 250.0)


async def test_an_update_that_fails_counts_too() -> None:
    clock, meter = ManualClock(), Meter()

    async def fail(event: TelegramObject, data: dict[str, object]) -> None:
        clock.advance(1)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  the handler's own
        await Timing(meter, clock)(fail, TelegramObject(), {})
    assert meter.p95_ms == 1000.0
