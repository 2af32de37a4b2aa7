"""The one live screen of a chat: where it is, what it shows, what it should show."""

import json
import logging
from dataclasses import dataclass, field

from bot.place import MENU, Place
from bot.screen import Screen
from core.ports import KeyValue
from core.types import AccountId, UserId

log = logging.getLogger(__name__)

MOST_RETIRED = 100
MOST_PARTING = 8


@dataclass(frozen=True, slots=True)
class Painted:
    """A screen, and the same with its ages left out: what tells whether anything happened.
    `is_held`: it stands as it is until somebody presses."""

    screen: Screen
    still: Screen
    is_held: bool = False


@dataclass(slots=True)
class Live:
    """`shown` is what Telegram is known to have, None when unknown. A press on a message that is
    not `message_id` never acts on what that message says. `is_photo`: that message has a picture;
    no edit makes it a text again. `parting` are messages that were replaced and are to be deleted.
    """

    chat: int
    user: UserId
    place: Place = MENU
    message_id: int | None = None
    is_photo: bool = False
    retired: tuple[int, ...] = ()
    parting: tuple[int, ...] = ()
    account: AccountId | None = None
    language: str = "en"
    refresh_s: int = 5
    wanted: Screen | None = None
    still: Screen | None = None
    shown: Screen | None = None
    notice: str = ""
    is_fresh: bool = False
    is_dirty: bool = False
    is_held: bool = False
    clear_ns: int | None = None
    sent_ns: int = 0
    looked_ns: int = 0
    pictured_ns: int = 0
    without_until_ns: int = 0
    _tickets: int = field(default=0, repr=False)
    _accepted: int = field(default=0, repr=False)

    def ticket(self) -> int:
        """Drawn when a painting begins."""
        self._tickets += 1
        return self._tickets

    def accept(self, ticket: int) -> bool:
        """False for a painting that a newer one has overtaken."""
        if ticket <= self._accepted:
            return False
        self._accepted = ticket
        return True

    def outdate(self) -> None:
        """What is being painted now will never be shown."""
        self._accepted = self._tickets

    def adopt(self, message_id: int) -> bool:
        """The screen's message is this one now; the older one retires. True when it changed."""
        if message_id == self.message_id:
            return False
        if self.message_id is not None:
            self.retired = (*self.retired, self.message_id)[-MOST_RETIRED:]
        self.message_id = message_id
        return True

    def part(self, message_id: int) -> None:
        """This message is to be deleted, because another one took its place."""
        self.parting = (*self.parting, message_id)[-MOST_PARTING:]


class LiveStore:
    """Keeps live message ids over a restart."""

    _INDEX = "screens"

    def __init__(self, values: KeyValue) -> None:
        self._values = values
        self._saved: dict[int, str] = {}

    async def chats(self) -> tuple[int, ...]:
        """Every chat that has a screen."""
        try:
            return tuple(
                int(chat) for chat in json.loads(await self._values.get(self._INDEX) or "[]")
            )
        except (ValueError, TypeError):
            log.warning("the list of screens is unreadable, starting a new one")
            return ()

    async def load(self, chat: int) -> Live | None:
        text = await self._values.get(_key(chat))
        if text is None:
            return None
        try:
            raw = json.loads(text)
            live = Live(chat, UserId(int(raw["user"])), Place.parse(raw["place"]))
            live.message_id, live.retired = int(raw["message"]), tuple(map(int, raw["retired"]))
            live.is_photo = bool(raw.get("photo"))
            live.parting = tuple(map(int, raw.get("parting", ())))
        except (ValueError, TypeError, KeyError, AttributeError):
            log.warning("the screen of chat %s is unreadable, it gets a new one", chat)
            return None
        return live

    async def save(self, live: Live) -> None:
        """Writes what changed; a screen without a message is not worth a row."""
        text = json.dumps(
            {
                "user": live.user,
                "place": str(live.place),
                "message": live.message_id,
                "retired": live.retired,
                "photo": live.is_photo,
                "parting": live.parting,
            }
        )
        if live.message_id is None or self._saved.get(live.chat) == text:
            return
        await self._values.put(_key(live.chat), text)
        self._saved[live.chat] = text
        chats = await self.chats()
        if live.chat not in chats:
            await self._values.put(self._INDEX, json.dumps([*chats, live.chat]))

    async def forget(self, chat: int) -> None:
        self._saved.pop(chat, None)
        await self._values.delete(_key(chat))
        left = [other for other in await self.chats() if other != chat]
        await self._values.put(self._INDEX, json.dumps(left))


def _key(chat: int) -> str:
    return f"screen:{chat}"
