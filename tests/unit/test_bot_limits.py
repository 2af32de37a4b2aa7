"""How fast Telegram is spoken to."""

import pytest

from bot.limits import Bucket, Limits
from core.clock import ManualClock
from core.types import SECOND_NS


def spend(limits: Limits, clock: ManualClock, chats: list[int], seconds: float) -> int:
    """How many calls get through when everybody asks all the time."""
    calls = 0
    for _ in range(round(seconds * 100)):
        for chat in chats:
            while limits.wait_s(chat) == 0:
                limits.take(chat)
                calls += 1
        clock.advance(0.01)
    return calls


def test_a_private_chat_has_a_burst_of_five_and_one_a_second() -> None:
    clock = ManualClock()
    assert spend(Limits(clock), clock, [7], 60) == 5 + 59


def test_a_group_never_hears_more_than_twenty_in_a_minute() -> None:
    clock = ManualClock()
    limits = Limits(clock)
    assert spend(limits, clock, [-7], 60) <= 20
    assert spend(limits, clock, [-7], 600) == pytest.approx(180, abs=2)


def test_all_chats_together_stay_under_thirty_in_any_second() -> None:
    clock = ManualClock()
    limits, chats = Limits(clock), list(range(1, 200))
    assert spend(limits, clock, chats, 1) <= 30
    assert spend(limits, clock, chats, 4) == pytest.approx(100, abs=2)


def test_an_idle_bucket_saves_no_more_than_its_burst() -> None:
    bucket = Bucket(every_ns=SECOND_NS, burst=5)
    now_ns = 1000 * SECOND_NS
    for _ in range(5):
        assert bucket.wait_ns(now_ns) == 0
        bucket.take(now_ns)
    assert bucket.wait_ns(now_ns) == SECOND_NS


def test_a_pause_is_of_one_chat_and_is_never_shortened() -> None:
    clock = ManualClock()
    limits = Limits(clock)
    limits.pause(7, 30)
    limits.pause(7, 5)
    assert limits.wait_s(7) == 30
    assert limits.wait_s(8) == 0
    clock.advance(30)
    assert limits.wait_s(7) == 0


def test_every_flood_doubles_the_slowdown_up_to_a_limit_until_it_is_calm() -> None:
    clock = ManualClock(10**18)
    limits = Limits(clock)
    assert limits.slowdown(7) == 1
    seen = []
    for _ in range(6):
        limits.flooded(7, 1)
        seen.append(limits.slowdown(7))
        clock.advance(2)
    assert seen == [2, 4, 8, 16, 16, 16]
    assert limits.slowdown(8) == 1
    clock.advance(300)
    assert limits.slowdown(7) == 1
