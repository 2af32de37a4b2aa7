"""A desk behind the chat, made of small fakes, and a user in front of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiogram import Bot

from bot.services import Services
from core.clock import ManualClock
from core.errors import InputError, StorageError
from core.events import Record
from core.ports import BusEvent, Inbox, OutboxRow, Owed, PairingState, User
from core.types import SECOND_NS, Access, AccountId, AgentId, UserId
from core.views import (
    AnalyticsView,
    AutoView,
    CardView,
    ChoiceView,
    ConfirmView,
    JournalView,
    MenuView,
    RiskView,
    SettingsView,
    StatusView,
)
from tests.fake_telegram import FakeTelegram
from tests.screens import samples as s

ANN = UserId(7)
BOB = UserId(8)
STRANGER = UserId(666)
ACCOUNT = AccountId("7:PAPER")
TOKEN = "42:TEST"
NOW_NS = s.NOW


class FakeValues:
    """KeyValue in memory; `is_broken` refuses as a full disk does."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.is_broken = False

    async def get(self, key: str) -> str | None:
        return self.values.get(key)

    async def put(self, key: str, value: str) -> None:
        self._check()
        self.values[key] = value

    async def delete(self, key: str) -> None:
        self._check()
        self.values.pop(key, None)

    def _check(self) -> None:
        if self.is_broken:
            raise StorageError("disk full")


class FakeInbox:
    missed = 0

    def __init__(self) -> None:
        self.queue: asyncio.Queue[BusEvent] = asyncio.Queue()

    async def next(self) -> BusEvent:
        return await self.queue.get()


class FakeBus:
    def __init__(self) -> None:
        self.inboxes: list[FakeInbox] = []

    def publish(self, account: AccountId, name: str, record: Record) -> None:
        for inbox in self.inboxes:
            inbox.queue.put_nowait(BusEvent(account, name, record))

    @asynccontextmanager
    async def subscribe(self, name: str, *, size: int) -> AsyncIterator[Inbox]:
        inbox = FakeInbox()
        self.inboxes.append(inbox)
        yield inbox


class FakeOutbox:
    def __init__(self) -> None:
        self.rows: dict[int, OutboxRow] = {}
        self.messages: dict[int, int] = {}
        self.given_up: dict[int, str] = {}
        self.is_broken = False

    def owe(self, owed: Owed, *, tries: int = 0) -> int:
        row_id = len(self.rows) + 1
        self.rows[row_id] = OutboxRow(id=row_id, owed=owed, tries=tries, made_ns=row_id)
        return row_id

    async def due(self, limit: int) -> Sequence[OutboxRow]:
        done = self.messages.keys() | self.given_up.keys()
        rows = [row for row in self.rows.values() if row.id not in done]
        return sorted(rows, key=lambda row: (row.owed.rank, row.id))[:limit]

    async def trying(self, row_id: int) -> None:
        self.rows[row_id] = replace(self.rows[row_id], tries=self.rows[row_id].tries + 1)

    async def sent(self, row_id: int, message_id: int) -> None:
        if self.is_broken:
            raise StorageError("disk full")
        self.messages[row_id] = message_id

    async def failed(self, row_id: int, reason: str) -> None:
        self.given_up[row_id] = reason

    async def first_message(self, chat: UserId, thread: str) -> int | None:
        sent = [
            message
            for row_id, message in sorted(self.messages.items())
            if self.rows[row_id].owed.thread == thread
        ]
        return sent[0] if sent else None


class FakeGate:
    def __init__(self) -> None:
        self.users: dict[UserId, User] = {}
        self.strangers: list[tuple[UserId, str]] = []
        self.code = ""
        self.tries_left = 5
        self.is_broken = False

    async def user(self, user: UserId) -> User | None:
        if self.is_broken:
            raise StorageError("disk gone")
        return self.users.get(user)

    async def greet(self, user: UserId, *, language: str, name: str) -> User | None:
        self.users[user] = replace(self.users[user], language=language, name=name)
        return self.users[user]

    async def seen_stranger(self, user: UserId, what: str) -> None:
        self.strangers.append((user, what))

    def pairing(self) -> PairingState:
        is_open = bool(self.code) and self.tries_left > 0
        return PairingState(is_open=is_open, tries_left=self.tries_left, left_s=600)

    async def pair(self, user: UserId, code: str, *, language: str, name: str) -> User | None:
        if code != self.code:
            self.tries_left -= 1
            return None
        self.code = ""
        self.users[user] = owner(user, language=language)
        return self.users[user]


def owner(user: UserId = ANN, *, language: str = "en") -> User:
    return User(
        id=user, access=Access.OWNER, account=ACCOUNT, language=language, name="Ann Example"
    )


