"""What tests of several kinds share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from sqlalchemy import URL

from tests.postgres_server import Databases, some_server

# A test is a fact whatever else the machine does: none has a deadline.
settings.register_profile("facts", deadline=None)
settings.load_profile("facts")


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
