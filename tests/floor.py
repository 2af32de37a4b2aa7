"""An account with several agents, in memory, and the use cases that look at it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analytics.desk import TradeAnalyst
from core.money import Money, from_money, to_money
from core.ports import Clock, KeyValue, Users
from core.ports.watching import Trends
from core.trading import Agent, FeedHealth
from core.types import (
    Access,
    AccountId,
    AgentId,
    AgentState,
    FeedStatus,
    InstrumentId,
    Timeframe,
    UserId,
)
from core.values import replace
from core.views import AutoView, MenuView, PositionView, QuoteView
from core.views.ladder import LadderView
from core.views.watching import FundsView, TrendView
from services.agent_draft import DraftStore
from services.agent_results import AgentResults
from services.agents import AgentsService, RemoveTopic
from services.lookback import Lookback
from services.market import MarketService
from services.monitoring import MonitorService
from services.portfolio import PortfolioService
from services.seats import Seats
from services.watchlist import WatchListService, WatchStore
from tests.fakes import FakeJournal, FakeTrading
from tests.samples import ACCOUNT, BTC, make_instrument

STATES = {
    "start": AgentState.RUNNING,
    "observe": AgentState.OBSERVING,
    "pause": AgentState.PAUSED,
    "resume": AgentState.RUNNING,
    "stop": AgentState.OFF,
    "halt": AgentState.HALTED,
}


def make_agent(name: str, *, number: int = 1, capital: int = 2_500) -> Agent:
    return Agent(
        id=AgentId(f"a{number}"),
        account=ACCOUNT,
        name=name,
        strategy="TREND",
        instrument=BTC,
        timeframe=Timeframe.M15,
        leverage=2,
        slice=to_money(Decimal(capital)),
    )


class Floor(FakeTrading):
    """Several agents, instruments with a feed and a quote each, and money that adds up."""

    def __init__(self, *agents: Agent, symbols: Sequence[str] = ("BTC", "ETH", "SOL")) -> None:
        super().__init__()
        self.markets = [make_instrument(symbol) for symbol in symbols]
        self.roster.clear()
        for agent in agents or (make_agent("auto"),):
            self.roster[agent.id] = agent
        self.ladders: dict[AgentId, LadderView] = {}
        self.feeds: dict[InstrumentId, FeedHealth] = {}
        self.quotes: dict[InstrumentId, QuoteView | None] = {}
        self.wallet = Decimal(10_000)
        self.equity = self.wallet

    def auto_view(self, agent: AgentId) -> AutoView:
        found = self.roster[agent]
        held = next(each for each in self.markets if each.id == found.instrument)
        own = (each for each in self.positions() if each.agent == agent)
        return replace(
            super().auto_view(agent),
            state=found.state,
            strategy=found.strategy,
            timeframe=found.timeframe,
            title=held.title,
            base=held.base,
            leverage=found.leverage,
            quote=self.quote(held.id),
            position=next(own, None),
            is_ladder=agent in self.ladders,
        )

    def ladder(self, agent: AgentId) -> LadderView | None:
        return self.ladders.get(agent)

    def feed(self, instrument: InstrumentId) -> FeedHealth:
        return self.feeds.get(instrument, FeedHealth(FeedStatus.LIVE, 0.4, "stream"))

    def quote(self, instrument: InstrumentId) -> QuoteView | None:
        if instrument in self.quotes:
            return self.quotes[instrument]
        held = next(each for each in self.markets if each.id == instrument)
        health = self.feed(instrument)
        return QuoteView(
            title=held.title,
            tick=held.tick,
            bid=Decimal("59999.9"),
            ask=Decimal("60000.1"),
            age_s=health.age_s,
            status=health.status,
        )

    def hold(self, position: PositionView) -> None:
        self.held[position.trade_id] = position

    def menu_view(self, access: Access, agent: AgentId | None = None) -> MenuView:
        held = tuple(self.positions())
        return replace(super().menu_view(access, agent), positions=held, equity=self.worth)

    @property
    def worth(self) -> Decimal:
        return self.wallet + sum((each.pnl for each in self.positions()), Decimal(0))

    def funds(self) -> FundsView:
        reserved = sum((each.margin for each in self.positions()), Decimal(0))
        return FundsView(self.worth, self.wallet, reserved, self.worth - self.wallet)

    def agent_equity(self, agent: AgentId) -> Decimal:
        found = self.roster[agent]
        own = (each.pnl for each in self.positions() if each.agent == agent)
        return from_money(found.slice) + from_money(found.realised) + sum(own, Decimal(0))

    async def set_state(self, agent: AgentId, action: str, *, by: UserId) -> None:
        self.roster[agent] = replace(self.roster[agent], state=STATES[action])

    def earned(self, agent: AgentId, amount: str) -> None:
        made = self.roster[agent].realised + to_money(Decimal(amount))
        self.roster[agent] = replace(self.roster[agent], realised=Money(made))


class Kept:
    """Small values that outlive the services that keep them."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    async def get(self, key: str) -> str | None:
        return self.values.get(key)

    async def put(self, key: str, value: str) -> None:
        self.values[key] = value

    async def delete(self, key: str) -> None:
        self.values.pop(key, None)


@dataclass(frozen=True, slots=True)
class FloorDesks:
    """Every account is this floor."""

    floor: Floor

    async def trading(self, account: AccountId) -> Floor:
        return self.floor


class UpTrend(Trends):
    def trend(self, closes: Sequence[float]) -> TrendView | None:
        return TrendView(20, 50, 1, 58.2) if closes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorServices:
    """Real use cases over the floor."""

    market: MarketService
    watch: WatchListService
    portfolio: PortfolioService
    monitoring: MonitorService
    agents: AgentsService
    remove: RemoveTopic
    seats: Seats
    journal: FakeJournal = field(default_factory=FakeJournal)


def floor_services(
    floor: Floor, users: Users, values: KeyValue, clock: Clock, journal: FakeJournal | None = None
) -> FloorServices:
    desks, read = FloorDesks(floor), journal or FakeJournal()
    seats, lookback, watched = Seats(users, desks, values), Lookback(clock), WatchStore(values)
    results = AgentResults(read, TradeAnalyst(), clock)
    return FloorServices(
        market=MarketService(seats, lookback, UpTrend(), watched, clock),
        watch=WatchListService(seats, lookback, watched),
        portfolio=PortfolioService(seats),
        monitoring=MonitorService(seats, clock),
        agents=AgentsService(seats, DraftStore(values), results),
        remove=RemoveTopic(),
        seats=seats,
        journal=read,
    )
