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
from tests.plugin_stage import strategy_text

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
    async with asyncio.timeout(40):
        while not is_so():
            await SystemClock().sleep(0.02)


async def with_plugin(desk: Desk) -> tuple[Trading, AgentId]:
    """The owner's first agent, on the plugin."""
    account = next(iter(await desk.database.journal.accounts()), None)
    while account is None:
        await SystemClock().sleep(0.02)
        account = next(iter(await desk.database.journal.accounts()), None)
    trading = await desk.accounts.trading(account)
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
        async with asyncio.timeout(40):
            while not told:
                await SystemClock().sleep(0.02)
                rows = await desk.database.reader.page(DESK, (Fault.topic,), offset=0, limit=5)
                told = [decode(Fault, row.payload).detail for row in rows]
        assert told == [
            "Plugin made is refused: made: ZeroDivisionError: division by zero (line 8 of <module>)"
        ]
