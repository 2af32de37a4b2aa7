"""The HTTP service on a port of its own, over made-up plugins."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx

from api.application import build_application
from api.server import serving
from api.services import ApiServices
from core.types import UserId
from services.plugin_keeping import PluginKeeper
from tests.fake_plugins import FakePlugins

SECRET = "a-secret-of-mine-1234"
KNOWN = {"Authorization": f"Bearer {SECRET}"}
PATIENCE_S = 60.0


class ApiStage:
    """`noted` is what the audit holds."""

    def __init__(self, port: int = 0, names: tuple[str, ...] = ("127.0.0.1",)) -> None:
        self.house = FakePlugins()
        self.noted: list[tuple[UserId, str, str]] = []
        self.services = ApiServices(version="9.8.7", plugins=PluginKeeper(self.house, self._note))
        self.application = build_application(self.services, SECRET, names)
        self.port = port

    async def _note(self, by: UserId, what: str, detail: str) -> None:
        self.noted.append((by, what, detail))

    def client(self, headers: Mapping[str, str] = KNOWN) -> httpx.AsyncClient:
        url = f"http://127.0.0.1:{self.port}"
        return httpx.AsyncClient(base_url=url, headers=headers, timeout=PATIENCE_S)


@asynccontextmanager
async def open_stage(stage: ApiStage) -> AsyncIterator[ApiStage]:
    with socket.create_server(("127.0.0.1", 0)) as link:
        stage.port = int(link.getsockname()[1])
        async with serving(stage.application, link):
            yield stage


def told(answer: httpx.Response) -> tuple[int, str, str]:
    """A refusal: its status, its code and its sentence, and nothing else."""
    said = answer.json()
    assert set(said) == {"code", "detail"}
    return answer.status_code, said["code"], said["detail"]
