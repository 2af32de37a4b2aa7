"""Accounts in memory, as they are when a test begins."""

from decimal import Decimal

from core.market import Candle
from core.money import Ppm, Steps, Ticks
from core.trading import DraftKind, DraftSize, OrderDraft, SizeUnit
from core.types import OrderSide, Timeframe, UserId
from core.values import replace
from tests.floor import Floor, make_agent
from tests.samples import BTC, make_halt, make_position
from tests.screens import samples as s
from tests.screens.ladder_samples import LADDER


async def busy() -> Floor:
    """Two agents and the hand; each holds something, and an order rests."""
    floor = Floor(
        make_agent("auto", capital=5_000),
        make_agent("night", number=2, capital=2_500),
        make_agent("manual", number=9, capital=0),
        symbols=("BTC", "ETH", "SOL", *(f"C{number:02}" for number in range(20))),
    )
    floor.candle_tape = [candle(number) for number in range(1, 200)]
    for number, agent in enumerate(floor.roster.values()):
        floor.hold(
            replace(
                make_position(),
                trade_id=f"{agent.id}-{number:06}",
                agent=agent.id,
                agent_name=agent.name,
                is_manual=agent.is_manual,
                instrument=BTC,
                stop=Decimal("59000.0"),
                target=Decimal("62000.0"),
                progress=0.5,
            )
        )
    for price in ("58000", "57000"):
        await floor.place(resting(price), seen=None, max_drift=Ppm(10_000), by=UserId(1))
    return floor


async def flat() -> Floor:
    """One agent that is off, no history, nothing held."""
    return Floor(make_agent("auto", capital=10_000))


async def laddered() -> Floor:
    """One agent, whose strategy lets orders rest."""
    floor = Floor(replace(make_agent("grid", capital=10_000), strategy="GRID"))
    agent = next(iter(floor.roster))
    floor.ladders[agent] = replace(LADDER, agent=agent, instrument=BTC)
    floor.pending = "ladder"
    return floor


async def halted() -> Floor:
    """Everything stands still, and the market is silent."""
    floor = await busy()
    floor.halted, floor.is_market_down = make_halt(), True
    for agent in list(floor.roster):
        await floor.set_state(agent, "halt", by=UserId(1))
    return floor


def resting(price: str) -> OrderDraft:
    return OrderDraft(
        instrument=BTC,
        side=OrderSide.BUY,
        kind=DraftKind.LIMIT,
        size=DraftSize(SizeUnit.QUOTE, Decimal(500)),
        price=Decimal(price),
    )


def candle(number: int) -> Candle:
    ticks = Ticks(600_000 + number % 7)
    at_ns = s.NOW + (number - 200) * Timeframe.M15.ns
    return Candle(BTC, at_ns, Timeframe.M15, ticks, ticks, ticks, ticks, Steps(number))
