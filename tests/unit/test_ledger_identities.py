"""P20 under random markets, signals, people, faults and restarts: the sums hold at every step.

Three agents over one wallet: two with high leverage on one perpetual, one on spot that pays its
fee from what it buys. The books are kept twice: by the engine, and here from the journal alone.
"""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.events import FillBooked, OrderPlaced
from core.market import FeedState, Funding, Mark, MarketEvent, Quote, Trade
from core.money import Ppm, Steps, Ticks, from_money, to_units
from core.ports import Unit
from core.trading import Limit, RiskSettings, Trail, TrailKind
from core.types import (
    SECOND_NS,
    Action,
    AgentId,
    AgentState,
    ClientId,
    FeedStatus,
    InstrumentId,
    OrderSide,
    Side,
)
from core.values import replace
from engine.lanes import Lane
from engine.step import Draft
from exchanges.simulated.faults import Fault, FaultKind, Faults
from exchanges.simulated.paper import PaperSettings
from tests.desk import ROOMY, TIERED, ScriptedDesk, make_agent
from tests.paper.exits_script import ladder
from tests.paper.script import MS, SPOT

AGENTS = (AgentId("u1-1"), AgentId("u1-2"), AgentId("u1-3"))
LISTED = {TIERED.id: TIERED, SPOT.id: SPOT}
TERMS = PaperSettings(latency_ns=200 * MS, jitter_ns=100 * MS, impact_levels=3)
TROUBLES = Faults(
    tuple(
        Fault(kind=kind, at_ns=at_s * SECOND_NS, lasts_ns=SECOND_NS, ppm=300_000)
        for kind, at_s in [
            (FaultKind.PARTIAL, 3),
            (FaultKind.REJECT, 6),
            (FaultKind.PARTIAL, 9),
            (FaultKind.REJECT, 15),
            (FaultKind.PARTIAL, 21),
        ]
    )
)
TRAILS = st.builds(
    Trail,
    kind=st.sampled_from(TrailKind),
    start=st.none() | st.just(Limit.percent("0.5")),
    distance=st.sampled_from([Limit.percent("1"), Limit.usd("0.7")]),
)
RISKS = st.builds(
    replace,
    st.just(ROOMY),
    risk=st.sampled_from(["0.1", "1", "5"]).map(Limit.percent),
    stop_loss=st.sampled_from(["0.5", "2", "30"]).map(Limit.percent) | st.just(Limit.usd("3.3")),
    take_profit=st.none() | st.sampled_from(["0.5", "3"]).map(Limit.percent),
    max_loss=st.none() | st.just(Limit.usd("20")),
    targets=st.sampled_from([(), ladder("0.3", "1"), ladder("0.5", "1", "3")]),
    trail=st.none() | TRAILS,
    time_stop_s=st.sampled_from([0, 0, 20]),
    drawdown=st.none() | st.just(Limit.percent("3")),
    daily_loss=st.none() | st.just(Limit.percent("2")),
    max_spread=st.just(Ppm(500_000)),
)
AGENT = st.sampled_from(AGENTS)
TICKS = st.integers(-40, 40)


class Books:
    """What the journal comes to, unit by unit, without asking the engine."""

    def __init__(self, deposits: int) -> None:
        self.wallet = self.deposits = deposits
        self.sums: dict[str, int] = defaultdict(int)
        self.held: dict[tuple[AgentId, InstrumentId], Decimal] = defaultdict(Decimal)
        self.placed: dict[ClientId, Decimal] = {}
        self.filled: dict[ClientId, Decimal] = defaultdict(Decimal)
        self._read = 0

    def read(self, units: list[Unit]) -> None:
        for unit in units[self._read :]:
            self._read_unit(unit)
        self._read = len(units)

    def _read_unit(self, unit: Unit) -> None:
        known = set(self.placed)
        for record in unit.records:
            if isinstance(record, OrderPlaced):
                assert record.client_id not in self.placed
                self.placed[record.client_id] = record.qty
            elif isinstance(record, FillBooked):
                assert record.client_id in known  # its intent was durable before it could fill
                self._fill(record)
        for entry in unit.ledger:
            if entry.asset != "USDT":
                instrument = SPOT.id
                self.held[entry.agent, instrument] -= from_money(entry.amount, entry.asset)
                continue
            self.wallet += entry.amount
            self.sums[entry.kind] += entry.amount
            assert entry.wallet == self.wallet

    def _fill(self, fill: FillBooked) -> None:
        self.filled[fill.client_id] += fill.qty
        assert self.filled[fill.client_id] <= self.placed[fill.client_id]
        key = (fill.agent, fill.instrument)
        self.held[key] += fill.qty * int(fill.side)
        if fill.fee_asset != "USDT":
            self.held[key] -= fill.fee


