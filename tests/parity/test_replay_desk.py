"""The whole desk on a recording: it trades to the end, says that it is the end, and goes on where
it was when it is started again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.desk import Adapters, Desk, build_desk
from app.opening import account_id
from app.settings import Settings
from bot.locales import load
from core.ports import Trading
from core.types import HOUR_NS, MINUTE_NS, SECOND_NS, AccountId, AgentState, FeedStatus, UserId
from tests.parity.facts import results
from tests.parity.jumping import JumpingClock
from tests.parity.plots import M1, PERP, candles, simulated
from tests.parity.recorder import write_bars

OWNER = UserId(7)
ACCOUNT = account_id(OWNER)
BEGINS_NS = 1_767_225_600 * SECOND_NS
HOURS = 24
SPEED = 3600
DESK_NS = 1_800_000_000 * SECOND_NS
"""What the desk's own clock says: a replay has nothing to do with it."""
NEVER = 1 << 62
PATIENCE_S = 60


@pytest.fixture(scope="module")
async def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recorded") / "futures/BTCUSDT-1m.csv.gz"
    end_ns = BEGINS_NS + HOURS * HOUR_NS
    bars = await candles(simulated(), (PERP.id, M1), end_ns, HOURS * 60)
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
        settings, announce=str, on_unwritable=lambda _: None, adapters=adapters
    ) as desk:
        yield desk


def market_of(at_ns: int) -> int:
    """The desk's time at which the market is so far."""
    return DESK_NS + (at_ns - BEGINS_NS) // SPEED


async def until_over(trading: Trading) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not trading.feed(PERP.id).is_over:
            await asyncio.sleep(0)


async def trades_of(desk: Desk) -> list[dict[str, Any]]:
    total = await desk.database.reader.count(ACCOUNT, None)
    rows = await desk.database.reader.page(ACCOUNT, None, offset=0, limit=total)
    return list(results([f"{row.name} {row.payload}" for row in reversed(rows)]))


async def play(recording: Path, folder: Path) -> list[dict[str, Any]]:
    """The whole recording at once."""
    clock = JumpingClock(DESK_NS, until_ns=DESK_NS)
    async with running(recording, folder, clock) as desk:
        trading = await desk.accounts.trading(ACCOUNT)
        await desk.auto.press(OWNER, "start")
        clock.go_on_until(NEVER)
        await until_over(trading)
        return await trades_of(desk)
