"""The databases that the contracts of storage are held against."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.postgres_server import text_of
from tests.storage_desk import opened, url_of


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of the test's own."""
    if request.param == "sqlite":
        return url_of(tmp_path)
    return text_of(request.getfixturevalue("postgres"))


@pytest.fixture
async def database(tmp_path: Path, database_url: str) -> AsyncIterator[Database]:
    async with opened(tmp_path, url=database_url) as database:
        yield database
