"""The only place that sends, edits, deletes or answers."""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, DeleteMessage, TelegramMethod

from bot.calls import editing, handing, sending
from bot.failures import is_gone, is_markup_wrong, is_unchanged
from bot.lane import Job, Lane, Rank, Sender
from bot.limits import Limits
from bot.screen import Document, Screen
from core.ports import Clock

log = logging.getLogger(__name__)
T = TypeVar("T")

CALL_TIMEOUT_S = 10
FILE_TIMEOUT_S = 60
MOST_ANSWERS = 64
TOAST_CHARS = 200


class Messenger:
    """One lane a chat. Putting never waits and never fails; `run` delivers until cancelled."""

    def __init__(self, bot: Bot, clock: Clock, limits: Limits) -> None:
        self._bot = bot
        self._clock = clock
        self._limits = limits
        self._lanes: dict[int, Lane] = {}
        self._busy: set[int] = set()
        self._answers = 0
        self._group: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        async with asyncio.TaskGroup() as self._group:
            try:
                for chat in self._lanes:
                    self._start(chat)
                await asyncio.Event().wait()
            finally:
                self._group = None

    async def name(self) -> str:
        """What the bot is called in links to it."""
        async with asyncio.timeout(CALL_TIMEOUT_S):
            return (await self._bot.me()).username or ""

    @property
    def floods(self) -> int:
        """How often Telegram answered 429 since the start."""
        return self._limits.floods

    def slowdown(self, chat: int) -> int:
        """By what live refresh of a chat is stretched after floods."""
        return self._limits.slowdown(chat)

    def put(self, chat: int, job: Job) -> bool:
        """False when the chat's lane is full; the job is then not taken."""
        lane = self._lanes.get(chat)
        if lane is None:
            lane = self._lanes[chat] = Lane(
                chat, sender=self, limits=self._limits, clock=self._clock
            )
        is_taken = lane.put(job)
        self._start(chat)
        return is_taken

    def delete(self, chat: int, message_id: int) -> None:
        """Removes what a user typed; given up quietly when it cannot be."""
        self.put(chat, _Removal(chat, message_id))

    def post(self, chat: int, screen: Screen, *, key: str = "") -> None:
        """A message of its own, once; of one `key` the newest that waits."""
        self.put(chat, _Post(chat, screen, key))

    def file(self, chat: int, document: Document) -> None:
        """A file as a message of its own, once."""
        self.put(chat, _File(chat, document))

    def answer(self, query_id: str, toast: str = "") -> None:
        """Answers a press at once, outside every bucket; what it was about may still be at work."""
        if self._group is not None and self._answers < MOST_ANSWERS:
            self._answers += 1
            self._group.create_task(self._answer(query_id, toast[:TOAST_CHARS]))

    async def send(
        self, chat: int, screen: Screen, *, reply_to: int | None = None, is_silent: bool = False
    ) -> int:
        message = await self._as_html_or_plain(
            lambda is_plain: sending(
                chat, screen, reply_to=reply_to, is_silent=is_silent, is_plain=is_plain
            )
        )
        return message.message_id

    async def edit(
        self, chat: int, message_id: int, screen: Screen, *, keeps_picture: bool = False
    ) -> bool:
        """False when the message is gone, or of another kind, and a new one is needed."""
        try:
            await self._as_html_or_plain(
                lambda is_plain: editing(
                    chat, message_id, screen, keeps_picture=keeps_picture, is_plain=is_plain
                )
            )
        except TelegramBadRequest as error:
            if is_gone(error):
                return False
            if not is_unchanged(error):
                raise
        return True

    async def hand(self, chat: int, document: Document) -> int:
        message = await self._bot(handing(chat, document), request_timeout=FILE_TIMEOUT_S)
        return message.message_id

    async def remove(self, chat: int, message_id: int) -> None:
        await self._call(DeleteMessage(chat_id=chat, message_id=message_id))

    def _start(self, chat: int) -> None:
        lane = self._lanes[chat]
        if self._group is not None and chat not in self._busy and not lane.is_empty:
            self._busy.add(chat)
            self._group.create_task(self._work(chat, lane))

    async def _work(self, chat: int, lane: Lane) -> None:
        try:
            await lane.run()
        finally:
            self._busy.discard(chat)

    async def _answer(self, query_id: str, toast: str) -> None:
        try:
            await self._call(AnswerCallbackQuery(callback_query_id=query_id, text=toast or None))
        except AiogramError as error:
            log.info("a press was not answered: %s", type(error).__name__)
        except Exception:
            log.exception("a press was not answered")
        finally:
            self._answers -= 1

    async def _as_html_or_plain(self, make: Callable[[bool], TelegramMethod[T]]) -> T:
        try:
            return await self._call(make(False))
        except TelegramBadRequest as error:
            if not is_markup_wrong(error):
                raise
            log.error("a screen is no HTML, sent plain: %s", error)
            return await self._call(make(True))

    async def _call(self, method: TelegramMethod[T]) -> T:
        return await self._bot(method, request_timeout=CALL_TIMEOUT_S)


class _Passing:
    """A job that is given up after three tries; nobody waits for what comes of it."""

    rank = Rank.PRESS
    key = ""

    def __init__(self, chat: int) -> None:
        self._chat = chat
        self._tries = 3

    def again(self, *, may_have_arrived: bool) -> bool:
        self._tries -= 1
        return self._tries > 0

    async def refused(self, reason: str, *, is_blocked: bool) -> None:
        return None

    def released(self) -> None:
        return None


class _Removal(_Passing):
    def __init__(self, chat: int, message_id: int) -> None:
        super().__init__(chat)
        self._message_id = message_id

    async def deliver(self, sender: Sender) -> None:
        await sender.remove(self._chat, self._message_id)


class _File(_Passing):
    def __init__(self, chat: int, document: Document) -> None:
        super().__init__(chat)
        self._document = document

    async def deliver(self, sender: Sender) -> None:
        await sender.hand(self._chat, self._document)


class _Post(_Passing):
    def __init__(self, chat: int, screen: Screen, key: str) -> None:
        super().__init__(chat)
        self.key = key
        self._screen = screen

    async def deliver(self, sender: Sender) -> None:
        await sender.send(self._chat, self._screen)
