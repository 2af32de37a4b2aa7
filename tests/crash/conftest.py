"""A desk to kill: prepared once, copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo_server import DemoServer, running_demo
from tests.desk_process import World, prepare, world


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "data"
    prepare(folder)
    return folder


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    with running_demo() as started:
        yield started


@pytest.fixture
def desk(prepared: Path, tmp_path: Path, demo: DemoServer) -> Iterator[World]:
    with world(prepared, tmp_path / "data", demo) as started:
        yield started
