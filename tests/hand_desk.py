"""A scripted desk on which a person trades: drafts in, what was journaled out."""

from collections.abc import Sequence
from decimal import Decimal

from app.opening import manual_agent
from core.events import Record
from core.instrument import Instrument
from core.money import PPM, Ppm
from core.orders import WorkingOrder
from core.trading import (
    Agent,
    DraftKind,
    DraftSize,
    ExitPlan,
    Limit,
    OrderDraft,
    Position,
    RiskSettings,
    SizeUnit,
    Target,
)
from core.types import ClientId, InstrumentId, OrderSide, UserId
from core.values import replace
from core.views import PlacedView, PreviewView
from engine.manual_orders import ManualOrders
from exchanges.simulated.paper import PaperSettings
from tests.desk import TIERED, ScriptedDesk, make_account, make_agent, prices
from tests.paper.script import AT_ONCE, SECOND

BY = UserId(1)
FREE = Ppm(1_000_000)
"""A drift that allows any price."""


def make_manual(held: Instrument = TIERED, risk: RiskSettings | None = None) -> Agent:
    made = manual_agent(make_account(), held, 0)
    return made if risk is None else replace(made, risk=risk)


def plan(stop: str = "", *targets: str) -> ExitPlan:
    """A stop and targets in percent of the entry, their shares even."""
    share = Ppm(PPM // max(len(targets), 1))
    return ExitPlan(
        stop_loss=Limit.percent(stop) if stop else None,
        targets=tuple(Target(distance=Limit.percent(each), share=share) for each in targets),
    )


def draft(
    side: OrderSide,
    size: str,
    kind: DraftKind = DraftKind.MARKET,
    *,
    price: str = "",
    trigger: str = "",
    trail: str = "",
    instrument: InstrumentId = TIERED.id,
    exits: ExitPlan | None = None,
    reduces: bool = False,
    unit: SizeUnit = SizeUnit.BASE,
    leverage: int = 10,
) -> OrderDraft:
    return OrderDraft(
        instrument=instrument,
        side=side,
        kind=kind,
        size=DraftSize(unit, Decimal(size)),
        leverage=leverage,
        price=Decimal(price) if price else None,
        trigger=Decimal(trigger) if trigger else None,
        trail=Limit.percent(trail) if trail else None,
        is_reduce_only=reduces,
        exits=ExitPlan() if exits is None else exits,
    )


class HandDesk(ScriptedDesk):
    """Starts with a price of 100 / 100.1."""

    def __init__(
        self,
        *agents: Agent,
        instruments: Sequence[Instrument] = (TIERED,),
        terms: PaperSettings = AT_ONCE,
        balance: str = "10000",
    ) -> None:
        listed = agents or (make_agent(), make_manual())
        super().__init__(*listed, instruments=instruments, terms=terms, balance=balance)
        self.play(*prices(1000, "100"))

    @property
    def hand(self) -> ManualOrders:
        return ManualOrders(self.runtime)

    def preview(self, wanted: OrderDraft) -> PreviewView:
        return self.hand.preview(wanted)

    async def place(
        self, wanted: OrderDraft, *, seen: str = "", max_drift: Ppm = FREE
    ) -> PlacedView:
        price = Decimal(seen) if seen else None
        return await self.hand.place(wanted, seen=price, max_drift=max_drift, by=BY)

    async def placed(self, wanted: OrderDraft) -> ClientId:
        """The id of an order that passed."""
        view = await self.place(wanted)
        assert view.code == "done", view
        return view.client_ids[0]

    async def hold(self, size: str = "10", exits: ExitPlan | None = None) -> Position:
        """Buys at the market and waits for the fill, at 100.1."""
        await self.place(draft(OrderSide.BUY, size, exits=exits))
        self.pass_time()
        return self.held

    def pass_time(self, bid: str = "100", ms: int = 100) -> list[Record]:
        return self.play(*prices(self.now_ns * 1000 // SECOND + ms, bid))

    @property
    def held(self) -> Position:
        """The person's own position; raises when there is none."""
        (found,) = (each for key, each in self.engine.state.positions.items() if "manual" in key[0])
        return found

    @property
    def open(self) -> list[WorkingOrder]:
        return list(self.engine.state.orders.values())

    def rests(self, name: ClientId) -> bool:
        return name in self.engine.state.orders
