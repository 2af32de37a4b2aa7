"""The chat over real use cases and an account in memory: every button does what it says."""

import dataclasses

from analytics.desk import TradeAnalyst
from app.manual import build_manual
from app.plugin_care import build_plugin_care
from app.reporting import build_reporting
from app.watching import build_watching
from bot.services import Services
from core.types import Access, AccountId
from core.values import replace
from services.agent_results import AgentResults
from services.analytics import AnalyticsService
from services.auto import AutoTradeService
from services.confirm import ConfirmService, Topic
from services.drafts import Drafts
from services.journal import JournalService
from services.journal_topics import ClearTopic
from services.ladder import LadderService
from services.lookback import Lookback
from services.marks import ClearMarks
from services.overview import DeskService
from services.risk import RiskService
from services.seats import Seats
from services.settings import SettingsService
from services.strategies import StrategyService
from services.themes import ThemeStore
from strategies.registry import builtin_strategies
from tests.chat_stage import Stage
from tests.fake_chat import ACCOUNT, make_services
from tests.fake_plugins import FakePlugins
from tests.fakes import FakeJournal
from tests.floor import Floor, FloorDesks
from tests.floor_eyes import HealthyDesk, MemberTopic, OwnAlarms, OwnControl, SavedUsers
from tests.samples import AGENT
from tests.screens import samples as s
from tests.study_stage import FakeBench, kept_shelf, study_side


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
        self.members = SavedUsers(self.gate)
        self.seats = Seats(self.members, FloorDesks(self.floor), self.values)
        self.risk, self.lookback = RiskService(self.seats), Lookback(self.clock)
        topics: dict[str, Topic] = {"remove": MemberTopic(), "promote": MemberTopic()}
        found = make_services(self.desk, self.gate)
        for part in (self._around, self._by_hand, self._watched, self._told, self._led):
            found = part(found, topics)
        confirming = ConfirmService(self.seats, self.risk, self.clock, found.system, topics)
        return dataclasses.replace(found, confirming=confirming)

    def _around(self, made: Services, topics: dict[str, Topic]) -> Services:
        """The desk itself."""
        seats, clock, journal = self.seats, self.clock, self.journal
        care = build_plugin_care(seats, self.house, journal, clock, log=AccountId("desk"))
        topics |= care.topics
        return dataclasses.replace(
            made,
            system=HealthyDesk(self.desk, self._access),
            control=OwnControl(self.desk, self._access),
            alarms=OwnAlarms(self.desk, self._access),
            plugins=care.desk,
            overview=DeskService(seats, journal, clock, version="1.0"),
            preferences=SettingsService(
                seats,
                self.members,
                journal,
                clock,
                themes=ThemeStore(self.values),
                drafts=Drafts(self.values),
            ),
        )

    def _by_hand(self, made: Services, topics: dict[str, Topic]) -> Services:
        manual = build_manual(self.seats, Drafts(self.values), self.journal, self.lookback)
        topics |= manual.topics
        return dataclasses.replace(
            made, manual=manual.builder, orders=manual.orders, positions=manual.positions
        )

    def _watched(self, made: Services, topics: dict[str, Topic]) -> Services:
        seen = build_watching(
            self.seats, self.values, self.journal, TradeAnalyst(), self.clock, self.lookback
        )
        topics |= seen.topics
        return dataclasses.replace(
            made,
            market=seen.market,
            watch=seen.watch,
            portfolio=seen.portfolio,
            monitoring=seen.monitoring,
            agents=seen.agents,
        )

    def _told(self, made: Services, topics: dict[str, Topic]) -> Services:
        """What happened, and what it came to."""
        seats, journal, clock = self.seats, self.journal, self.clock
        read = JournalService(seats, journal, ClearMarks(self.values), clock)
        reporting = build_reporting(seats, self.members, journal, self.values, self.bus, clock)
        topics["clear"] = ClearTopic(read)
        return dataclasses.replace(
            made,
            journal=read,
            analytics=AnalyticsService(seats, journal, TradeAnalyst(), clock),
            reports=reporting.reports,
        )

    def _led(self, made: Services, topics: dict[str, Topic]) -> Services:
        """What trades by itself."""
        seats, journal, clock = self.seats, self.journal, self.clock
        catalogue, auto = builtin_strategies(), AutoTradeService(seats, self.risk)
        self.studying = study_side(
            seats, catalogue, self.values, journal, clock, bench=self.bench, shelf=self.shelf
        )
        topics |= self.studying.topics
        results = AgentResults(journal, TradeAnalyst(), clock)
        return dataclasses.replace(
            made,
            auto=auto,
            risk=self.risk,
            ladders=LadderService(seats, journal),
            strategies=StrategyService(seats, catalogue, auto, results),
            studies=self.studying.studies,
        )
