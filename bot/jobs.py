"""The jobs of a chat's screen: to be shown, and to go when another message took its place."""

import logging
from typing import TYPE_CHECKING

from aiogram.exceptions import AiogramError

from bot.failures import Verdict, judge
from bot.lane import Rank, Sender
from bot.screen import Screen
from core.values import Frozen, replace

if TYPE_CHECKING:
    from bot.board import Board

log = logging.getLogger(__name__)


class Draft(Frozen, frozen=True):
    """What leaves now. No `message_id`: as a new message, in the place of `replaces` if there is
    one. `keeps_picture`: the message has this picture already."""

    message_id: int | None
    screen: Screen
    keeps_picture: bool = False
    replaces: int | None = None


class ScreenJob:
    """The screen of a chat on its way: whatever is newest when its turn comes."""

    key = "screen"

    def __init__(self, chat: int, rank: Rank, board: "Board") -> None:
        self.rank = rank
        self._chat = chat
        self._board = board
        self._draft: Draft | None = None

    async def deliver(self, sender: Sender) -> None:
        """A picture that Telegram refuses costs the picture, not the screen."""
        try:
            await self._deliver(sender)
        except AiogramError as error:
            draft = self._draft
            is_refused = judge(error) is Verdict.REFUSED
            if draft is None or draft.screen.picture is None or not is_refused:
                raise
            log.warning("chat %s refused a picture: %s", self._chat, error)
            self._board.undelivered(self._chat, draft)
            self._board.unpicture(self._chat)
            await self._deliver(sender)

    async def _deliver(self, sender: Sender) -> None:
        self._draft = draft = self._board.draft(self._chat)
        if draft is None:
            return
        message_id = draft.message_id
        if message_id is not None and not await self._is_edited(sender, message_id, draft):
            self._draft = draft = replace(draft, message_id=None, replaces=message_id)
        if draft.message_id is None:
            is_silent = draft.replaces is not None
            message_id = await sender.send(self._chat, draft.screen, is_silent=is_silent)
        if message_id is not None:
            await self._board.shown(self._chat, message_id, draft)

    async def _is_edited(self, sender: Sender, message_id: int, draft: Draft) -> bool:
        return await sender.edit(
            self._chat, message_id, draft.screen, keeps_picture=draft.keeps_picture
        )

    def again(self, *, may_have_arrived: bool) -> bool:
        if self._draft is not None:
            self._board.undelivered(self._chat, self._draft)
        return True

    async def refused(self, reason: str, *, is_blocked: bool) -> None:
        if is_blocked:
            await self._board.close(self._chat)

    def released(self) -> None:
        return None


class Farewell:
    """The last words on a screen that is nobody's any more; one that cannot be edited goes."""

    rank = Rank.PRESS
    key = "screen"

    def __init__(self, chat: int, message_id: int, screen: Screen) -> None:
        self._chat = chat
        self._message_id = message_id
        self._screen = screen

    async def deliver(self, sender: Sender) -> None:
        if not await sender.edit(self._chat, self._message_id, self._screen):
            await sender.remove(self._chat, self._message_id)

    def again(self, *, may_have_arrived: bool) -> bool:
        return True

    async def refused(self, reason: str, *, is_blocked: bool) -> None:
        return None

    def released(self) -> None:
        return None


class Parting:
    """A message that was replaced is deleted; one that cannot be stays as a retired one."""

    rank = Rank.PRESS

    def __init__(self, chat: int, message_id: int, board: "Board") -> None:
        self.key = f"part:{message_id}"
        self._chat = chat
        self._message_id = message_id
        self._board = board

    async def deliver(self, sender: Sender) -> None:
        await sender.remove(self._chat, self._message_id)
        await self._board.parted(self._chat, self._message_id)

    def again(self, *, may_have_arrived: bool) -> bool:
        return True

    async def refused(self, reason: str, *, is_blocked: bool) -> None:
        await self._board.parted(self._chat, self._message_id)

    def released(self) -> None:
        return None
