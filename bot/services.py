"""The use cases behind the chat, as bot and handlers see them."""

from dataclasses import dataclass

from core.ports import (
    Analytics,
    AutoTrading,
    Confirming,
    Gatekeeper,
    JournalBook,
    Overview,
    Pictures,
    Preferences,
    RiskControl,
    Sandbox,
)
from core.ports.alarms import Alarms
from core.ports.control import ControlDesk
from core.ports.ladder import LadderBook
from core.ports.manual_use_cases import OrderBuilding, OrderList, PositionList
from core.ports.people import People
from core.ports.plugins import PluginDesk
from core.ports.results import Reports
from core.ports.strategies import StrategyBook
from core.ports.studies import Studies
from core.ports.system import SystemDesk
from core.ports.watching import (
    AgentsBook,
    MarketWatch,
    Monitoring,
    PortfolioBook,
    WatchList,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    auto: AutoTrading
    confirming: Confirming
    risk: RiskControl
    journal: JournalBook
    analytics: Analytics
    reports: Reports
    preferences: Preferences
    overview: Overview
    gate: Gatekeeper
    pictures: Pictures
    system: SystemDesk
    people: People
    control: ControlDesk
    alarms: Alarms
    manual: OrderBuilding
    orders: OrderList
    positions: PositionList
    market: MarketWatch
    watch: WatchList
    portfolio: PortfolioBook
    monitoring: Monitoring
    agents: AgentsBook
    strategies: StrategyBook
    studies: Studies
    ladders: LadderBook
    plugins: PluginDesk
    sandbox: Sandbox | None = None
