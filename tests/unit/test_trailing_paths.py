"""Random paths through ladders and trailing stops: the stop never moves against profit, and what
leaves adds up to what was held."""

from hypothesis import event, given, settings
from hypothesis import strategies as st

from core.candles import expand
from core.events import PositionClosed, PositionOpened, StopsMoved
from core.market import Candle, Mark, MarketEvent, Quote
from core.money import Ppm, Steps, Ticks
from core.trading import Limit, RiskSettings, Target, Trail, TrailKind, exponential_shares
from core.trading.exits import even_shares
from core.types import MINUTE_NS, SECOND_NS, Action, Source, Timeframe
from core.values import replace
from engine import trail_rules
from exchanges.simulated.faults import Fault, FaultKind, Faults
from exchanges.simulated.paper import PaperSettings
from tests.desk import ROOMY, TIERED, ScriptedDesk, make_agent, of
from tests.paper.script import MS

SIDE = st.sampled_from([1, -1])
TICKS = st.integers(2, 10_000_000)
LIMITS = st.sampled_from(["0.1", "0.7", "2", "5"]).map(Limit.percent) | st.just(Limit.usd("1.3"))
TRAILS = st.builds(
    Trail, kind=st.sampled_from(TrailKind), start=st.none() | LIMITS, distance=LIMITS
)
LADDERS = st.sampled_from(
    [(), ("1",), ("0.5", "1"), ("0.5", "2", "3"), ("0.3", "0.3", "1", "2", "9")]
)
TERMS = st.sampled_from(
    [
        PaperSettings(latency_ns=0, jitter_ns=0),
        PaperSettings(latency_ns=300 * MS, jitter_ns=100 * MS, impact_levels=2),
    ]
)
TROUBLES = Faults(
    tuple(
        Fault(kind=kind, at_ns=at_s * SECOND_NS, lasts_ns=2 * SECOND_NS, ppm=400_000)
        for kind, at_s in [(FaultKind.PARTIAL, 4), (FaultKind.REJECT, 9), (FaultKind.PARTIAL, 14)]
    )
)


@st.composite
def plans(draw: st.DrawFn) -> RiskSettings:
    levels = draw(LADDERS)
    shares = draw(st.sampled_from([even_shares, exponential_shares]))(max(len(levels), 1))
    targets = tuple(
        Target(distance=Limit.percent(at), share=share)
        for at, share in zip(levels, shares, strict=False)
    )
    return replace(
        ROOMY,
        stop_loss=draw(st.sampled_from([Limit.percent("3"), Limit.percent("20")])),
        take_profit=None,
        targets=targets,
        trail=draw(st.none() | TRAILS),
        time_stop_s=draw(st.sampled_from([0, 0, 12])),
        max_spread=Ppm(500_000),
    )


class Watcher:
    """Looks at the position after every event."""

    def __init__(self, desk: ScriptedDesk) -> None:
        self.desk = desk
        self.stops: dict[str, int] = {}

    def play(self, *events: MarketEvent) -> None:
        for item in events:
            self.desk.play(item)
            for held in self.desk.engine.state.positions.values():
                self._look(held.trade_id)

    def _look(self, trade_id: str) -> None:
        held = self.desk.position
        before = self.stops.get(trade_id)
        if before is not None:
            assert held.stop is not None
            assert int(held.side) * (held.stop - before) >= 0
        if held.stop is not None and (held.is_trailing or before is not None):
            self.stops[trade_id] = held.stop
        working = self.desk.engine.state.orders.values()
        leaving = sum(work.left for work in working if work.order.is_reduce_only)
        owed = sum(rung.left for rung in held.rungs if rung.is_taken)
        assert leaving <= held.qty
        assert owed <= held.qty or held.leaving is not None
        if held.rungs and held.target is not None and held.leaving is None:
            assert sum(rung.left for rung in held.rungs) == held.qty


def check(desk: ScriptedDesk) -> None:
    """Nothing is lost and nothing doubled, over all the trades of a path."""
    fills: dict[int, int] = {1: 0, -1: 0}
    for unit in desk.journal.units:
        for order in unit.orders:
            if order.state.is_final:
                fills[int(order.order.side)] += order.filled
    held = next(iter(desk.engine.state.positions.values()), None)
    working = sum(int(work.order.side) * work.filled for work in desk.engine.state.orders.values())
    size = 0 if held is None else held.side * held.qty
    assert fills[1] - fills[-1] + working == size
    for record in of(PositionClosed, desk.records):
        assert record.result.qty > 0
    event(f"{len(of(PositionClosed, desk.records))} closed")
    event(f"stops moved: {bool(of(StopsMoved, desk.records))}")


