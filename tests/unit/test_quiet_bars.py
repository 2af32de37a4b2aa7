"""A bar settled without its path comes to the same as one that was expanded."""

from dataclasses import dataclass

from hypothesis import event, given, settings
from hypothesis import strategies as st

from core.candles import expand
from core.events import GuardianTripped, PositionClosed
from core.market import Candle
from core.money import Ppm, Steps, Ticks
from core.trading import Limit, RiskSettings, Trail, TrailKind
from core.types import DAY_NS, MINUTE_NS, Action, AgentId, Timeframe
from core.values import replace
from tests.desk import AGENT, ROOMY, ScriptedDesk, make_agent, of
from tests.paper.exits_script import ladder
from tests.paper.script import AT_ONCE, PERP

OTHER = AgentId("u1-2")
GUARDED = replace(
    ROOMY, daily_loss=Limit.percent("1"), drawdown=Limit.percent("3"), risk=Limit.percent("2")
)
START_NS = 20_000 * DAY_NS - 6 * MINUTE_NS
"""The sixth bar closes at midnight."""
FIRST = 1000


@dataclass(frozen=True, slots=True)
class Move:
    """A bar against the one before, in ticks, and the signal at its close."""

    jump: int
    body: int
    above: int
    below: int
    signal: tuple[AgentId, Action] | None


small, wick = st.integers(-12, 12), st.integers(0, 12)
wants = st.tuples(st.sampled_from([AGENT, OTHER]), st.sampled_from([Action.BUY, Action.SELL]))
moves = st.builds(
    Move,
    jump=st.sampled_from([0, 0, 0, 0, -40, 3, 40]),
    body=small,
    above=wick,
    below=wick,
    signal=st.none() | wants,
)
FOLLOWING = Trail(
    kind=TrailKind.BELOW_HIGHEST, start=Limit.percent("1"), distance=Limit.percent("1")
)
STEPPING = Trail(kind=TrailKind.MOVING_TARGET)
rules = st.sampled_from(
    [
        ROOMY,
        GUARDED,
        replace(GUARDED, max_loss=Limit.usd("60")),
        replace(ROOMY, trail=FOLLOWING),
        replace(ROOMY, trail=replace(FOLLOWING, start=None), take_profit=None),
        replace(ROOMY, trail=STEPPING, targets=ladder("1", "2", "4")),
        replace(ROOMY, trail=Trail(kind=TrailKind.BREAK_EVEN), targets=ladder("0.5", "3")),
        replace(ROOMY, time_stop_s=330, trail=FOLLOWING, targets=ladder("1", "2")),
    ]
)


def bars_of(story: list[Move]) -> list[Candle]:
    bars, price = [], FIRST
    for number, move in enumerate(story, 1):
        first = max(price + move.jump, 100)
        price = max(first + move.body, 100)
        low, high = min(first, price) - move.below, max(first, price) + move.above
        ticks = (Ticks(first), Ticks(high), Ticks(low), Ticks(price))
        at_ns = START_NS + number * MINUTE_NS
        bars.append(Candle(PERP.id, at_ns, Timeframe.M1, *ticks, Steps(1)))
    return bars


def make_desk(risk: RiskSettings) -> ScriptedDesk:
    agents = [make_agent(name, risk=risk, leverage=10) for name in (AGENT, OTHER)]
    return ScriptedDesk(*agents, terms=replace(AT_ONCE, half_spread=Ppm(0), slippage=Ppm(0)))


def play(desk: ScriptedDesk, story: list[Move], *, is_quick: bool) -> int:
    """Walks the bars; answers how many were settled without their path."""
    quick = 0
    for bar, move in zip(bars_of(story), story, strict=True):
        if is_quick and desk.runtime.pass_quiet(bar):
            quick += 1
        else:
            desk.play(*expand(bar))
        desk.play(bar)
        if move.signal is not None:
            agent, action = move.signal
            desk.signal(action, agent)
    return quick


def standing(desk: ScriptedDesk) -> tuple[object, ...]:
    """All that the desk holds: what is stored of it, and what its next decision looks at."""
    state, lane = desk.engine.state, desk.engine.state.lanes[PERP.id]
    prices = (lane.bid, lane.ask, lane.last, lane.mark, lane.quote_ns, lane.heard_ns)
    guard = (state.guardian.floor, state.guardian.day_floor, state.guardian.day_end_ns)
    stored = (state.snapshot(), desk.runtime.broker.export())
    return (stored, prices, guard, lane.is_path, lane.unrealised, state.equity, state.unvalued)


