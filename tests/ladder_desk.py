"""A scripted desk whose agent lets orders rest, and the candles that move its market."""

from collections.abc import Callable, Sequence

from core.candles import expand
from core.events import Record
from core.market import Candle, MarketEvent
from core.ports import OrderStrategy
from core.trading import Agent, RestingOrder, SignalResult, Standing, Terms
from core.types import Action
from core.values import replace
from engine.history import apply
from engine.keeping import Keeper
from engine.runner import AutoTradeRunner
from exchanges.simulated.paper import PaperSettings
from tests.desk import AGENT, ScriptedDesk, make_agent
from tests.paper.script import AT_ONCE, PERP, closed


class Wants:
    """Lets rest what it is told to."""

    name, warmup = "WANTS", 1

    def __init__(self, *orders: RestingOrder) -> None:
        self.wanted: Sequence[RestingOrder] = orders
        self.asked: list[Standing] = []

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return SignalResult(action=Action.HOLD)

    def orders(self, now: Standing) -> Sequence[RestingOrder]:
        self.asked.append(now)
        return self.wanted

    def fits(self, terms: Terms, capital: float, leverage: int) -> None:
        """Anywhere."""


class LadderDesk(ScriptedDesk):
    """Makes its strategy anew at each restart, as a desk does."""

    def __init__(
        self,
        make: Callable[[], OrderStrategy],
        *,
        agent: Agent | None = None,
        terms: PaperSettings = AT_ONCE,
    ) -> None:
        super().__init__(agent or make_agent(leverage=2), terms=terms)
        self._make = make
        self.attach()

    def attach(self) -> None:
        runner = AutoTradeRunner(self.agent, PERP, self._make(), self.engine)
        self.runtime.attach(AGENT, runner)
        runner.warm_up([])

    @property
    def keeper(self) -> Keeper:
        found = self.runtime.runners[AGENT].keeper
        assert found is not None
        return found

    def keep(self) -> list[Record]:
        """What starting, resuming or a mended setting does."""
        return self.do(self.keeper.keep())

    def restart(self) -> list[Record]:
        records = super().restart()
        self.attach()
        return records + self.keep()

    def resting(self) -> dict[str, tuple[str, str]]:
        """Price and size of what rests, by tag."""
        held = self.engine.state.orders.values()
        return {
            each.order.tag: (
                f"{PERP.price(each.order.limit or 0):f}",
                f"{PERP.size(each.left):f}",
            )
            for each in held
            if each.order.tag and not each.is_ending
        }

    def bars(self, candles: Sequence[Candle]) -> None:
        """Each candle as its path, and then as the closed candle."""
        for event in path_of(candles):
            self.clock.set(event.at_ns)
            apply(self.runtime, self.runtime.on_market(event), self.journal)


def path_of(candles: Sequence[Candle]) -> list[MarketEvent]:
    return [event for candle in candles for event in (*expand(candle), candle)]


def walk_of(*prices: str) -> list[Candle]:
    """Candles of a minute from price to price."""
    made: list[Candle] = []
    for minute, price in enumerate(prices, 1):
        candle = closed(60_000 * minute, price)
        before = made[-1].close if made else candle.close
        low, high = min(before, candle.close), max(before, candle.close)
        made.append(replace(candle, open=before, low=low, high=high))
    return made
