"""Reading: a connection for the length of one question."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import InputError, StorageError
from storage.failures import translate


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One transaction, so that all its answers are of the same instant; foreign errors leave as
    StorageError."""
    try:
        async with engine.connect() as connection:
            yield connection
    except (SQLAlchemyError, OSError) as error:
        raise translate(error) from error


@contextmanager
def decoding() -> Iterator[None]:
    """Says of a stored value that is none what to do about it."""
    try:
        yield
    except InputError as error:
        raise StorageError(
            f"The database holds a damaged row ({error}). `python main.py verify` says what of "
            "it still holds; put a copy of the file in its place."
        ) from error