@settings(max_examples=150, deadline=None)
@given(
    risk=plans(),
    terms=TERMS,
    source=st.sampled_from([Source.MARK, Source.QUOTE]),
    path=st.lists(st.integers(-25, 25), min_size=10, max_size=60),
    action=st.sampled_from([Action.BUY, Action.SELL]),
    restart=st.integers(0, 60),
)
def test_on_ticks_the_stop_only_moves_towards_profit_and_all_that_leaves_was_held(
    risk: RiskSettings,
    terms: PaperSettings,
    source: Source,
    path: list[int],
    action: Action,
    restart: int,
) -> None:
    desk = ScriptedDesk(
        make_agent(risk=risk),
        instruments=(TIERED,),
        terms=terms,
        faults=TROUBLES,
        sources={TIERED.id: source},
    )
    watcher, price = Watcher(desk), 1000
    for number, move in enumerate(path):
        price = max(price + move, 300)
        at_ns = SECOND_NS + number * 350 * MS
        bid, shown = Ticks(price), Steps(300 if number % 3 else 60)
        watcher.play(
            Quote(TIERED.id, at_ns, bid, Ticks(price + 1), shown, shown),
            Mark(TIERED.id, at_ns, price * TIERED.tick_e8 + 3 * move),
        )
        if not desk.engine.state.positions and not desk.engine.state.orders:
            desk.signal(action)
        if number == restart:
            desk.beat()
            desk.restart()
    event(f"opened: {bool(of(PositionOpened, desk.records))}")
    check(desk)


@settings(max_examples=100, deadline=None)
@given(
    risk=plans(),
    path=st.lists(
        st.tuples(
            st.sampled_from([0, 0, 0, -20, 20]),
            st.integers(-12, 12),
            st.integers(0, 14),
            st.integers(0, 14),
        ),
        min_size=6,
        max_size=30,
    ),
    action=st.sampled_from([Action.BUY, Action.SELL]),
)
def test_on_candles_the_stop_only_moves_towards_profit_and_all_that_leaves_was_held(
    risk: RiskSettings, path: list[tuple[int, int, int, int]], action: Action
) -> None:
    terms = PaperSettings(latency_ns=0, jitter_ns=0, half_spread=Ppm(0), slippage=Ppm(0))
    desk = ScriptedDesk(make_agent(risk=replace(risk, time_stop_s=0)), terms=terms)
    watcher, price = Watcher(desk), 1000
    for number, (jump, body, above, below) in enumerate(path, 1):
        first = max(price + jump, 300)
        price = max(first + body, 300)
        low, high = min(first, price) - below, max(first, price) + above
        ticks = (Ticks(first), Ticks(high), Ticks(low), Ticks(price))
        bar = Candle(TIERED.id, number * MINUTE_NS, Timeframe.M1, *ticks, Steps(1))
        watcher.play(*expand(bar), bar)
        if not desk.engine.state.positions and not desk.engine.state.orders:
            desk.signal(action)
    check(desk)


# --- the rules


@given(side=SIDE, price=TICKS, ppm=st.integers(1, 500_000))
def test_a_stop_behind_a_price_is_behind_it_and_gives_back_no_more_than_asked(
    side: int, price: int, ppm: int
) -> None:
    found = trail_rules.behind_by_share(side, price, ppm)

    assert side * (price - found) >= 1
    assert side * (price - found) <= max(price * ppm / 1_000_000, 1)


@given(side=SIDE, price=TICKS, more=TICKS, ppm=st.integers(1, 500_000))
def test_a_better_price_never_has_a_worse_stop(side: int, price: int, more: int, ppm: int) -> None:
    better = trail_rules.farther(side, price, more)
    worse = price + more - better

    first, then = (trail_rules.behind_by_share(side, at, ppm) for at in (worse, better))

    assert side * (then - first) >= 0


@given(side=SIDE, price=TICKS, distance=st.integers(1, 10**12), tick=st.sampled_from([1, 10**6]))
def test_a_distance_in_money_is_kept_to_the_tick(
    side: int, price: int, distance: int, tick: int
) -> None:
    found = trail_rules.behind_by_distance(side, price, distance, tick)

    assert side * (price - found) == max(distance // tick, 1)


@given(follows=st.sampled_from(trail_rules.Follows), taken=st.integers(0, 9))
def test_no_stop_goes_to_a_target_that_was_not_taken(
    follows: trail_rules.Follows, taken: int
) -> None:
    assert trail_rules.NEVER <= trail_rules.anchor(follows, taken) <= taken
    assert taken or trail_rules.anchor(follows, taken) == trail_rules.NEVER
