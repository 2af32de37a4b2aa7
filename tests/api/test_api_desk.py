"""The HTTP service of a real desk: its plugins, its marketplace, its audit; and when it may not
open."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from app import api_door as door
from app.desk import build_desk
from app.settings import Settings
from app.use_cases import Desk
from core.clock import SystemClock
from core.errors import InputError
from core.types import UserId
from plugins.discovery import Found, Places
from plugins.hosting import Surroundings
from plugins.manager import PluginManager
from plugins.marketplace.publish import publish
from plugins.nursery import Nursery
from plugins.signing import new_key
from tests.api_stage import KNOWN, PATIENCE_S, SECRET, told
from tests.plugin_stage import strategy_text

OWNER = UserId(7)


@pytest.fixture(autouse=True)
def folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plugins, their log and their configuration are looked for where the desk was started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.plugin_house.AT_ONCE_S", PATIENCE_S)


def settings(folder: Path, secret: str | None = SECRET, port: int = 0) -> Settings:
    return Settings(
        _env_file=None,
        owner_ids=(OWNER,),
        data_dir=folder / "data",
        symbols=("BTCUSDT",),
        plugin_dirs=(folder / "own",),
        api_secret=None if secret is None else SecretStr(secret),
        api_port=port,
    )


@asynccontextmanager
async def opened(told: Settings) -> AsyncIterator[tuple[Desk, int]]:
    async with (
        build_desk(told, announce=lambda _: None, on_unwritable=lambda _: None) as desk,
        door.api_door(desk) as port,
    ):
        yield desk, port


@asynccontextmanager
async def caller(folder: Path) -> AsyncIterator[tuple[Desk, httpx.AsyncClient]]:
    async with (
        opened(settings(folder)) as (desk, port),
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers=KNOWN, timeout=2 * PATIENCE_S
        ) as client,
    ):
        yield desk, client


def refused(words: str) -> "pytest.RaisesGroup[InputError]":
    """As the command line is told: from inside the desk's tasks."""
    return pytest.RaisesGroup(pytest.RaisesExc(InputError, match=words), flatten_subgroups=True)


def write_own(folder: Path, text: str = "") -> Path:
    (folder / "own").mkdir(exist_ok=True)
    path = folder / "own" / "made.py"
    path.write_text(text or strategy_text(), encoding="utf-8")
    return path


def open_market(folder: Path, *, is_known: bool = True) -> None:
    """Offers the plugin `made`, and is the one that the desk trusts."""
    secret, public = new_key()
    path = write_own(folder)
    around = Surroundings(nursery=Nursery(), clock=SystemClock())
    with closing(PluginManager(Places(folder, folder / "store"), around)) as manager:
        source, metadata = manager.read(Found(path))
        market = folder / "market"
        publish(market, source, metadata, secret=secret, days=9, clock=SystemClock())
    path.unlink()
    keys = [public] if is_known else [new_key()[1]]
    config = {"marketplace": str(market), "trusted_keys": keys}
    (folder / "plugin_config.json").write_text(json.dumps(config), encoding="utf-8")


async def status(client: httpx.AsyncClient, name: str, wanted: str) -> dict[str, object]:
    """The plugin once it is that far."""
    async with asyncio.timeout(2 * PATIENCE_S):
        while True:
            found: dict[str, object] = (await client.get(f"/plugins/{name}")).json()
            if found.get("status") == wanted:
                return found
            await SystemClock().sleep(0.05)


async def audit(desk: Desk) -> list[tuple[str, str, str]]:
    rows = (await desk.people.audit(OWNER, 1)).rows
    return [(row.name, row.what, row.detail) for row in reversed(rows)]


async def test_a_plugin_of_the_desk_is_described_and_reloaded_in_the_services_name(
    tmp_path: Path,
) -> None:
    path = write_own(tmp_path)
    async with caller(tmp_path) as (desk, client):
        found = await status(client, "made", "active")
        assert found["parameters"]
        path.write_text(strategy_text(version="1.1.0"), encoding="utf-8")
        assert (await client.post("/plugins/made/reload")).status_code == 200
        assert (await status(client, "made", "active"))["version"] == "1.1.0"
        async with asyncio.timeout(PATIENCE_S):
            while await desk.database.users.get(OWNER) is None:
                await SystemClock().sleep(0.02)
        assert await audit(desk) == [("API", "plugin_reload", "made 1.0.0")]


async def test_what_the_marketplace_offers_is_found_installed_and_removed(tmp_path: Path) -> None:
    open_market(tmp_path)
    async with caller(tmp_path) as (_, client):
        (offer,) = (await client.get("/marketplace?words=made")).json()["offers"]
        wrong = await client.post("/marketplace/made/install", json={"seal": "0" * 64})
        assert told(wrong)[:2] == (409, "plugin")
        done = await client.post("/marketplace/made/install", json={"seal": offer["seal"]})
        assert done.json()["code"] == "plugin_installed"
        assert (await status(client, "made", "active"))["is_installed"] is True
        again = await client.post("/plugins/made/update")
        assert "made 1.0.0 is installed" in told(again)[2]
        assert (await client.delete("/plugins/made")).json()["code"] == "plugin_removed"
        assert (await client.get("/plugins/made")).status_code == 404


async def test_what_nobody_trusted_has_signed_is_not_installed(tmp_path: Path) -> None:
    open_market(tmp_path, is_known=False)
    async with caller(tmp_path) as (_, client):
        answer = await client.post("/marketplace/made/install")
        assert told(answer) == (
            409,
            "plugin",
            "the index is signed by a key that trusted_keys does not name",
        )
        assert (await client.get("/plugins")).json()["plugins"] == []


async def test_without_a_secret_nothing_listens(tmp_path: Path) -> None:
    async with opened(settings(tmp_path, secret=None)) as (_, port):
        assert port == 0


async def test_the_door_closes_with_the_desk(tmp_path: Path) -> None:
    async with opened(settings(tmp_path)) as (_, port):
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)


async def test_a_port_that_is_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with refused("API_PORT must be a free port of API_HOST"):
            async with opened(settings(tmp_path, port=port)):
                pass


async def test_without_its_libraries_the_service_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "NEEDED", ("a_library_that_is_not_there",))
    with refused("pip install -r requirements-api"):
        async with opened(settings(tmp_path)):
            pass
