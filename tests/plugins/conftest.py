"""One nursery for all tests of plugins: it takes a second to start."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.nursery import Nursery
from tests.plugin_stage import PluginStage


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def stage(nursery: Nursery, tmp_path: Path) -> Iterator[PluginStage]:
    made = PluginStage(nursery, tmp_path)
    yield made
    made.close()
