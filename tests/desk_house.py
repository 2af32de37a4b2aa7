"""A scripted desk with its session and the facade that use cases see."""

from collections.abc import AsyncGenerator, Sequence

from core.market import Candle, MarketEvent
from core.ports import Strategy, Subscription
from core.trading import Agent, FeedHealth, SignalResult
from core.types import Action, AgentState, FeedStatus, InstrumentId, Source, UserId
from engine.position_views import position_version
from engine.session import Session
from engine.trading import AccountTrading
from exchanges.simulated.paper import PaperSettings
from tests.desk import TIERED, ScriptedDesk, make_agent, prices
from tests.paper.script import AT_ONCE, SPOT, closed
from tests.scripted_market import ScriptedMarket

BY = UserId(7)


class Buys:
    """Advises BUY, always."""

    name, warmup = "BUYS", 2

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return SignalResult(action=Action.BUY, confidence=0.9)


def history(minutes: int) -> list[tuple[Source, Candle]]:
    return [(Source.LAST, closed(60_000 * n, "100")) for n in range(1, minutes + 1)]


class House:
    """A desk, its session over a scripted market, and the facade over both."""

    def __init__(
        self,
        *,
        state: AgentState = AgentState.RUNNING,
        terms: PaperSettings = AT_ONCE,
        agent: Agent | None = None,
    ) -> None:
        self.desk = ScriptedDesk(
            agent or make_agent(state=state), instruments=(TIERED, SPOT), terms=terms
        )
        self.market = ScriptedMarket(candles=history(5))
        self.session = Session(self.desk.runtime, self.market, self._events, self._strategy)
        self.trading = AccountTrading(
            self.session,
            exchange="scripted",
            strategies=("SCRIPT", "OTHER"),
            health=self._health,
        )
        self.desk.play(*prices(1000, "100"))

    def _events(self, wanted: Subscription, since_ns: int) -> AsyncGenerator[MarketEvent, None]:
        raise AssertionError("no test of the facade listens")

    def _strategy(self, agent: Agent) -> Strategy:
        return Buys()

    def _health(self, instrument: InstrumentId) -> FeedHealth:
        return FeedHealth(FeedStatus.LIVE, 0.4, "ws")

    def state(self) -> AgentState:
        return self.desk.agent.state

    def hold(self, action: Action = Action.BUY) -> str:
        """19.6 at 100.1, or 19.5 short at 100; answers its version."""
        self.desk.signal(action)
        self.desk.play(*prices(1300, "100"))
        return position_version(self.desk.position)
