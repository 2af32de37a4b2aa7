"""Looking at the market and at the whole desk, put together; and the questions about agents."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.ports import Analyst, Clock, JournalReader, KeyValue
from core.ports.watching import (
    AgentsBook,
    MarketWatch,
    Monitoring,
    PortfolioBook,
    Readings,
    WatchList,
)
from indicators.board import TrendBoard
from services.agent_draft import DraftStore
from services.agent_results import AgentResults
from services.agents import AgentsService, RemoveTopic
from services.confirm import Topic
from services.lookback import Lookback
from services.market import MarketService
from services.monitoring import MonitorService
from services.portfolio import PortfolioService
from services.seats import Seats
from services.watchlist import WatchListService, WatchStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    market: MarketWatch
    watch: WatchList
    portfolio: PortfolioBook
    monitoring: Monitoring
    agents: AgentsBook
    topics: Mapping[str, Topic]


def build_watching(
    seats: Seats,
    values: KeyValue,
    journal: JournalReader,
    analyst: Analyst,
    clock: Clock,
    lookback: Lookback,
    readings: Readings | None = None,
) -> Watching:
    watched = WatchStore(values)
    results = AgentResults(journal, analyst, clock)
    return Watching(
        market=MarketService(seats, lookback, TrendBoard(), watched, clock, readings),
        watch=WatchListService(seats, lookback, watched),
        portfolio=PortfolioService(seats),
        monitoring=MonitorService(seats, clock),
        agents=AgentsService(seats, DraftStore(values), results),
        topics={"remove_agent": RemoveTopic()},
    )
