"""A desk with a plugin in its folder: offered, traded, and never waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.desk import build_desk
from app.settings import Settings
from app.use_cases import DESK, Desk
from core.clock import SystemClock
from core.codec import decode
from core.events import Fault
from core.ports import Trading
from core.types import AgentId, Timeframe, UserId
from tests.plugin_stage import indicator_text, strategy_text

OWNER = UserId(7)


@pytest.fixture(autouse=True)
def folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log of plugins is written where the desk was started."""
    monkeypatch.chdir(tmp_path)


@asynccontextmanager
async def desk_with(folder: Path, text: str) -> AsyncIterator[Desk]:
    """On the simulated market at its fastest, its candles a second long."""
    plugins = folder / "plugins"
    plugins.mkdir()
    (plugins / "made.py").write_text(text, encoding="utf-8")
    settings = Settings(
        _env_file=None,
        owner_ids=(OWNER,),
        data_dir=folder / "data",
        symbols=("BTCUSDT",),
        timeframe=Timeframe.S1,
        plugin_dirs=(plugins,),
    )
    async with build_desk(settings, announce=lambda _: None, on_unwritable=lambda _: None) as desk:
        yield desk


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():
            await SystemClock().sleep(0.02)


async def with_account(desk: Desk) -> Trading:
    account = next(iter(await desk.database.journal.accounts()), None)
    while account is None:
        await SystemClock().sleep(0.02)
        account = next(iter(await desk.database.journal.accounts()), None)
    return await desk.accounts.trading(account)


async def with_plugin(desk: Desk) -> tuple[Trading, AgentId]:
    """The owner's first agent, on the plugin."""
    trading = await with_account(desk)
    agent = next(each.id for each in trading.agents() if not each.is_manual)
    await trading.configure(agent, "strategy", "made", by=OWNER)
    await trading.set_state(agent, "start", by=OWNER)
    return trading, agent


async def test_a_plugin_of_the_folder_is_offered_and_advises(tmp_path: Path) -> None:
    async with desk_with(tmp_path, strategy_text()) as desk:
        trading, agent = await with_plugin(desk)
        assert "made" in trading.strategies()
        await until(lambda: trading.auto_view(agent).signal is not None)
        signal = trading.auto_view(agent).signal
        assert signal is not None
        assert str(signal.action) == "BUY"


async def test_the_desk_goes_on_beside_a_plugin_that_never_answers(tmp_path: Path) -> None:
    """It passes its trial, whose frames are short."""
    async with desk_with(tmp_path, strategy_text(body="while len(df) > 300: pass")) as desk:
        trading, agent = await with_plugin(desk)
        seen: set[object] = set()

        def is_seen() -> bool:
            seen.add(trading.auto_view(agent).quote)
            return len(seen) >= 5

        await until(is_seen)
        assert trading.auto_view(agent).signal is None


async def test_an_owner_is_told_of_a_plugin_that_is_refused(tmp_path: Path) -> None:
    async with desk_with(tmp_path, strategy_text(top="1 / 0")) as desk:
        told: list[str] = []
        async with asyncio.timeout(60):
            while not told:
                await SystemClock().sleep(0.02)
                rows = await desk.database.reader.page(DESK, (Fault.topic,), offset=0, limit=5)
                told = [decode(Fault, row.payload).detail for row in rows]
        assert told == [
            "Plugin made is refused: made: ZeroDivisionError: division by zero (line 8 of <module>)"
        ]


async def test_the_market_screen_shows_what_an_indicator_of_a_plugin_says(tmp_path: Path) -> None:
    async with desk_with(tmp_path, indicator_text("closes")) as desk:
        await with_account(desk)
        async with asyncio.timeout(60):
            while not (await desk.watching.market.view(OWNER, None, Timeframe.M1)).readings:
                await SystemClock().sleep(0.1)
        (reading,) = (await desk.watching.market.view(OWNER, None, Timeframe.M1)).readings
        assert reading.name == "closes"
        assert reading.values[0][1] > 0


async def told_of(desk: Desk, where: str) -> str:
    """What an owner is told of plugins under this code."""
    while True:
        rows = await desk.database.reader.page(DESK, (Fault.topic,), offset=0, limit=20)
        faults = [decode(Fault, row.payload) for row in rows]
        found = next((each.detail for each in faults if each.where == where), "")
        if found:
            return found
        await SystemClock().sleep(0.05)


async def test_a_file_that_is_deleted_under_an_agent_leaves_its_position_guarded(
    tmp_path: Path,
) -> None:
    async with desk_with(tmp_path, strategy_text()) as desk:
        trading, agent = await with_plugin(desk)
        await until(lambda: trading.auto_view(agent).position is not None)
        path = tmp_path / "plugins" / "made.py"
        async with asyncio.timeout(60):
            # Whether the folder is watched yet cannot be asked: it goes until it is seen to go.
            while "plugin_gone" not in await wheres(desk):
                path.write_text(strategy_text(), encoding="utf-8")
                await SystemClock().sleep(0.4)
                path.unlink()
                await SystemClock().sleep(0.6)
        assert await told_of(desk, "plugin_gone") == (
            "Plugin made: its file is gone, version 1.0.0 goes on"
        )
        assert_guarded(trading, agent)


async def test_a_plugin_that_fails_again_and_again_leaves_its_position_guarded(
    tmp_path: Path,
) -> None:
    flag = tmp_path / "fail"
    body = f"__import__('os').path.exists({str(flag)!r}) and __import__('os')._exit(1)"
    async with desk_with(tmp_path, strategy_text(body=body)) as desk:
        trading, agent = await with_plugin(desk)
        await until(lambda: trading.auto_view(agent).position is not None)
        flag.touch()
        async with asyncio.timeout(60):
            assert await told_of(desk, "plugin_quarantined") == (
                "Plugin made is quarantined: its worker was ended 3 times within 10 minutes"
            )
        assert_guarded(trading, agent)


async def test_a_plugin_that_is_switched_off_leaves_its_position_guarded(tmp_path: Path) -> None:
    async with desk_with(tmp_path, strategy_text()) as desk:
        trading, agent = await with_plugin(desk)
        await until(lambda: trading.auto_view(agent).position is not None)
        await desk.plugins.switch(OWNER, "made", is_on=False)
        await until(lambda: str(getattr(trading.auto_view(agent).signal, "action", "")) == "HOLD")
        assert_guarded(trading, agent)


async def wheres(desk: Desk) -> set[str]:
    rows = await desk.database.reader.page(DESK, (Fault.topic,), offset=0, limit=20)
    return {decode(Fault, row.payload).where for row in rows}


def assert_guarded(trading: Trading, agent: AgentId) -> None:
    """Open, with its stop, and judged on."""
    position = trading.auto_view(agent).position
    assert position is not None
    assert position.stop is not None
