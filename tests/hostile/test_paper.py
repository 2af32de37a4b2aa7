"""Paper money on a hostile venue: nothing is filled on a price that is not true now."""

from collections.abc import Sequence

from core.market import MarketEvent
from core.money import Steps
from core.orders import BrokerEvent, Fill, Order
from core.types import AgentId, ClientId, FeedStatus, InstrumentKind, OrderSide, Purpose
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.faults import Faults
from exchanges.simulated.paper import PaperSettings
from tests.hostile.desk import HostileDesk, hostile_desk

SPOT, PERP = InstrumentKind.SPOT, InstrumentKind.PERP


class Paper:
    """A broker that is shown what the desk hears."""

    def __init__(self, desk: HostileDesk) -> None:
        (self.held,) = desk.market.listed
        self.desk = desk
        self.broker = SimulatedBroker(
            {self.held.id: self.held}, seed=1, config=PaperSettings(), faults=Faults(())
        )
        self._seen = 0

    def buy(self, steps: int) -> None:
        self.broker.submit(
            Order(
                client_id=ClientId("a-1"),
                agent=AgentId("a"),
                instrument=self.held.id,
                side=OrderSide.BUY,
                qty=Steps(steps),
                purpose=Purpose.ENTRY,
                decided_at_ns=self.desk.market.clock.now_ns(),
            )
        )

    def fills(self) -> list[Fill]:
        """Of what was heard since the last question."""
        heard: Sequence[MarketEvent] = self.desk.heard[self._seen :]
        self._seen += len(heard)
        answers: list[BrokerEvent] = []
        for event in heard:
            answers += self.broker.on_market(event)
        return [answer for answer in answers if isinstance(answer, Fill)]


async def test_an_order_sent_into_silence_fills_on_the_first_fresh_price_alone() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        paper = Paper(desk)
        paper.fills()
        desk.venue.hangs.add("ticker/bookTicker")
        await desk.until(lambda: desk.status is FeedStatus.STALE, within_s=20)
        paper.buy(100_000)
        desk.venue.delay_ms = 30_000
        await desk.pass_time(10, quoting=True)
        assert paper.fills() == []
        desk.venue.delay_ms = 0
        desk.venue.bid, desk.venue.ask = "61000.00", "61000.10"
        await desk.until(lambda: desk.status is FeedStatus.LIVE, quoting=True)
        await desk.pass_time(2, quoting=True)
        (fill, *_) = paper.fills()
        assert fill.price == 6_100_010


async def test_an_order_while_only_requests_answer_fills_at_their_price() -> None:
    async with hostile_desk(PERP) as desk:
        await desk.become_live()
        paper = Paper(desk)
        desk.venue.mutes.add("*")
        desk.venue.bid, desk.venue.ask = "62000.00", "62000.10"
        await desk.until(lambda: desk.status is FeedStatus.FALLBACK, within_s=5)
        paper.fills()
        paper.buy(500)
        await desk.pass_time(3)
        (fill,) = paper.fills()
        assert fill.price == 6_200_010


async def test_an_order_larger_than_the_best_level_walks_the_local_book() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        paper = Paper(desk)
        for price in ("60000.20", "60000.30"):
            await desk.venue.say("btcusdt@depth@100ms", desk.venue.change("a", price, "1"))
        await desk.pass_time(0.5, quoting=True)
        paper.fills()
        paper.buy(350_000)
        await desk.pass_time(2, quoting=True)
        fills = paper.fills()
        assert [fill.price for fill in fills] == [6_000_010, 6_000_020, 6_000_030][: len(fills)]
        assert len(fills) >= 2
