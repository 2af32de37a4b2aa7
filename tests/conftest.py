"""What tests of several kinds share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from sqlalchemy import URL

from tests.postgres_server import Databases, some_server

# A test is a fact whatever else the machine does: none has a deadline.
settings.register_profile("facts", deadline=None)
settings.load_profile("facts")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that no worker is left alone with one at the end; by
    their names, so that the workers do not meet in one folder, all waiting or all computing."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (0, item.path.name) if item.path in slow else (1, ""))


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """A PostgreSQL server for the whole run; it starts with the first test that asks for it."""
    with some_server() as server:
        databases = Databases(server)
        databases.make_template()
        yield databases
        databases.drop_template()


@pytest.fixture
def postgres(databases: Databases) -> Iterator[URL]:
    """A database of the test's own on that server."""
    with databases.one() as url:
        yield url
