"""The chat over real use cases and an account in memory: every button does what it says."""

from dataclasses import replace
from decimal import Decimal

from analytics.desk import TradeAnalyst
from app.manual import build_manual
from app.plugin_care import build_plugin_care
from app.reporting import build_reporting
from app.watching import build_watching
from bot.services import Services
from core.market import Candle
from core.money import Ppm, Steps, Ticks
from core.ports import User
from core.trading import DraftKind, DraftSize, OrderDraft, SizeUnit
from core.types import Access, AccountId, OrderSide, Timeframe, UserId
from core.views.control import ConfigView, ListsView, LocksView
from core.views.system import SystemView
from services.agent_results import AgentResults
from services.analytics import AnalyticsService
from services.auto import AutoTradeService
from services.confirm import ConfirmService, Subject, Topic
from services.drafts import Drafts
from services.journal import JournalService
from services.journal_topics import ClearTopic
from services.ladder import LadderService
from services.lookback import Lookback
from services.marks import ClearMarks
from services.overview import DeskService
from services.risk import RiskService
from services.seats import Seat, Seats
from services.settings import SettingsService
from services.strategies import StrategyService
from services.themes import ThemeStore
from strategies.registry import builtin_strategies
from tests.chat_stage import Stage
from tests.fake_chat import ACCOUNT, FakeControl, FakeDesk, FakeGate, FakeSystem, make_services
from tests.fake_plugins import FakePlugins
from tests.fakes import FakeJournal
from tests.floor import Floor, FloorDesks, make_agent
from tests.hand_services import GateUsers
from tests.samples import AGENT, BTC, make_halt, make_position
from tests.screens import samples as s
from tests.study_stage import FakeBench, kept_shelf, study_side


class SavedUsers(GateUsers):
    """The members that a gate knows, and may be changed."""

    def __init__(self, gate: FakeGate) -> None:
        super().__init__(gate)
        self._known = gate.users

    async def save(self, user: User) -> None:
        self._known[user.id] = user


class MemberTopic(Topic):
    """A question about a member; agreed to, nothing happens."""

    async def subject(self, seat: Seat, version: str) -> Subject:
        return Subject(bound=version, about="Ann")

    async def act(self, seat: Seat, bound: str) -> str:
        return "done"


class HealthyDesk(FakeSystem):
    """The desk's own condition as a member sees it."""

    def __init__(self, desk: FakeDesk, access: Access) -> None:
        super().__init__(desk)
        self._access = access

    async def view(self, user: UserId) -> SystemView:
        return replace(await super().view(user), access=self._access)


class OwnControl(FakeControl):
    """What holds entries back, the symbols and the configuration as a member sees them."""

    def __init__(self, desk: FakeDesk, access: Access) -> None:
        super().__init__(desk)
        self._access = access

    async def config(self, user: UserId) -> ConfigView:
        return replace(await super().config(user), access=self._access)

    async def locks(self, user: UserId) -> LocksView:
        return replace(await super().locks(user), access=self._access)

    async def lists(self, user: UserId) -> ListsView:
        return replace(await super().lists(user), access=self._access)


