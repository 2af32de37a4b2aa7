"""A desk opens in an order: first its stops, then what people need of it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app import accounts
from app.desk import build_desk
from app.settings import Settings
from app.use_cases import Desk
from core.types import UserId

OWNER = UserId(7)


@pytest.fixture(autouse=True)
def folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@asynccontextmanager
async def desk_in(folder: Path) -> AsyncIterator[Desk]:
    settings = Settings(
        _env_file=None, owner_ids=(OWNER,), data_dir=folder, symbols=("BTCUSDT",), sim_speed=60
    )
    async with build_desk(settings, announce=lambda _: None, on_unwritable=lambda _: None) as desk:
        yield desk


@pytest.fixture
async def used(tmp_path: Path) -> Path:
    """The data of a desk that had an account."""
    async with desk_in(tmp_path) as desk:
        await desk.overview.menu(OWNER)
    return tmp_path


async def test_the_rest_comes_after_stops_are_armed(
    used: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(accounts, "ARMING_S", 60)
    caplog.set_level(logging.INFO, "engine.session")
    async with desk_in(used):
        assert "are armed" in caplog.text


async def test_stops_that_cannot_be_armed_keep_nobody_from_the_desk(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(accounts, "ARMING_S", 0.01)
    monkeypatch.setattr(accounts.Accounts, "_build", never)
    async with desk_in(used) as desk:
        assert await desk.database.journal.accounts()
