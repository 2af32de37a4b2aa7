"""The whole chat over fakes: the user types and presses, the test reads what Telegram was told."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, ParamSpec, TypeVar

from aiogram import Bot
from aiogram.types import Update

from bot.locales import load_texts
from bot.services import Services
from bot.webhook import WebhookTerms
from core.clock import ManualClock
from core.ports import Sandbox
from core.types import UserId
from handlers.build import DeskSide, build_chat
from tests.fake_chat import (
    ANN,
    BOB,
    NOW_NS,
    FakeBus,
    FakeDesk,
    FakeGate,
    FakeOutbox,
    FakeValues,
    make_bot,
    make_services,
    owner,
    pass_time,
    person,
    private,
    settle,
)
from tests.fake_telegram import FakeTelegram, Shown

P = ParamSpec("P")
T = TypeVar("T")


class Stage:
    """One running chat. `Stage.again` is the same desk after a restart."""

    def __init__(self, sandbox: Sandbox | None = None, webhook: WebhookTerms | None = None) -> None:
        self.sandbox, self.webhook = sandbox, webhook
        self.clock = ManualClock(NOW_NS)
        self.telegram = FakeTelegram()
        self.gate = FakeGate()
        self.gate.users = {ANN: owner(ANN), BOB: owner(BOB)}
        self.desk = FakeDesk(self.clock)
        self.values, self.outbox, self.bus = FakeValues(), FakeOutbox(), FakeBus()
        self.texts = load_texts()
        self.bot: Bot = make_bot(self.telegram)
        self._updates = count(1)
        self._task: asyncio.Task[None] | None = None

    def services(self) -> Services:
        return dataclasses.replace(make_services(self.desk, self.gate), sandbox=self.sandbox)

    async def start(self, group: asyncio.TaskGroup) -> None:
        side = DeskSide(
            services=self.services(),
            outbox=self.outbox,
            values=self.values,
            bus=self.bus,
            clock=self.clock,
            webhook=self.webhook,
        )
        self.chat = build_chat(self.bot, side)
        self._task = group.create_task(self.chat.run())
        await settle()

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await settle()

    async def pass_time(self, seconds: float) -> None:
        await pass_time(self.clock, seconds)

    # --- what the user does -----------------------------------------------------------------------

    async def say(self, text: str, *, user: UserId = ANN, chat: int | None = None) -> int:
        update = self.message(text, user=user, chat=chat)
        await self.push(update)
        return int(update["message"]["message_id"])

    async def press(
        self, data: str, *, on: int | None = None, user: UserId = ANN, chat: int | None = None
    ) -> None:
        await self.push(self.callback(data, on=on, user=user, chat=chat))

    async def push(self, *updates: dict[str, Any]) -> None:
        self.telegram.push(*updates)
        await settle()

    def message(self, text: str, *, user: UserId = ANN, chat: int | None = None) -> dict[str, Any]:
        at = chat or user
        message_id = self.telegram.new_id()
        self.telegram.chats[at][message_id] = Shown(text)
        sent = {
            "message_id": message_id,
            "date": 1,
            "chat": private(at) if at > 0 else {"id": at, "type": "group", "title": "G"},
            "from": person(user),
            "text": text,
        }
        return {"update_id": next(self._updates), "message": sent}

    def callback(
        self, data: str, *, on: int | None = None, user: UserId = ANN, chat: int | None = None
    ) -> dict[str, Any]:
        at = chat or user
        number = next(self._updates)
        message = {
            "message_id": on if on is not None else self.live_id(at),
            "date": 1,
            "chat": private(at),
            "text": "…",
        }
        query = {
            "id": f"q{number}",
            "from": person(user),
            "chat_instance": "1",
            "data": data,
            "message": message,
        }
        return {"update_id": number, "callback_query": query}

    def other(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"update_id": next(self._updates), kind: body}

    # --- what the user sees -----------------------------------------------------------------------

    def live_id(self, chat: int = ANN) -> int:
        """The newest message with buttons."""
        shown = self.telegram.chats[chat]
        return max(message for message, it in shown.items() if it.buttons)

    def live(self, chat: int = ANN) -> Shown:
        return self.telegram.chats[chat][self.live_id(chat)]

    @property
    def toasts(self) -> list[str]:
        return [call.text or "" for call in self.telegram.named("answerCallbackQuery")]

    @property
    def sends(self) -> int:
        return len(self.telegram.named("sendMessage"))

    @property
    def edits(self) -> int:
        return len(self.telegram.named("editMessageText"))

    def feed(self, update: dict[str, Any]) -> Update:
        return Update.model_validate(update, context={"bot": self.bot})


class AtOnce(ThreadPoolExecutor):
    """What is handed to a thread is waited for: `settle` counts turns, not time."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **options: P.kwargs) -> Future[T]:
        done = super().submit(fn, *args, **options)
        wait((done,))
        return done


@asynccontextmanager
async def playing(stage: Stage) -> AsyncIterator[Stage]:
    """Runs the chat of a stage until the block ends."""
    asyncio.get_running_loop().set_default_executor(AtOnce())
    async with asyncio.TaskGroup() as group:
        await stage.start(group)
        try:
            yield stage
        finally:
            await stage.stop()
