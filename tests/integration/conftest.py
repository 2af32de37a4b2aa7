"""Fixtures of the tests that put several parts together."""

from collections.abc import AsyncIterator

import pytest

from tests.chat_stage import Stage, playing


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A running chat over fakes."""
    async with playing(Stage()) as stage:
        yield stage