@settings(max_examples=200, deadline=None)
@given(story=st.lists(moves, min_size=12, max_size=40), risk=rules)
def test_quiet_bars_leave_the_same_journal_ledger_and_state(
    story: list[Move], risk: RiskSettings
) -> None:
    quick, plain = make_desk(risk), make_desk(risk)
    settled = play(quick, story, is_quick=True)
    play(plain, story, is_quick=False)
    event(f"settled {10 * settled // len(story)}0 %")
    event(f"{len(of(PositionClosed, quick.records))} trades")
    event(f"guard acted: {bool(of(GuardianTripped, quick.records))}")
    assert quick.journal.lines == plain.journal.lines
    assert quick.ledger == plain.ledger
    assert standing(quick) == standing(plain)


def desk_in_position(risk: RiskSettings = ROOMY, *, target: int = 1100) -> ScriptedDesk:
    """Long from 1000 with a stop at 950 and a target at 1100, one quiet bar after the entry."""
    desk = make_desk(risk)
    buy, still = Move(0, 0, 0, 0, (AGENT, Action.BUY)), Move(0, 0, 0, 0, None)
    play(desk, [buy, still, still], is_quick=True)
    assert (desk.position.stop, desk.position.target) == (950, target)
    return desk


def next_bar(low: int, high: int, *, minute: int = 4) -> Candle:
    ticks = (Ticks(FIRST), Ticks(high), Ticks(low), Ticks(FIRST))
    return Candle(PERP.id, START_NS + minute * MINUTE_NS, Timeframe.M1, *ticks, Steps(1))


def test_a_bar_between_the_levels_is_settled_at_once() -> None:
    assert desk_in_position().runtime.pass_quiet(next_bar(951, 1099))


def test_a_bar_that_touches_a_level_is_expanded() -> None:
    desk = desk_in_position()
    assert not desk.runtime.pass_quiet(next_bar(950, 1000))
    assert not desk.runtime.pass_quiet(next_bar(1000, 1100))


def test_a_bar_that_moves_a_trailing_stop_is_expanded() -> None:
    desk = desk_in_position(replace(ROOMY, trail=replace(FOLLOWING, start=Limit.percent("3"))))
    assert desk.runtime.pass_quiet(next_bar(980, 1029))
    assert not desk.runtime.pass_quiet(next_bar(980, 1030))


def test_a_bar_that_reaches_a_rung_is_expanded() -> None:
    desk = desk_in_position(replace(ROOMY, targets=ladder("1", "10")), target=1010)
    assert desk.runtime.pass_quiet(next_bar(980, 1009))
    assert not desk.runtime.pass_quiet(next_bar(980, 1010))


def test_a_bar_in_which_a_time_stop_is_due_is_expanded() -> None:
    """The entry filled at the open of the second bar."""
    desk = desk_in_position(replace(ROOMY, time_stop_s=150))
    assert not desk.runtime.pass_quiet(next_bar(990, 1010))


def test_a_bar_whose_worst_equity_wakes_the_guard_is_expanded() -> None:
    """The high comes first here, and raises the mark that the low is measured from."""
    desk = desk_in_position(replace(ROOMY, drawdown=Limit.percent("1")))
    assert desk.runtime.pass_quiet(next_bar(980, 1005))
    assert not desk.runtime.pass_quiet(next_bar(980, 1090))


def test_a_bar_that_meets_an_order_is_expanded() -> None:
    desk = desk_in_position()
    desk.close()
    assert not desk.runtime.pass_quiet(next_bar(999, 1001))


def test_a_bar_over_midnight_is_expanded() -> None:
    desk = desk_in_position()
    assert not desk.runtime.pass_quiet(next_bar(999, 1001, minute=8))


def test_a_bar_that_was_not_settled_changed_nothing() -> None:
    desk = desk_in_position()
    before = standing(desk)
    desk.runtime.pass_quiet(next_bar(940, 1000))
    assert standing(desk) == before
