"""One live screen a chat: navigation, live refresh, statuses that clear themselves."""

import asyncio
import logging
from enum import Enum, auto

from bot.board import HEARTBEAT_NS, Board
from bot.lane import Rank
from bot.live import Live, Painted
from bot.place import MENU, Place
from bot.screen import Screen
from core.ports import Bus, Clock
from core.types import SECOND_NS, UserId

log = logging.getLogger(__name__)

TICK_S = 0.25
NOTICE_S = 2.5
INBOX = 256


class Whence(Enum):
    """Which message a press came from."""

    LIVE = auto()
    RETIRED = auto()
    ABOVE = auto()
    """Another message, older than the screen: an alert."""
    BELOW = auto()
    """Another message, newer than the screen: the screen is out of sight."""


class ScreenHub:
    """Moves the screen of each chat and keeps it fresh until cancelled."""

    def __init__(self, *, board: Board, clock: Clock, bus: Bus) -> None:
        self._board = board
        self._clock = clock
        self._bus = bus

    async def run(self) -> None:
        """Live refresh; the screens of before a restart are taken up again."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._beat())

    async def whence(self, chat: int, message_id: int) -> Whence:
        live = await self._board.find(chat)
        if live is None or live.message_id is None or message_id > live.message_id:
            return Whence.BELOW
        if message_id == live.message_id:
            return Whence.LIVE
        return Whence.RETIRED if message_id in live.retired else Whence.ABOVE

    async def open(
        self,
        chat: int,
        user: UserId,
        place: Place,
        *,
        notice: str = "",
        notice_s: float = NOTICE_S,
        is_fresh: bool = False,
    ) -> None:
        """Goes to a place. Fresh: as a new message, the old one retires."""
        live = await self._board.get(chat, user)
        self._turn_to(live, place, is_fresh=is_fresh)
        if notice:
            live.notice = notice
            live.clear_ns = self._clock.now_ns() + round(notice_s * SECOND_NS)
        await self._board.paint(live, Rank.PRESS)

    async def place(self, chat: int) -> Place:
        """Where the chat is."""
        live = await self._board.find(chat)
        return live.place if live is not None else MENU

    async def show(
        self,
        chat: int,
        user: UserId,
        screen: Screen,
        *,
        back: Place,
        until_ns: int | None = None,
        is_fresh: bool = False,
    ) -> None:
        """A screen that is not painted again (a question): `back` follows it at `until_ns`, or
        with the next refresh."""
        live = await self._board.get(chat, user)
        self._turn_to(live, back, is_fresh=is_fresh)
        live.clear_ns = until_ns
        self._board.push(live, Painted(screen, screen), Rank.PRESS)

    @staticmethod
    def _turn_to(live: Live, place: Place, *, is_fresh: bool) -> None:
        """From here on nothing that was painted or waits to be cleared concerns this chat."""
        live.outdate()
        live.place, live.notice, live.clear_ns = place, "", None
        live.is_fresh = live.is_fresh or is_fresh

    async def _listen(self) -> None:
        async with self._bus.subscribe("hub", size=INBOX) as inbox:
            while True:
                event = await inbox.next()
                for live in self._board.lives():
                    live.is_dirty = live.is_dirty or live.account == event.account

    async def _beat(self) -> None:
        await self._resume()
        while True:
            await self._clock.sleep(TICK_S)
            for live in self._board.lives():
                await self._tend(live)

    async def _resume(self) -> None:
        """The border of resuming: a screen that cannot be read is new when it is asked for."""
        try:
            await self._board.resume()
        except Exception:
            log.exception("screens could not be resumed")

    async def _tend(self, live: Live) -> None:
        """The border of live refresh: a view that fails is tried again at the next heartbeat."""
        now_ns = self._clock.now_ns()
        try:
            if live.clear_ns is not None:
                if now_ns >= live.clear_ns:
                    live.notice, live.clear_ns = "", None
                    await self._board.paint(live, Rank.PRESS)
            elif self._board.is_due(live, now_ns):
                await self._board.paint(live, Rank.REFRESH)
        except Exception:
            log.exception("the screen of chat %s could not be refreshed", live.chat)
            live.looked_ns, live.is_dirty = now_ns + HEARTBEAT_NS, False
