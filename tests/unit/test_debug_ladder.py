"""A strategy of resting orders in the sandbox: the one engine keeps its ladder there, too."""

from collections.abc import AsyncIterator, Sequence
from decimal import Decimal

import pytest

from core.events import LotSold, PositionClosed
from core.trading import RestingOrder, Standing, Terms
from core.types import AgentState, ExitReason, Side
from debug.hand import ByHand
from strategies.grid import GridStrategy
from tests.playground import Playground, playing

GRID = GridStrategy(
    low=58_000.0, high=62_000.0, levels=4, spacing="arithmetic", side="both", invest=4.0, stop=1.0
)


class Ladder(ByHand):
    """In the place of the strategy that hands move: GRID to both sides of 60 000."""

    def orders(self, now: Standing) -> Sequence[RestingOrder]:
        return GRID.orders(now)

    def fits(self, terms: Terms, capital: float, leverage: int) -> None:
        GRID.fits(terms, capital, leverage)


@pytest.fixture
async def ground(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Playground]:
    monkeypatch.setattr("debug.runtime.ByHand", Ladder)
    async with playing() as ground:
        await ground.do("start")
        await ground.do("long")  # closes candles; what they advise is HOLD to a ladder
        yield ground


def resting(ground: Playground) -> set[str]:
    orders = ground.sandbox().parts.runtime.engine.state.orders.values()
    return {each.order.tag for each in orders if each.order.tag and not each.is_ending}


async def side(ground: Playground) -> Side | None:
    position = (await ground.view()).auto.position
    return None if position is None else position.side


def sold(ground: Playground) -> list[LotSold]:
    newest = ground.sandbox().parts.journal.newest
    return [each for each in newest if isinstance(each, LotSold)]


async def test_its_orders_rest_on_both_sides_and_reserve_margin(ground: Playground) -> None:
    assert resting(ground) == {"e0", "e1", "e2", "e3"}
    assert ground.sandbox().parts.runtime.engine.state.orders.reserved > 0
    assert await side(ground) is None


async def test_a_forced_price_fills_a_level_and_the_next_one_takes_the_step(
    ground: Playground,
) -> None:
    await ground.do("price", "58990")
    assert await side(ground) is Side.LONG
    await ground.do("price", "60010")
    assert await side(ground) is None
    (step,) = sold(ground)
    assert (step.lot, step.net > 0) == ("e1", True)
    await ground.do("price", "61010")
    assert await side(ground) is Side.SHORT
    await ground.do("price", "59990")
    assert await side(ground) is None
    (step,) = sold(ground)
    assert (step.lot, step.net > 0) == ("e2", True)
    assert (await ground.view()).wallet > Decimal(10_000)


async def test_its_stop_closes_everything_and_pauses(ground: Playground) -> None:
    for price in ("58500", "57000", "57000"):  # the last one fills what the stop sent
        await ground.do("price", price)
    closed = [
        each for each in ground.sandbox().parts.journal.newest if isinstance(each, PositionClosed)
    ]
    assert [each.result.reason for each in closed] == [ExitReason.STOP_LOSS]
    assert ground.sandbox().agent.state is AgentState.PAUSED
    assert resting(ground) == set()
