"""P20 with a person beside the agents: orders of every kind, amended and cancelled at random, under
the same markets, faults and restarts."""

import asyncio
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from core.errors import InputError
from core.trading import DraftKind, OrderDraft
from core.types import InstrumentId, OrderSide, Purpose
from engine.manual_orders import ManualOrders
from tests.desk import TIERED, ScriptedDesk, make_agent
from tests.hand_desk import BY, FREE, draft, make_manual, plan
from tests.paper.script import SPOT
from tests.unit.test_ledger_identities import AGENTS, LISTED, TERMS, TROUBLES, Books, Desk

MANUAL = make_manual().id
PERCENT = st.sampled_from(["-5", "-1", "-0.2", "0", "0.2", "1", "5"])


class HandAndAgents(Desk):
    def __init__(self) -> None:
        super().__init__()
        agents = (
            make_agent(AGENTS[0], leverage=10),
            make_agent(AGENTS[1], leverage=50),
            make_agent(AGENTS[2], leverage=1, instrument=SPOT.id),
            make_manual(),
        )
        self.desk = ScriptedDesk(*agents, instruments=(TIERED, SPOT), terms=TERMS, faults=TROUBLES)
        self._books = Books(self.desk.wallet)

    @property
    def hand(self) -> ManualOrders:
        return ManualOrders(self.desk.runtime)

    @rule(
        side=st.sampled_from(OrderSide),
        kind=st.sampled_from(DraftKind),
        size=st.sampled_from(["0.1", "3", "20", "150"]),
        price=PERCENT,
        trigger=PERCENT,
        name=st.sampled_from([TIERED.id, TIERED.id, SPOT.id]),
        reduces=st.booleans(),
        stop=st.sampled_from(["", "0.5", "4"]),
    )
    def order(
        self,
        side: OrderSide,
        kind: DraftKind,
        size: str,
        price: str,
        trigger: str,
        name: InstrumentId,
        reduces: bool,
        stop: str,
    ) -> None:
        self.wake()
        self.settle_market()
        wanted = draft(
            side,
            size,
            kind,
            price=self.beside(price, name),
            trigger=self.beside(trigger, name),
            trail="1",
            instrument=name,
            exits=plan(stop, "2", "4") if stop else plan(),
            reduces=reduces,
            leverage=10,
        )
        self.hand.preview(wanted)
        self.place(wanted)

    @rule(side=st.sampled_from(OrderSide), size=st.sampled_from(["1", "30"]))
    def order_through(self, side: OrderSide, size: str) -> None:
        """A market order, and a deep market some time later that fills it."""
        self.wake()
        self.settle_market()
        self.place(draft(side, size, exits=plan("3")))
        self.quote(600, 0, 1, 300)
        self.mark(0)

    @rule(first=st.sampled_from(["0.3", "1"]), second=st.sampled_from(["0.3", "1"]))
    def bracket(self, first: str, second: str) -> None:
        """Two orders that reduce the same position, and one that stops it."""
        held = self.desk.engine.state.positions.get((MANUAL, TIERED.id))
        if held is None:
            return
        side, way = held.side.closing, -int(held.side.closing)
        self.settle_market()
        for share, percent in ((first, "0.5"), (second, "1")):
            size = str(TIERED.size(max(int(held.qty * Decimal(share)), 1)))
            price = self.beside(f"{way * Decimal(percent)}", TIERED.id)
            self.place(draft(side, size, DraftKind.LIMIT, price=price, reduces=True))
        up, down = (self.beside(f"{way * Decimal(step)}", TIERED.id) for step in ("2", "-2"))
        self.place(draft(side, "1", DraftKind.OCO, price=up, trigger=down))

    @rule(number=st.integers(0, 5), price=PERCENT, size=st.sampled_from([None, "1", "40"]))
    def amend(self, number: int, price: str, size: str | None) -> None:
        orders = self.hand.orders()
        found = [each for each in orders if each.is_manual]
        if not found:
            return
        order = found[number % len(found)]
        at = Decimal(self.beside(price, order.instrument))
        qty = None if size is None else Decimal(size)
        wanted = {"price": at} if order.price is not None else {"trigger": at}
        try:
            asyncio.run(self.hand.amend(order.client_id, qty=qty, by=BY, **wanted))
        except InputError:
            assert order.trail_pct is not None

    @rule(number=st.integers(0, 5))
    def cancel(self, number: int) -> None:
        found = [each.client_id for each in self.hand.orders() if each.is_manual]
        if found:
            asyncio.run(self.hand.cancel([found[number % len(found)]], by=BY))

    @rule(percent=st.sampled_from([-3, -1, 1, 3]))
    def prints(self, percent: int) -> None:
        """A run of prints that fills what rests."""
        for step in range(1, 4):
            self.trade(self.price * percent * step // 300)

    def place(self, wanted: OrderDraft) -> None:
        asyncio.run(self.hand.place(wanted, seen=None, max_drift=FREE, by=BY))

    def beside(self, percent: str, name: InstrumentId) -> str:
        tick = LISTED[name].tick
        price = tick * self.price * (1 + Decimal(percent) / 100)
        return str(max(price.quantize(tick), tick))

    # --- what holds as well

    @invariant()
    def every_order_at_work_is_an_intent_of_ours(self) -> None:
        state = self.desk.engine.state
        assert set(state.orders) <= set(self.books.placed)
        for key, held in state.positions.items():
            assert state.leaving_of(key) <= held.qty

    @invariant()
    def storage_holds_what_the_engine_holds(self) -> None:
        state, stored = self.desk.engine.state, self.desk.snapshot()
        for item in stored.orders:
            name = item.order.client_id
            assert state.orders[name] == item or name in state.unsaved_orders
        assert len(stored.orders) == len(state.orders)
        assert {item.trade_id for item in stored.positions} == {
            item.trade_id for item in state.positions.values()
        }

    @invariant()
    def the_index_of_orders_is_the_orders(self) -> None:
        state = self.desk.engine.state
        for key in {(work.order.agent, work.order.instrument) for work in state.orders.values()}:
            mine = [
                work
                for work in state.orders.values()
                if (work.order.agent, work.order.instrument) == key
            ]
            assert list(state.working_of(key)) == mine
            has_entry = any(work.order.purpose is Purpose.ENTRY for work in mine)
            assert (key in state.orders.entering) is has_entry

    @invariant()
    def no_order_fills_more_than_it_asked_for(self) -> None:
        for work in self.desk.engine.state.orders.values():
            assert work.left >= 0
            assert work.filled + work.shrunk <= work.order.qty


TestManualIdentities = HandAndAgents.TestCase
TestManualIdentities.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