class Desk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        tight = replace(
            ROOMY,
            stop_loss=Limit.percent("1"),
            targets=ladder("0.4", "1", "2"),
            trail=Trail(kind=TrailKind.BELOW_HIGHEST, distance=Limit.percent("0.8")),
        )
        agents = (
            make_agent(AGENTS[0], leverage=10),
            make_agent(AGENTS[1], leverage=50, risk=replace(tight, risk=Limit.percent("0.3"))),
            make_agent(AGENTS[2], leverage=1, instrument=SPOT.id),
        )
        self.desk = ScriptedDesk(*agents, instruments=(TIERED, SPOT), terms=TERMS, faults=TROUBLES)
        self._books = Books(self.desk.wallet)
        self.at_ns = SECOND_NS
        self.price = 1000

    @property
    def books(self) -> Books:
        self._books.read(self.desk.journal.units)
        return self._books

    @property
    def lanes(self) -> Collection[Lane]:
        return self.desk.engine.state.lanes.values()

    # --- the market

    def say(self, event: MarketEvent) -> None:
        self.desk.play(event)

    @rule(ms=st.integers(0, 900), move=TICKS, spread=st.integers(0, 5), size=st.integers(0, 300))
    def quote(self, ms: int, move: int, spread: int, size: int) -> None:
        self.at_ns += ms * MS
        self.price = max(self.price + move, 50)
        for held, scale in ((TIERED, 1), (SPOT, 100)):
            bid, shown = Ticks(self.price), Steps(size * scale)
            self.say(Quote(held.id, self.at_ns, bid, Ticks(bid + spread), shown, shown))

    @rule(gap=st.integers(-400_000_000, 400_000_000))
    def mark(self, gap: int) -> None:
        self.say(Mark(TIERED.id, self.at_ns, max(self.price * TIERED.tick_e8 + gap, 1)))

    @rule(move=TICKS)
    def trade(self, move: int) -> None:
        for name in LISTED:
            price = Ticks(max(self.price + move, 1))
            self.say(Trade(name, self.at_ns, price, Steps(5), OrderSide.SELL))

    @rule(percent=st.sampled_from([-20, -8, -3, 3, 8, 20]), size=st.sampled_from([3, 300]))
    def jump(self, percent: int, size: int) -> None:
        """A gap, and time for what it triggers to fill."""
        self.quote(300, self.price * percent // 100, 1, size)
        self.mark(0)
        self.trade(0)
        self.quote(400, 0, 1, size)

    @rule(rate=st.integers(-3_000_000, 3_000_000), gap=st.integers(-9, 9))
    def funding(self, rate: int, gap: int) -> None:
        self.say(Funding(TIERED.id, self.at_ns, rate, self.price * TIERED.tick_e8 + gap))

    @rule(status=st.sampled_from(FeedStatus))
    def feed(self, status: FeedStatus) -> None:
        self.say(FeedState(TIERED.id, self.at_ns, status, "test"))

    # --- decisions

    @rule(agent=AGENT, action=st.sampled_from([Action.BUY, Action.SELL]))
    def signal(self, agent: AgentId, action: Action) -> None:
        self.wake()
        self.settle_market()
        self.desk.signal(action, agent)

    @rule(agent=AGENT, action=st.sampled_from([Action.BUY, Action.SELL]))
    def trade_through(self, agent: AgentId, action: Action) -> None:
        """A signal, and a deep market some time later that fills it."""
        self.signal(agent, action)
        self.quote(600, 0, 1, 300)
        self.mark(0)

    def settle_market(self) -> None:
        self.quote(1, 0, 1, 50)
        self.mark(0)
        self.trade(0)

    @rule(agent=AGENT, share=st.sampled_from([1, 33, 50, 100]))
    def close(self, agent: AgentId, share: int) -> None:
        self.desk.close(share, agent)

    @rule(agent=AGENT)
    def break_even(self, agent: AgentId) -> None:
        self.desk.do(self.desk.engine.break_even(agent, self.at_ns))

    @rule(agent=AGENT)
    def stop_moved_away(self, agent: AgentId) -> None:
        """So that only its liquidation is left to end a position."""
        state, draft = self.desk.engine.state, Draft()
        position = state.position_of(state.agents[agent])
        if position is not None:
            bare = replace(position, stop=None, max_loss=None, max_loss_money=None)
            state.hold(bare)
            draft.hold(bare)
            self.desk.do(draft.step())

    @rule(agent=AGENT, risk=RISKS, leverage=st.sampled_from([1, 5, 50]))
    def change(self, agent: AgentId, risk: RiskSettings, leverage: int) -> None:
        now = self.desk.engine.state.agents[agent]
        wanted = 1 if now.instrument == SPOT.id else leverage
        changed = replace(now, risk=risk, leverage=wanted)
        self.desk.do(self.desk.engine.change_agent(changed, self.at_ns))

    @rule(what=st.sampled_from(["kill", "midnight", "restart", "restart", "beat"]))
    def rarely(self, what: str) -> None:
        match what:
            case "kill":
                self.desk.kill()
            case "midnight":
                self.desk.do(self.desk.engine.set_utc_offset(60, self.at_ns))
            case "restart":
                self.desk.restart()
            case _:
                self.desk.beat(with_broker=True)

    def wake(self) -> None:
        """Leaves a halt, as a person would before the next trade."""
        if self.desk.engine.state.halted is None:
            return
        self.desk.unlock()
        for agent in AGENTS:
            step = self.desk.engine.set_state(agent, AgentState.RUNNING, "user", "1", self.at_ns)
            self.desk.do(step)

    # --- what always holds

    @invariant()
    def the_wallet_is_what_was_booked(self) -> None:
        books, ledger = self.books, self.desk.engine.state.ledger
        assert set(books.sums) <= {"fee", "realised", "funding", "insurance"}
        assert ledger.wallet == books.wallet == books.deposits + sum(books.sums.values())
        assert books.sums["fee"] <= 0 <= books.sums["insurance"]
        agents = self.desk.engine.state.agents.values()
        assert sum(agent.realised for agent in agents) == ledger.wallet - books.deposits

    @invariant()
    def cash_and_margin_and_unrealised_are_equity(self) -> None:
        state = self.desk.engine.state
        ledger = state.ledger
        assert ledger.reserved == sum(held.margin for held in state.positions.values())
        assert ledger.unrealised == sum(map(_value, self.lanes))
        assert ledger.cash + ledger.reserved + ledger.unrealised == state.equity

    @invariant()
    def the_sum_of_fills_is_the_position(self) -> None:
        positions = self.desk.engine.state.positions
        for key in {*self.books.held, *positions}:
            held = positions.get(key)
            size = LISTED[key[1]].size(held.qty) * int(held.side) if held else Decimal(0)
            assert self.books.held[key] == size
            assert held is None or held.qty > 0

    @invariant()
    def the_nearest_levels_are_the_positions_own(self) -> None:
        for lane in self.lanes:
            for held in lane.positions.values():
                losing, winning = [held.stop, held.max_loss], [held.target, held.wake]
                below, above = losing, winning
                if held.side is Side.SHORT:
                    below, above = winning, losing
                assert all(lane.lower >= level for level in below if level is not None)
                assert all(lane.upper <= level for level in above if level is not None)

    @invariant()
    def storage_holds_what_the_engine_holds(self) -> None:
        state, stored = self.desk.engine.state, self.desk.snapshot()
        held = {(item.agent, item.instrument): item for item in stored.positions}
        assert held.keys() == state.positions.keys()
        for key, position in state.positions.items():
            assert held[key] == position or key in state.unsaved
        assert {item.order.client_id: item for item in stored.orders} == state.orders
        assert {agent.id: agent for agent in stored.agents} == state.agents
        assert stored.account.wallet == state.ledger.wallet

    @invariant()
    def every_order_at_work_is_an_intent_of_ours(self) -> None:
        state = self.desk.engine.state
        assert set(state.orders) <= set(self.books.placed)
        for key in state.positions:
            exits = [work for work in state.working_of(key) if work.order.is_reduce_only]
            assert sum(work.left for work in exits) <= state.positions[key].qty

    @invariant()
    def a_ladder_takes_all_that_is_held(self) -> None:
        for held in self.desk.engine.state.positions.values():
            if held.rungs and held.target is not None and held.leaving is None:
                assert sum(rung.left for rung in held.rungs) == held.qty


def _value(lane: Lane) -> int:
    """The unrealised result of an instrument, counted anew."""
    if not lane.mark or not lane.positions:
        return 0
    held = lane.instrument
    qty = sum(item.side * item.qty for item in lane.positions.values())
    cost = sum(item.side * item.cost for item in lane.positions.values())
    return lane.mark * qty * to_units(held.step, 8) // 10**8 - cost * held.unit


TestLedgerIdentities = Desk.TestCase
TestLedgerIdentities.settings = settings(
    max_examples=80,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
