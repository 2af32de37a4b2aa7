"""A demo in the test's own loop."""

from collections.abc import AsyncIterator

import httpx
import pytest

from demo.server import Options, serving
from tests.demo.api import Api


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with (
        serving(Options(port=0)) as port,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False
        ) as client,
    ):
        yield Api(client, port)
