"""Users, and small values by key."""

from collections.abc import Sequence

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.codec import decode
from core.ports import User
from core.types import UserId
from storage.change import Change, Put
from storage.readers import decoding, reading
from storage.rows import user_row
from storage.schema import users
from storage.writer import Writer


class SqlUsers:
    """`core.ports.Users` on a database."""

    def __init__(self, writer: Writer, readers: AsyncEngine) -> None:
        self._writer = writer
        self._readers = readers

    async def all(self) -> Sequence[User]:
        async with reading(self._readers) as on:
            states = await on.scalars(select(users.c.state).order_by(users.c.id))
            return [_user(state) for state in states]

    async def get(self, user: UserId) -> User | None:
        async with reading(self._readers) as on:
            state = await on.scalar(select(users.c.state).where(users.c.id == user))
            return None if state is None else _user(state)

    async def save(self, user: User) -> None:
        await self._writer.write(Change(puts=(Put(users, (user.id,), user_row(user)),)))

    async def remove(self, user: UserId) -> None:
        await self._writer.write(Change(puts=(Put(users, (user,), None),)))


class SqlKeyValue:
    """`core.ports.KeyValue` on a table of keys and values."""

    def __init__(self, writer: Writer, readers: AsyncEngine, table: Table) -> None:
        self._writer = writer
        self._readers = readers
        self._table = table

    async def get(self, key: str) -> str | None:
        value = select(self._table.c.value).where(self._table.c.key == key)
        async with reading(self._readers) as on:
            found: str | None = await on.scalar(value)
            return found

    async def put(self, key: str, value: str) -> None:
        row = {"key": key, "value": value}
        await self._writer.write(Change(puts=(Put(self._table, (key,), row),)))

    async def delete(self, key: str) -> None:
        await self._writer.write(Change(puts=(Put(self._table, (key,), None),)))


def _user(state: str) -> User:
    with decoding():
        return decode(User, state)
