"""Pictures are drawn off the loop, once, and never hold anybody up."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from charts.gallery import KEPT, MOST_WAITING, Gallery, Painter, key_of
from core.clock import SystemClock
from core.pictures import CandleSpec, PictureSpec
from core.values import replace
from tests.pictures import bars, candles


class Brush(Painter):
    """Remembers what it was given; waits, or fails, when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[PictureSpec] = []
        self.threads: set[int] = set()
        self.is_broken = False
        self.may_go = threading.Event()
        self.may_go.set()

    def paint(self, spec: PictureSpec) -> bytes:
        self.threads.add(threading.get_ident())
        self.painted.append(spec)
        assert self.may_go.wait(30)
        if self.is_broken:
            raise ValueError("no paint")
        return f"PNG {len(self.painted)}".encode()


def spec(number: int) -> CandleSpec:
    return candles(bars([100 + number]))


@pytest.fixture
def brush() -> Brush:
    return Brush()


@pytest.fixture
async def gallery(brush: Brush) -> AsyncIterator[Gallery]:
    async with Gallery(brush, timeout_s=20) as opened:
        yield opened
    brush.may_go.set()


async def test_an_equal_spec_is_drawn_once(gallery: Gallery, brush: Brush) -> None:
    first, second = await gallery.draw(spec(1)), await gallery.draw(spec(1))
    assert first is second
    assert len(brush.painted) == 1


async def test_all_who_ask_meanwhile_get_the_same_drawing(gallery: Gallery, brush: Brush) -> None:
    drawn = await asyncio.gather(*(gallery.draw(spec(1)) for _ in range(20)))
    assert len({id(picture) for picture in drawn}) == 1
    assert len(brush.painted) == 1


async def test_another_spec_has_another_key(gallery: Gallery) -> None:
    one, other = await gallery.draw(spec(1)), await gallery.draw(spec(2))
    assert one is not None
    assert other is not None
    assert one.key != other.key
    assert one != other


def test_the_key_is_of_what_is_shown() -> None:
    assert key_of(spec(1)) == key_of(spec(1))
    assert key_of(spec(1)) != key_of(replace(spec(1), digits=3))


async def test_it_is_drawn_in_one_other_thread(gallery: Gallery, brush: Brush) -> None:
    await asyncio.gather(*(gallery.draw(spec(number)) for number in range(5)))
    assert len(brush.threads) == 1
    assert threading.get_ident() not in brush.threads


async def test_a_failure_is_no_picture_and_the_next_is_drawn(
    gallery: Gallery, brush: Brush
) -> None:
    brush.is_broken = True
    assert await gallery.draw(spec(1)) is None
    brush.is_broken = False
    assert await gallery.draw(spec(1)) is not None


async def test_what_takes_too_long_is_no_picture_now_and_is_there_later(brush: Brush) -> None:
    brush.may_go.clear()
    async with Gallery(brush, timeout_s=0) as hasty:
        assert await hasty.draw(spec(1)) is None
        brush.may_go.set()
        async with asyncio.timeout(60):
            while (picture := await hasty.draw(spec(1))) is None:
                await SystemClock().sleep(0.01)
    assert picture.png == b"PNG 1"


async def test_a_full_queue_takes_no_more(gallery: Gallery, brush: Brush) -> None:
    brush.may_go.clear()
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(gallery.draw(spec(n))) for n in range(MOST_WAITING)]
        await asyncio.sleep(0)
        assert await gallery.draw(spec(MOST_WAITING)) is None
        brush.may_go.set()
    assert all(task.result() is not None for task in waiting)


async def test_what_nobody_asked_for_longest_is_forgotten(gallery: Gallery, brush: Brush) -> None:
    for number in range(KEPT):
        await gallery.draw(spec(number))
    await gallery.draw(spec(0))
    await gallery.draw(spec(KEPT))
    brush.painted.clear()
    await gallery.draw(spec(0))
    assert brush.painted == []
    await gallery.draw(spec(1))
    assert brush.painted == [spec(1)]


async def test_a_closed_gallery_draws_nothing(brush: Brush) -> None:
    async with Gallery(brush) as gallery:
        pass
    assert await gallery.draw(spec(1)) is None
