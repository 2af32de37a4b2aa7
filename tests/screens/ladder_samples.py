"""Views of the ladder: a strategy's resting orders in every state of its agent."""

from decimal import Decimal as D

from core.types import Access, AgentId, AgentState, InstrumentId, Mode, OrderSide, Side
from core.values import replace
from core.views.ladder import LadderFill, LadderRow, LadderView

BUY, SELL = OrderSide.BUY, OrderSide.SELL


def row(tag: str, side: OrderSide, price: str, *, is_going: bool = False) -> LadderRow:
    return LadderRow(
        tag=tag,
        side=side,
        price=D(price),
        qty=D("0.0040"),
        closes=side is SELL,
        is_going=is_going,
    )


def fill(entry: str, price: str, net: str) -> LadderFill:
    return LadderFill(side=Side.LONG, entry=D(entry), price=D(price), qty=D("0.0040"), net=D(net))


LADDER = LadderView(
    agent=AgentId("u1-1"),
    instrument=InstrumentId("sim:perp:BTCUSDT"),
    mode=Mode.PAPER,
    state=AgentState.RUNNING,
    strategy="GRID",
    title="BTC/USDT",
    tick=D("0.1"),
    now=D("84443.7"),
    rows=(
        row("x5", SELL, "85351.8"),
        row("x4", SELL, "85011.0"),
        row("e3", BUY, "84333.5"),
        row("e2", BUY, "83996.8", is_going=True),
        row("e1", BUY, "83661.4"),
    ),
    side=Side.LONG,
    held=D("0.0080"),
    lots=2,
    average=D("84841.20"),
    net=D("-3.59"),
    stop=D("81660.8"),
    rounds=12,
    rounds_net=D("14.20"),
    fills=(fill("84333.5", "84671.0", "1.28"), fill("84671.0", "85010.1", "1.29")),
)
EMPTY = replace(
    LADDER,
    now=None,
    rows=(),
    side=None,
    held=D(0),
    lots=0,
    average=None,
    net=D(0),
    stop=None,
    rounds=0,
    rounds_net=D(0),
    fills=(),
)
TALL = replace(
    LADDER,
    rows=tuple(
        row(f"t{number}", SELL if number < 20 else BUY, str(86_400 - 100 * number))
        for number in range(40)
    ),
)
LADDERS = {
    "running": LADDER,
    "before the first price": EMPTY,
    "of many orders": TALL,
    "paused": replace(LADDER, state=AgentState.PAUSED),
    "one order refused": replace(LADDER, refused="MARGIN_LIMIT"),
    "one of two agents, for a viewer": replace(
        LADDER, agent_name="second", strategy="DCA", access=Access.VIEWER
    ),
}
