"""Members' alarms, durable: every change is one small value."""

import json

from core.codec import decode, encode
from core.errors import InputError
from core.ports import KeyValue
from core.trading import Alarm, AlarmBook
from core.types import UserId
from core.values import replace

MOST = 50
INDEX = "alarms"


class AlarmBooks:
    """Read once; this process alone writes them."""

    def __init__(self, values: KeyValue) -> None:
        self._values = values
        self._books: dict[UserId, AlarmBook] = {}
        self._is_loaded = False

    async def load(self) -> None:
        """Every member's, once."""
        if self._is_loaded:
            return
        for user in json.loads(await self._values.get(INDEX) or "[]"):
            await self.of(UserId(user))
        self._is_loaded = True

    def watched(self) -> tuple[UserId, ...]:
        """Members with an alarm that may ring."""
        return tuple(
            user
            for user, book in self._books.items()
            if any(not alarm.is_paused for alarm in book.alarms)
        )

    async def of(self, user: UserId) -> AlarmBook:
        if user not in self._books:
            text = await self._values.get(key_of(user))
            book = AlarmBook() if text is None else decode(AlarmBook, text)
            self._books.setdefault(user, book)
        return self._books[user]

    async def one(self, user: UserId, number: int) -> Alarm:
        for alarm in (await self.of(user)).alarms:
            if alarm.id == number:
                return alarm
        raise InputError("There is no such alarm", code="no_alarm")

    async def add(self, user: UserId, alarm: Alarm) -> Alarm:
        """With a number of its own; raises InputError where there are too many."""
        book = await self.of(user)
        if len(book.alarms) >= MOST:
            raise InputError(f"{MOST} alarms are enough", code="too_many_alarms")
        numbered = replace(alarm, id=book.made + 1)
        await self._index(user)
        await self.save(user, AlarmBook(made=numbered.id, alarms=(*book.alarms, numbered)))
        return numbered

    async def put(self, user: UserId, alarm: Alarm) -> None:
        await self.save(user, await self.with_(user, alarm))

    async def remove(self, user: UserId, number: int) -> None:
        book = await self.of(user)
        kept = tuple(alarm for alarm in book.alarms if alarm.id != number)
        if kept != book.alarms:
            await self.save(user, AlarmBook(made=book.made, alarms=kept))

    async def with_(self, user: UserId, alarm: Alarm) -> AlarmBook:
        """The book as it would be; one that was removed meanwhile stays removed."""
        book = await self.of(user)
        alarms = tuple(alarm if each.id == alarm.id else each for each in book.alarms)
        return AlarmBook(made=book.made, alarms=alarms)

    async def save(self, user: UserId, book: AlarmBook) -> None:
        await self._values.put(key_of(user), encode(book))
        self._books[user] = book

    def saved(self, user: UserId, book: AlarmBook) -> None:
        """It was made durable elsewhere, together with what it told."""
        self._books[user] = book

    async def _index(self, user: UserId) -> None:
        known = json.loads(await self._values.get(INDEX) or "[]")
        if user not in known:
            await self._values.put(INDEX, json.dumps([*known, user]))


def key_of(user: UserId) -> str:
    return f"alarms:{user}"