@dataclass(slots=True)
class FakeDesk:
    """All services at once: what was asked of them is in `done`, views are attributes."""

    clock: ManualClock
    auto_screen: AutoView = field(default_factory=s.auto)
    menu_screen: MenuView = s.MENU
    risk_screen: RiskView = s.RISK
    done: list[tuple[str, ...]] = field(default_factory=list)
    answer: str = "done"
    error: Exception | None = None
    view_error: Exception | None = None
    slow: asyncio.Event | None = None

    def note(self, *what: str) -> str:
        self.done.append(what)
        if self.error is not None:
            raise self.error
        return self.answer

    async def look(self) -> None:
        if self.slow is not None:
            await self.slow.wait()
        if self.view_error is not None:
            raise self.view_error


class FakeAuto:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk

    async def view(self, user: UserId) -> AutoView:
        view = self._desk.auto_screen
        await self._desk.look()
        return view

    async def press(self, user: UserId, action: str) -> str:
        return self._desk.note(action)

    async def options(self, user: UserId, setting: str) -> ChoiceView:
        return s.CHOICES[setting]

    async def choose(self, user: UserId, setting: str, value: str) -> str:
        return self._desk.note("choose", setting, value)

    async def fix(self, user: UserId, setting: str, value: str) -> str:
        return self._desk.note("fix", setting, value)

    async def break_even(self, user: UserId, version: str) -> str:
        return self._desk.note("break_even", version)

    async def check(self, user: UserId) -> str:
        return self._desk.note("check")

    async def mute(self, user: UserId, agent: AgentId) -> str:
        return self._desk.note("mute", agent)


class FakeConfirming:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk
        self.open: dict[str, str] = {}

    async def ask(self, user: UserId, what: str, version: str = "") -> ConfirmView:
        self._desk.note("ask", what, version)
        nonce = f"nonce{len(self._desk.done)}"
        self.open[nonce] = what
        until_ns = self._desk.clock.now_ns() + 30 * SECOND_NS
        return replace(s.CONFIRMS["kill"], what=what, nonce=nonce, until_ns=until_ns)

    async def confirm(self, user: UserId, nonce: str) -> str:
        what = self.open.pop(nonce, None)
        return self._desk.note("confirmed", what) if what is not None else "expired"

    async def cancel(self, user: UserId, nonce: str) -> None:
        self.open.pop(nonce, None)


class FakeRisk:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk

    async def view(self, user: UserId) -> RiskView:
        await self._desk.look()
        return self._desk.risk_screen

    async def set(self, user: UserId, setting: str, text: str) -> str:
        if not text.rstrip("%$").replace(".", "").isdigit():
            raise InputError("Type a number such as 1.5", code="not_a_number")
        self._desk.note("risk", setting, text)
        return f"{text}%"

    async def reset(self, user: UserId) -> None:
        self._desk.note("reset")


class FakeBook:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk

    async def view(self, user: UserId, kind: str, page: int) -> JournalView:
        return replace(s.TRADES, kind=kind, page=page)

    async def card(self, user: UserId, row: int) -> CardView | None:
        return s.TRADE_CARD if row else None


class FakeAnalytics:
    async def view(self, user: UserId, days: int, by: str) -> AnalyticsView:
        return replace(s.ANALYTICS, days=days, by=by)


class FakePreferences:
    def __init__(self, desk: FakeDesk, gate: FakeGate) -> None:
        self._desk = desk
        self._gate = gate

    async def view(self, user: UserId) -> SettingsView:
        return replace(s.SETTINGS, language=self._gate.users[user].language)

    async def set(self, user: UserId, setting: str, value: str) -> None:
        self._desk.note("prefer", setting, value)
        if setting == "language":
            self._gate.users[user] = replace(self._gate.users[user], language=value)


class FakeOverview:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk

    async def menu(self, user: UserId) -> MenuView:
        await self._desk.look()
        return self._desk.menu_screen

    async def status(self, user: UserId) -> StatusView:
        await self._desk.look()
        return s.STATUS


def make_services(desk: FakeDesk, gate: FakeGate) -> Services:
    return Services(
        auto=FakeAuto(desk),
        confirming=FakeConfirming(desk),
        risk=FakeRisk(desk),
        journal=FakeBook(desk),
        analytics=FakeAnalytics(),
        preferences=FakePreferences(desk, gate),
        overview=FakeOverview(desk),
        gate=gate,
    )


def make_bot(telegram: FakeTelegram) -> Bot:
    return Bot(TOKEN, session=telegram)


async def settle(turns: int = 60) -> None:
    """Lets everything that can run now run."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def pass_time(clock: ManualClock, seconds: float, *, step: float = 0.25) -> None:
    """Desk time goes by in steps as fine as the hub's tick."""
    for _ in range(round(seconds / step)):
        clock.advance(step)
        await settle(12)
    await settle()


def person(user: UserId, *, language: str = "en") -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "Ann", "language_code": language}


def private(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Ann"}
