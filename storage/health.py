"""How the database is."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import TextClause, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.health import StoreHealth
from core.ports import Clock
from storage.readers import reading
from storage.schema import outbox
from storage.writer import Writer

_MS = 1_000_000
SIZES: Mapping[str, TextClause] = MappingProxyType(
    {
        "sqlite": text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
        "postgresql": text("SELECT pg_database_size(current_database())"),
    }
)
_OWED = select(func.count()).select_from(outbox).where(outbox.c.done_ns.is_(None))


class SqlHealth:
    """`core.ports.system.StoreProbe` on a database."""

    def __init__(self, writer: Writer, readers: AsyncEngine, clock: Clock) -> None:
        self._writer = writer
        self._readers = readers
        self._clock = clock

    async def health(self) -> StoreHealth:
        kind, began_ns = self._readers.dialect.name, self._clock.monotonic_ns()
        async with reading(self._readers) as on:
            owed = await on.scalar(_OWED)
            answered_ns = self._clock.monotonic_ns()
            size = await on.scalar(SIZES[kind])
        return StoreHealth(
            kind=kind,
            bytes=int(size or 0),
            answer_ms=(answered_ns - began_ns) / _MS,
            lag_ms=self._writer.lag_ns / _MS,
            waiting=self._writer.waiting,
            owed=owed or 0,
        )
