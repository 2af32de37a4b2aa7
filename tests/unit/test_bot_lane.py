"""The queue of one chat."""

from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetMe

from bot.lane import CAPACITY, Lane, Rank, Sender
from bot.limits import Limits
from bot.screen import Document, Screen
from core.clock import ManualClock


class NoSender:
    async def send(
        self, chat: int, screen: Screen, *, reply_to: int | None = None, is_silent: bool = False
    ) -> int:
        return 1

    async def edit(
        self, chat: int, message_id: int, screen: Screen, *, keeps_picture: bool = False
    ) -> bool:
        return True

    async def hand(self, chat: int, document: Document) -> int:
        return 2

    async def remove(self, chat: int, message_id: int) -> None:
        return None


class Step:
    """A job that notes its name when it is delivered."""

    def __init__(
        self,
        done: list[str],
        name: str,
        rank: Rank = Rank.SIGNAL,
        *,
        key: str = "",
        error: Exception | None = None,
    ) -> None:
        self.rank = rank
        self.key = key
        self.is_released = False
        self._done = done
        self._name = name
        self._error = error

    async def deliver(self, sender: Sender) -> None:
        if self._error is not None:
            raise self._error
        self._done.append(self._name)

    def again(self, *, may_have_arrived: bool) -> bool:
        return False

    async def refused(self, reason: str, *, is_blocked: bool) -> None:
        self._done.append(f"{self._name} refused")

    def released(self) -> None:
        self.is_released = True


def make_lane() -> Lane:
    clock = ManualClock(10**18)
    return Lane(7, sender=NoSender(), limits=Limits(clock), clock=clock)


async def test_better_ranks_leave_first_and_equals_in_order() -> None:
    done: list[str] = []
    lane = make_lane()
    for name, rank in (("a", Rank.REFRESH), ("b", Rank.SIGNAL), ("c", Rank.SIGNAL)):
        lane.put(Step(done, name, rank))
    lane.put(Step(done, "d", Rank.PRESS))
    await lane.run()
    assert done == ["d", "b", "c", "a"]


async def test_a_press_lifts_a_refresh_that_waits() -> None:
    done: list[str] = []
    lane = make_lane()
    lane.put(Step(done, "refresh", Rank.REFRESH, key="screen"))
    lane.put(Step(done, "alert", Rank.EXECUTION))
    lane.put(Step(done, "press", Rank.PRESS, key="screen"))
    await lane.run()
    assert done == ["press", "alert"]


async def test_a_refresh_never_holds_back_a_press_that_waits() -> None:
    done: list[str] = []
    lane = make_lane()
    lane.put(Step(done, "press", Rank.PRESS, key="screen"))
    lane.put(Step(done, "alert", Rank.EXECUTION))
    lane.put(Step(done, "refresh", Rank.REFRESH, key="screen"))
    await lane.run()
    assert done == ["press", "alert"]


def test_a_full_lane_takes_no_more() -> None:
    lane = make_lane()
    assert all(lane.put(Step([], "alert")) for _ in range(CAPACITY))
    assert not lane.put(Step([], "alert"))


async def test_a_job_with_a_bug_stops_no_other() -> None:
    done: list[str] = []
    lane = make_lane()
    lane.put(Step(done, "bad", error=RuntimeError("bug")))
    lane.put(Step(done, "good"))
    await lane.run()
    assert done == ["good"]


async def test_a_job_that_gives_up_is_released() -> None:
    lane = make_lane()
    job = Step([], "lost", error=TelegramNetworkError(method=GetMe(), message="down"))
    lane.put(job)
    await lane.run()
    assert job.is_released
