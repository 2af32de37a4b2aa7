"""The whole desk on a recording: it trades to the end, says that it is the end, and goes on where
it was when it is started again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.desk import Adapters, build_desk
from app.opening import account_id
from app.settings import Settings
from app.use_cases import Desk
from backtest.jumping import JumpingClock
from bot.locales import load_texts
from bot.render.auto import render_auto
from bot.render.menu import render_menu
from core.ports import Trading
from core.types import HOUR_NS, SECOND_NS, AgentState, FeedStatus, UserId
from tests.parity.facts import results
from tests.parity.plots import M1, PERP, simulated
from tests.parity.recorder import write_bars

pytestmark = pytest.mark.slow

OWNER = UserId(7)
ACCOUNT = account_id(OWNER, "replay")
BEGINS_NS = 1_767_225_600 * SECOND_NS
HOURS, SPEED = 24, 3600
ENDS_NS = BEGINS_NS + HOURS * HOUR_NS
STOPPED_AT = {11: True, 14: False}
"""Hours after which the desk is stopped, twenty seconds into a bar, and whether it is flat then."""
DESK_NS = 1_800_000_000 * SECOND_NS
"""What the desk's own clock says: a replay has nothing to do with it."""
PATIENCE_S = 60


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recorded") / "futures/BTCUSDT-1m.csv.gz"
    market = simulated()
    bars = market.history(market.listed[0].id, M1, ENDS_NS, HOURS * 60)
    return write_bars(path, PERP, bars)


@asynccontextmanager
async def running(recording: Path, folder: Path, clock: JumpingClock) -> AsyncIterator[Desk]:
    settings = Settings(
        _env_file=None,
        exchange="replay",
        replay_path=(recording,),
        replay_speed=SPEED,
        symbols=("BTCUSDT",),
        data_dir=folder,
        owner_ids=(OWNER,),
    )
    adapters = Adapters(clock=clock)
    async with build_desk(
        settings, announce=lambda _: None, on_unwritable=lambda _: None, adapters=adapters
    ) as desk:
        yield desk


def market_of(at_ns: int) -> int:
    """The desk's time at which the market is so far."""
    return DESK_NS + (at_ns - BEGINS_NS) // SPEED


async def until(is_so: Callable[[], bool]) -> None:
    """Lets the desk work until it is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():  # noqa: ASYNC110 - the market's time is told by no event
            await asyncio.sleep(0)


async def until_at(trading: Trading, at_ns: int) -> None:
    """Until the runtime has taken the event of that instant."""
    await until(lambda: trading.account.last_event_ns >= at_ns)


async def until_over(trading: Trading) -> None:
    await until(lambda: trading.feed(PERP.id).is_over)


async def trades_of(desk: Desk) -> list[dict[str, Any]]:
    total = await desk.database.reader.count(ACCOUNT, None)
    rows = await desk.database.reader.page(ACCOUNT, None, offset=0, limit=total)
    return list(results([f"{row.name} {row.payload}" for row in reversed(rows)]))


async def play(desk: Desk, clock: JumpingClock, until_ns: int) -> Trading:
    """Presses Start and lets the recording run; its last event then is of `until_ns`."""
    trading = await desk.accounts.trading(ACCOUNT)
    await desk.auto.press(OWNER, "start")
    clock.go_on_until(market_of(until_ns) + 1)
    await until_at(trading, until_ns)
    return trading


async def test_a_recording_is_traded_to_its_end_and_the_screens_say_so(
    recording: Path, tmp_path: Path
) -> None:
    clock = JumpingClock(DESK_NS, until_ns=DESK_NS)
    async with running(recording, tmp_path, clock) as desk:
        trading = await play(desk, clock, ENDS_NS)
        assert len(await trades_of(desk)) >= 5
        health = trading.feed(PERP.id)
        assert (health.status, health.is_over) == (FeedStatus.STALE, True)
        auto, menu = await desk.auto.view(OWNER), await desk.overview.menu(OWNER)
        for text in load_texts().values():
            assert text.t("stale.over") in render_auto(auto, text).text
            assert text.t("feed.over") in render_menu(menu, text).text
        clock.skip(HOUR_NS)
        assert (await desk.auto.view(OWNER)).signal == auto.signal
        await desk.auto.press(OWNER, "stop")
        assert (await desk.auto.view(OWNER)).state is AgentState.OFF


@pytest.fixture(scope="module")
def whole(recording: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The trades of a desk that was never stopped."""

    async def played() -> list[dict[str, Any]]:
        clock = JumpingClock(DESK_NS, until_ns=DESK_NS)
        async with running(recording, tmp_path_factory.mktemp("whole"), clock) as desk:
            await play(desk, clock, ENDS_NS)
            return await trades_of(desk)

    return asyncio.run(played())


@pytest.mark.parametrize("hour", STOPPED_AT)
async def test_a_replay_goes_on_where_it_was_stopped(
    recording: Path, tmp_path: Path, whole: list[dict[str, Any]], hour: int
) -> None:
    clock = JumpingClock(DESK_NS, until_ns=DESK_NS)
    async with running(recording, tmp_path, clock) as desk:
        await play(desk, clock, BEGINS_NS + hour * HOUR_NS + 20 * SECOND_NS)
        first = await trades_of(desk)
        assert ((await desk.auto.view(OWNER)).position is None) == STOPPED_AT[hour]
    later = JumpingClock(2 * DESK_NS)
    async with running(recording, tmp_path, later) as desk:
        trading = await desk.accounts.trading(ACCOUNT)
        await until_at(trading, ENDS_NS)
        assert await trades_of(desk) == whole
    assert first == whole[: len(first)]
    assert 0 < len(first) < len(whole)


async def test_a_replay_that_has_ended_still_says_so_after_a_restart(
    recording: Path, tmp_path: Path
) -> None:
    for number in range(2):
        async with running(recording, tmp_path, JumpingClock(DESK_NS + number)) as desk:
            trading = await desk.accounts.trading(ACCOUNT)
            await until_over(trading)
            assert (await desk.auto.view(OWNER)).is_feed_over
