"""What agents made: their closed trades in numbers, side by side."""

from collections.abc import Sequence
from decimal import Decimal

from core.errors import InputError
from core.events import PositionClosed
from core.ports import Analyst, Clock, JournalReader
from core.statistics import TradeStatistics
from core.trading import Agent
from core.types import AgentId
from core.views.watching import ComparedAgent, CompareView
from services.agent_rows import amount
from services.closed import ClosedTrades
from services.hidden import hidden_trades
from services.off_loop import counted
from services.pages import page_of
from services.seats import Seat

WINDOWS = (7, 30, 90, 0)
AGENTS_A_PAGE = 5


class AgentResults:
    """Reads the journal's closed trades; hidden ones do not count."""

    def __init__(self, journal: JournalReader, analyst: Analyst, clock: Clock) -> None:
        self._journal = journal
        self._analyst = analyst
        self._closed = ClosedTrades(journal, clock)

    async def of(self, seat: Seat, agent: AgentId) -> TradeStatistics:
        """Of all the trades of one agent."""
        trades = (await self._by_agent(seat, 0)).get(agent, [])
        return await counted(trades, lambda: self._analyst.statistics(trades))

    async def led_by(self, seat: Seat, strategy: str) -> TradeStatistics:
        """Of all the account's trades that a strategy opened, whichever agent it led."""
        hidden = await hidden_trades(self._journal, seat.user.account)
        closed = await self._closed.of(seat, 0)
        trades = [
            trade
            for trade in closed
            if trade.strategy == strategy and trade.result.trade_id not in hidden
        ]
        return await counted(trades, lambda: self._analyst.statistics(trades))

    async def compare(self, seat: Seat, days: int, page: int) -> CompareView:
        """`days` is one of WINDOWS, 0 for all. Raises InputError."""
        if days not in WINDOWS:
            raise InputError("The windows are 7, 30 and 90 days, and all", code="unknown_choice")
        closed = await self._by_agent(seat, days)
        agents = [(agent, amount(seat.trading, agent.slice)) for agent in seat.trading.agents()]
        rows = await counted(
            range(sum(map(len, closed.values()))),
            lambda: [
                self._compared(agent, start, closed.get(agent.id, []), seat.user.utc_offset_min)
                for agent, start in agents
            ],
        )
        rows.sort(key=lambda row: row.statistics.net, reverse=True)
        shown, at, pages = page_of(rows, page, AGENTS_A_PAGE)
        return CompareView(
            mode=seat.trading.mode,
            asset=seat.trading.account.asset,
            days=days,
            agents=shown,
            page=at,
            pages=pages,
        )

    async def _by_agent(self, seat: Seat, days: int) -> dict[AgentId, list[PositionClosed]]:
        hidden = await hidden_trades(self._journal, seat.user.account)
        found: dict[AgentId, list[PositionClosed]] = {}
        for trade in await self._closed.of(seat, days):
            if trade.result.trade_id not in hidden:
                found.setdefault(trade.agent, []).append(trade)
        return found

    def _compared(
        self, agent: Agent, start: Decimal, closed: Sequence[PositionClosed], utc_offset_min: int
    ) -> ComparedAgent:
        statistics = self._analyst.statistics(closed)
        equity = self._analyst.realised(closed, start, utc_offset_min=utc_offset_min)
        fall = None if equity is None else Decimal(str(equity.max_drawdown)) * 100
        return ComparedAgent(
            agent=agent.id,
            name=agent.name,
            is_manual=agent.is_manual,
            state=agent.state,
            statistics=statistics,
            max_drawdown_pct=fall,
            return_pct=statistics.net * 100 / start if start else Decimal(0),
        )
