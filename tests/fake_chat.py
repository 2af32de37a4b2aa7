"""A desk behind the chat, made of small fakes, and a user in front of it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aiogram import Bot

from app.plugin_care import build_plugin_care
from bot.services import Services
from core.clock import ManualClock
from core.errors import InputError, StorageError
from core.events import Record, event_name
from core.pictures import Picture
from core.ports import SHOWN, BusEvent, Inbox, OutboxRow, Owed, PairingState, User
from core.ports.system import ChatProbe
from core.reports import Report
from core.trading import Account
from core.types import (
    SECOND_NS,
    Access,
    AccountId,
    AgentId,
    InstrumentId,
    Side,
    Timeframe,
    UserId,
)
from core.values import replace
from core.views import (
    AnalyticsView,
    AutoView,
    CardView,
    ChoiceView,
    ConfirmView,
    ExportView,
    JournalView,
    MenuView,
    RiskView,
    SettingsView,
    StatusView,
)
from core.views.alarms import AlarmRow, AlarmsView
from core.views.control import (
    ConfigView,
    DataView,
    ListsView,
    LocksView,
    LogsView,
    ReloadView,
)
from core.views.people import AuditView, InviteView, MemberView, PeopleView
from core.views.results import PeriodsView, ProfitView, RankingView, ReportView
from core.views.system import SystemView
from services.auto import AutoTradeService
from services.ladder import LadderService
from services.risk import RiskService
from services.strategies import StrategyService
from strategies.registry import builtin_strategies
from tests.fake_plugins import FakePlugins
from tests.fake_telegram import FakeTelegram
from tests.fakes import FakeJournal
from tests.floor import Floor, floor_services
from tests.hand_services import GateUsers, hand_services
from tests.screens import samples as s
from tests.screens.result_samples import PERIODS, PROFIT, RANKINGS, REPORTS
from tests.study_stage import study_side

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

    def tell(self, account: Account, records: Iterable[Record]) -> None:
        for record in records:
            self.publish(account.id, event_name(record, account.mode), record)

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
        self.forged: list[tuple[UserId, str]] = []
        self.invitations: dict[str, Access] = {}
        self.code = ""
        self.tries_left = 5
        self.is_broken = False

    async def user(self, user: UserId) -> User | None:
        if self.is_broken:
            raise StorageError("disk gone")
        return self.users.get(user)

    async def members(self) -> Sequence[User]:
        return list(self.users.values())

    async def greet(self, user: UserId, *, language: str, name: str) -> User | None:
        self.users[user] = replace(self.users[user], language=language, name=name)
        return self.users[user]

    async def seen_stranger(self, user: UserId, what: str) -> None:
        self.strangers.append((user, what))

    async def seen_forged(self, user: UserId, what: str) -> None:
        self.forged.append((user, what))

    async def join(self, user: UserId, code: str, *, language: str, name: str) -> User | None:
        if code.replace("-", "") not in self.invitations:
            self.strangers.append((user, "refused_code"))
            return None
        access = self.invitations.pop(code.replace("-", ""))
        joined = replace(owner(user, language=language), access=access, name=name)
        self.users[user] = joined
        return joined

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
    """All services at once: what was asked of them is in `done`, for which agent in `done_for`,
    views are attributes."""

    clock: ManualClock
    auto_screen: AutoView = field(default_factory=s.auto)
    menu_screen: MenuView = s.MENU
    risk_screen: RiskView = s.RISK
    done: list[tuple[str, ...]] = field(default_factory=list)
    done_for: list[AgentId] = field(default_factory=list)
    shown_agent: AgentId = SHOWN
    answer: str = "done"
    error: Exception | None = None
    view_error: Exception | None = None
    slow: asyncio.Event | None = None
    pictures: dict[str, str] = field(default_factory=dict)

    def note(self, *what: str, agent: AgentId = SHOWN) -> str:
        self.done.append(what)
        self.done_for.append(agent)
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

    async def about(self, user: UserId, agent: AgentId) -> None:
        self._desk.shown_agent = agent or self._desk.shown_agent

    async def press(self, user: UserId, action: str, *, agent: AgentId = SHOWN) -> str:
        return self._desk.note(action, agent=agent)

    async def options(self, user: UserId, setting: str) -> ChoiceView:
        return s.CHOICES[setting]

    async def choose(
        self, user: UserId, setting: str, value: str, *, agent: AgentId = SHOWN
    ) -> str:
        return self._desk.note("choose", setting, value, agent=agent)

    async def fix(self, user: UserId, setting: str, value: str, *, agent: AgentId = SHOWN) -> str:
        return self._desk.note("fix", setting, value, agent=agent)

    async def break_even(self, user: UserId, version: str, *, agent: AgentId = SHOWN) -> str:
        return self._desk.note("break_even", version, agent=agent)

    async def check(self, user: UserId, *, agent: AgentId = SHOWN) -> str:
        return self._desk.note("check", agent=agent)

    async def mute(self, user: UserId, agent: AgentId) -> str:
        return self._desk.note("mute", agent)


class FakeConfirming:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk
        self.open: dict[str, str] = {}

    async def ask(
        self, user: UserId, what: str, version: str = "", *, agent: AgentId = SHOWN
    ) -> ConfirmView:
        self._desk.note("ask", what, version, agent=agent)
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

    async def set(self, user: UserId, setting: str, text: str, *, agent: AgentId = SHOWN) -> str:
        if setting != "direction" and not text.rstrip("%$").replace(".", "").isdigit():
            raise InputError("Type a number such as 1.5", code="not_a_number")
        self._desk.note("risk", setting, text, agent=agent)
        return f"{text}%"

    async def reset(self, user: UserId, *, agent: AgentId = SHOWN) -> None:
        self._desk.note("reset", agent=agent)


class FakeBook:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk

    async def view(self, user: UserId, kind: str, page: int, agent: str = "") -> JournalView:
        return replace(s.TRADES, kind=kind, page=page, agent=AgentId(agent))

    async def card(self, user: UserId, row: int) -> CardView | None:
        return s.TRADE_CARD if row else None

    async def trade(self, user: UserId, trade_id: str) -> CardView:
        if trade_id != s.TRADE_CARD.trade_id:
            raise InputError("There is no such trade", code="no_trade")
        return s.TRADE_CARD

    async def clear(self, user: UserId) -> str:
        return self._desk.note("clear")

    async def uncover(self, user: UserId) -> str:
        return self._desk.note("uncover")

    async def hide(self, user: UserId, trade_id: str, *, is_hidden: bool) -> str:
        return self._desk.note("hide" if is_hidden else "count", trade_id)

    async def export(self, user: UserId, kind: str, agent: str, form: str) -> ExportView:
        return ExportView(name=f"desk-{kind}.{form}", content=b"rows", rows=3)


class FakeAnalytics:
    async def view(self, user: UserId, days: int) -> AnalyticsView:
        return replace(s.ANALYTICS, days=days)

    async def profit(self, user: UserId, side: Side | None, days: int = 0) -> ProfitView:
        return replace(PROFIT, side=side, days=days)

    async def ranking(self, user: UserId, by: str, days: int, page: int) -> RankingView:
        return replace(RANKINGS[by], days=days)

    async def periods(self, user: UserId, unit: str, count: int = 0) -> PeriodsView:
        found = PERIODS[unit]
        return replace(found, count=count or found.count)


class FakeReports:
    async def view(self, user: UserId, unit: str, first: date | None, strategy: str) -> ReportView:
        return replace(REPORTS[unit], strategy=strategy)

    async def file(
        self, user: UserId, unit: str, first: date | None, strategy: str, form: str
    ) -> ExportView:
        return ExportView(name=f"report-{unit}.{form}", content=b"page", rows=4)


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


class FakeAlarms:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk

    async def view(self, user: UserId, about: InstrumentId = InstrumentId("")) -> AlarmsView:
        return s.ALARMS_ABOUT if about else s.ALARMS

    async def one(self, user: UserId, number: int) -> AlarmRow:
        for row in s.ALARMS.rows:
            if row.alarm.id == number:
                return row
        raise InputError("There is no such alarm", code="no_alarm")

    async def add(
        self, user: UserId, text: str, about: InstrumentId = InstrumentId("")
    ) -> AlarmRow:
        if "nonsense" in text:
            raise InputError("Type what to watch", code="unclear_alarm")
        self._desk.note("alarm", text, *([about] if about else []))
        return s.ALARMS.rows[0]

    async def change(self, user: UserId, number: int, text: str) -> AlarmRow:
        self._desk.note("change alarm", str(number), text)
        return s.ALARMS.rows[0]

    async def set_repeat(self, user: UserId, number: int, *, repeats: bool) -> None:
        self._desk.note("repeat" if repeats else "once", str(number))

    async def set_paused(self, user: UserId, number: int, *, is_paused: bool) -> None:
        self._desk.note("pause alarm" if is_paused else "resume alarm", str(number))

    async def remove(self, user: UserId, number: int) -> None:
        self._desk.note("remove alarm", str(number))


class FakeControl:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk

    async def locks(self, user: UserId) -> LocksView:
        return s.LOCKS

    async def unlock(self, user: UserId, agent: AgentId) -> str:
        return self._desk.note("end rest", agent)

    async def lists(self, user: UserId) -> ListsView:
        return s.LISTS

    async def bar(self, user: UserId, symbols: Sequence[str], *, is_barred: bool) -> str:
        return self._desk.note("bar" if is_barred else "allow", *symbols)

    async def data(self, user: UserId, agent: str) -> DataView:
        if agent and agent not in (s.DATA.agent, s.DATA.agent_name):
            raise InputError("This desk has no such agent", code="no_agent")
        return s.DATA

    async def reload_trade(self, user: UserId, trade_id: str) -> str:
        return self._desk.note("reload trade", trade_id)

    async def config(self, user: UserId) -> ConfigView:
        return s.CONFIG

    async def reload(self, user: UserId) -> ReloadView:
        self._desk.note("reload")
        return ReloadView(taken=("LOG_LEVEL",), waiting=("SYMBOLS",))

    async def logs(self, user: UserId, count: int) -> LogsView:
        return replace(s.LOGS, lines=s.LOGS.lines[-count:])


class FakePeople:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk

    async def view(self, user: UserId) -> PeopleView:
        return s.PEOPLE

    async def member(self, user: UserId, who: UserId) -> MemberView:
        if who != s.MEMBER.member.id:
            raise InputError("There is no such member", code="no_member")
        return s.MEMBER

    async def invite(self, user: UserId, access: Access) -> InviteView:
        self._desk.note("invite", access)
        until_ns = self._desk.clock.now_ns() + 86_400 * SECOND_NS
        return replace(s.INVITE, access=access, until_ns=until_ns)

    async def revoke(self, user: UserId, key: str) -> str:
        return self._desk.note("revoke", key)

    async def change_role(self, user: UserId, who: UserId, access: Access) -> str:
        return self._desk.note("role", str(who), access)

    async def remove(self, user: UserId, who: UserId) -> str:
        return self._desk.note("remove", str(who))

    async def audit(self, user: UserId, page: int) -> AuditView:
        return replace(s.AUDIT, page=page)


class FakePictures:
    """Every picture is the one that the desk has of its name; without one there is none."""

    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk

    async def candles(
        self,
        user: UserId,
        instrument: InstrumentId | None = None,
        timeframe: Timeframe | None = None,
    ) -> Picture | None:
        return self._of("candles")

    async def position(self, user: UserId, trade_id: str) -> Picture | None:
        return self._of("position")

    async def trade(self, user: UserId, row: int) -> Picture | None:
        return self._of("trade")

    async def trade_card(self, user: UserId, row: int) -> Picture | None:
        return self._of("trade_card")

    async def equity(self, user: UserId, days: int) -> Picture | None:
        return self._of("equity")

    async def report(self, user: UserId, report: Report) -> Picture | None:
        return self._of("report")

    async def compare(self, user: UserId, days: int) -> Picture | None:
        return self._of("compare")

    async def allocation(self, user: UserId) -> Picture | None:
        return self._of("allocation")

    def _of(self, name: str) -> Picture | None:
        key = self._desk.pictures.get(name)
        return None if key is None else Picture(key, b"PNG")


class FakeSystem:
    def __init__(self, desk: FakeDesk) -> None:
        self._desk = desk

    async def view(self, user: UserId) -> SystemView:
        await self._desk.look()
        return s.SYSTEM

    async def check(self, user: UserId) -> str:
        return self._desk.note("check")

    async def back_up(self, user: UserId) -> str:
        return self._desk.note("back up")

    def watch_chat(self, probe: ChatProbe) -> None:
        return None


def make_services(desk: FakeDesk, gate: FakeGate) -> Services:
    hands = hand_services(gate, FakeValues(), desk.clock)
    seen = floor_services(Floor(), GateUsers(gate), FakeValues(), desk.clock)
    return Services(
        auto=FakeAuto(desk),
        confirming=FakeConfirming(desk),
        risk=FakeRisk(desk),
        journal=FakeBook(desk),
        analytics=FakeAnalytics(),
        reports=FakeReports(),
        preferences=FakePreferences(desk, gate),
        overview=FakeOverview(desk),
        gate=gate,
        system=FakeSystem(desk),
        pictures=FakePictures(desk),
        people=FakePeople(desk),
        control=FakeControl(desk),
        alarms=FakeAlarms(desk),
        manual=hands.manual,
        orders=hands.orders,
        positions=hands.positions,
        market=seen.market,
        watch=seen.watch,
        portfolio=seen.portfolio,
        monitoring=seen.monitoring,
        agents=seen.agents,
        ladders=LadderService(seen.seats, FakeJournal()),
        strategies=StrategyService(
            seen.seats,
            builtin_strategies(),
            AutoTradeService(seen.seats, RiskService(seen.seats)),
        ),
        studies=study_side(
            seen.seats, builtin_strategies(), FakeValues(), FakeJournal(), desk.clock
        ).studies,
        plugins=build_plugin_care(
            seen.seats, FakePlugins(), FakeJournal(), desk.clock, log=AccountId("desk")
        ).desk,
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
