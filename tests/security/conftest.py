"""A chat of its own for each test."""

from collections.abc import Iterator

import pytest

from tests.demo_server import DemoServer, running_demo


@pytest.fixture(scope="package")
def server() -> Iterator[DemoServer]:
    with running_demo() as started:
        yield started


@pytest.fixture
def demo(server: DemoServer) -> DemoServer:
    """An empty chat, nothing waiting for the bot."""
    server.chat.reset()
    return server
