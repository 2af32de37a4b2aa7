"""What is to be seen of a running account."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from core.market import Candle
from core.trading import Account, Agent, FeedHealth, Position
from core.types import Access, AgentId, InstrumentId, Mode, Timeframe
from core.values import replace
from core.views import AutoView, MenuView, QuoteView
from core.views.watching import FundsView
from engine.deciding import Deciding
from engine.views import LADDER, Watch


class Watched(Deciding):
    """Reads; changes nothing."""

    @property
    def account(self) -> Account:
        return self._engine.state.account()

    @property
    def mode(self) -> Mode:
        return self._engine.state.ledger.account.mode

    @property
    def exchange(self) -> str:
        return self._exchange

    def strategies(self) -> Sequence[str]:
        return self._strategies

    def feed(self, instrument: InstrumentId) -> FeedHealth:
        return self._health(instrument)

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        limit: int,
        *,
        end_ns: int | None = None,
    ) -> Sequence[Candle]:
        """Nothing of what the market's clock has not reached."""
        now_ns = self._runtime.clock.now_ns()
        until_ns = now_ns if end_ns is None else min(end_ns, now_ns)
        market = self._session.market
        return await market.candles(instrument, timeframe, end_ns=until_ns, limit=limit)

    def lines(self, agent: AgentId, candles: Sequence[Candle]) -> Mapping[str, Sequence[float]]:
        """What the agent's strategy goes by, over candles."""
        return self._session.lines(self._engine.state.agents[agent], candles)

    def auto_view(self, agent: AgentId) -> AutoView:
        found = self._engine.state.agents[agent]
        runner = self._runtime.runners.get(agent)
        view = self._viewer.auto(found, runner.signal if runner else None, self._watch(found))
        if view.pending == LADDER or (runner is not None and runner.keeper is not None):
            return replace(view, is_ladder=True)
        return view

    def menu_view(self, access: Access, agent: AgentId | None = None) -> MenuView:
        agents = self._engine.state.agents
        shown = next(iter(agents.values())) if agent is None else agents[agent]
        return self._viewer.menu(shown, self._watch(shown), access)

    def quote(self, instrument: InstrumentId) -> QuoteView | None:
        return self._viewer.quote(instrument, self._health(instrument))

    def funds(self) -> FundsView:
        return self._viewer.funds()

    def agent_equity(self, agent: AgentId) -> Decimal:
        found = self._engine.state.agents[agent]
        asset = self._engine.state.lanes[found.instrument].instrument
        return asset.money(self._engine.state.agent_equity(found))

    def close_estimate(self, agents: Sequence[AgentId]) -> tuple[int, str]:
        """How many positions would close, and their net result as text."""
        market_ns = self._runtime.clock.now_ns()
        state = self._engine.state
        views = [
            self._viewer.position(position, market_ns)
            for position in state.positions.values()
            if position.agent in agents
        ]
        return len(views), f"{sum((view.net for view in views), Decimal(0)):f}"

    def _watch(self, agent: Agent) -> Watch:
        """Where the market has ended its time stands still."""
        runtime, feed = self._runtime, self._health(agent.instrument)
        return Watch(
            now_ns=runtime.desk_clock.now_ns(),
            market_ns=runtime.engine.state.now_ns if feed.is_over else runtime.clock.now_ns(),
            feed=feed,
            exchange=self._exchange,
            mode=self.mode,
        )

    def data_of(self, agent: AgentId) -> Mapping[str, str]:
        """What is stored of an agent, and the signal as its strategy has it."""
        found = self._engine.state.agents[agent]
        runner = self._runtime.runners.get(agent)
        signal = runner.signal if runner is not None else None
        kept = {
            "intents": str(found.sequence),
            "run_trades": str(found.run_trades),
            "day_trades": str(found.day_trades),
            "cycles": str(runner.cycles if runner is not None else 0),
        }
        if signal is not None:
            kept["signal"] = f"{signal.action.value} {signal.repeats}/{signal.needed}"
            kept |= {reason.code: reason.value for reason in signal.reasons}
        return kept

    def judged(self, trade_id: str) -> Position | None:
        positions = self._engine.state.positions.values()
        return next((each for each in positions if each.trade_id == trade_id), None)