class FloorStage(Stage):
    """Only who is at the desk and the desk's own health are made up."""

    def __init__(self, floor: Floor, access: Access = Access.OWNER) -> None:
        super().__init__()
        self.floor = floor
        self._access = access
        self.house = FakePlugins()
        self.bench, self.shelf = FakeBench(), kept_shelf()
        self.journal = FakeJournal()
        for record in (*s.RECORDS, s.closed(s.TRADE), s.closed(s.LOST)):
            self.journal.put(replace(record, agent=AGENT), account=ACCOUNT)

    def remember(self) -> None:
        """What `restore` brings back: the account and the members as they are now."""
        floor = self.floor
        self._kept = (dict(floor.roster), dict(floor.held), dict(floor.open), floor.halted)
        self._members = dict(self.gate.users)
        self._studies = dict(self.shelf.studies)

    def restore(self) -> None:
        floor = self.floor
        roster, held, resting, halted = self._kept
        floor.roster, floor.held, floor.open = dict(roster), dict(held), dict(resting)
        floor.halted = halted
        self.gate.users.clear()
        self.gate.users.update(self._members)
        self.shelf.studies = dict(self._studies)

    def services(self) -> Services:
        clock, values, journal = self.clock, self.values, self.journal
        users = SavedUsers(self.gate)
        seats = self.seats = Seats(users, FloorDesks(self.floor), values)
        lookback = Lookback(clock)
        manual = build_manual(seats, Drafts(values), journal, lookback)
        watching = build_watching(seats, values, journal, TradeAnalyst(), clock, lookback)
        risk, read = RiskService(seats), JournalService(seats, journal, ClearMarks(values), clock)
        faked = make_services(self.desk, self.gate)
        care = build_plugin_care(seats, self.house, journal, clock, log=AccountId("desk"))
        self.studying = study_side(
            seats, builtin_strategies(), values, journal, clock, bench=self.bench, shelf=self.shelf
        )
        topics = {
            **care.topics,
            **self.studying.topics,
            **manual.topics,
            **watching.topics,
            "clear": ClearTopic(read),
            "remove": MemberTopic(),
            "promote": MemberTopic(),
        }
        return replace(
            faked,
            system=HealthyDesk(self.desk, self._access),
            control=OwnControl(self.desk, self._access),
            auto=AutoTradeService(seats, risk),
            ladders=LadderService(seats, journal),
            strategies=StrategyService(
                seats,
                builtin_strategies(),
                AutoTradeService(seats, risk),
                AgentResults(journal, TradeAnalyst(), clock),
            ),
            studies=self.studying.studies,
            confirming=ConfirmService(seats, risk, clock, faked.system, topics),
            risk=risk,
            journal=read,
            analytics=AnalyticsService(seats, journal, TradeAnalyst(), clock),
            reports=build_reporting(seats, users, journal, values, self.bus, clock).reports,
            preferences=SettingsService(
                seats, users, journal, clock, themes=ThemeStore(values), drafts=Drafts(values)
            ),
            overview=DeskService(seats, journal, clock, version="1.0"),
            manual=manual.builder,
            orders=manual.orders,
            positions=manual.positions,
            market=watching.market,
            watch=watching.watch,
            portfolio=watching.portfolio,
            monitoring=watching.monitoring,
            agents=watching.agents,
            plugins=care.desk,
        )


async def busy() -> Floor:
    """Two agents and the hand; each holds something, and an order rests."""
    floor = Floor(
        make_agent("auto", capital=5_000),
        make_agent("night", number=2, capital=2_500),
        make_agent("manual", number=9, capital=0),
        symbols=("BTC", "ETH", "SOL", *(f"C{number:02}" for number in range(20))),
    )
    floor.candle_tape = [candle(number) for number in range(1, 200)]
    for number, agent in enumerate(floor.roster.values()):
        floor.hold(
            replace(
                make_position(),
                trade_id=f"{agent.id}-{number:06}",
                agent=agent.id,
                agent_name=agent.name,
                is_manual=agent.is_manual,
                instrument=BTC,
                stop=Decimal("59000.0"),
                target=Decimal("62000.0"),
                progress=0.5,
            )
        )
    for price in ("58000", "57000"):
        await floor.place(resting(price), seen=None, max_drift=Ppm(10_000), by=UserId(1))
    return floor


async def flat() -> Floor:
    """One agent that is off, no history, nothing held."""
    return Floor(make_agent("auto", capital=10_000))


async def halted() -> Floor:
    """Everything stands still, and the market is silent."""
    floor = await busy()
    floor.halted, floor.is_market_down = make_halt(), True
    for agent in list(floor.roster):
        await floor.set_state(agent, "halt", by=UserId(1))
    return floor


def resting(price: str) -> OrderDraft:
    return OrderDraft(
        instrument=BTC,
        side=OrderSide.BUY,
        kind=DraftKind.LIMIT,
        size=DraftSize(SizeUnit.QUOTE, Decimal(500)),
        price=Decimal(price),
    )


def candle(number: int) -> Candle:
    ticks = Ticks(600_000 + number % 7)
    at_ns = s.NOW + (number - 200) * Timeframe.M15.ns
    return Candle(BTC, at_ns, Timeframe.M15, ticks, ticks, ticks, ticks, Steps(number))
