"""P19: a desk rebuilt from storage at any point goes on to the same ledger, to the last unit; what
was in flight is settled: an entry is lost and said so, an exit is sent again under its own id."""

from collections.abc import Iterator

import pytest

from core.events import (
    DeskStarted,
    FillBooked,
    Halted,
    OrderEnded,
    OrderPlaced,
    PositionClosed,
    PositionReduced,
)
from core.market import Funding, MarketEvent
from core.trading import Limit, RiskSettings, Trail, TrailKind
from core.types import Action, ExitReason, OrderState, Purpose
from core.values import replace
from exchanges.simulated.paper import PaperSettings
from tests.desk import ROOMY, ScriptedDesk, make_agent, of, prices, the
from tests.paper.exits_script import ladder
from tests.paper.script import AT_ONCE, MS, PERP, mark, quote

SLOW = PaperSettings(latency_ns=250 * MS, jitter_ns=50 * MS)
TERMS = pytest.mark.parametrize("terms", [AT_ONCE, SLOW], ids=["at once", "slow"])
Act = MarketEvent | Action | int
"""What the market says, a READY signal, or the percent of a position that a person closes."""


def script() -> Iterator[Act]:
    """An entry, funding, half a close, a flip, a stop, an entry in parts, funding, a target that
    fills in parts, an entry."""
    second = iter(range(1000, 100_000, 700))

    def at(bid: str, size: str = "1000") -> Iterator[Act]:
        ms = next(second)
        yield from prices(ms, bid, size=size)
        yield Funding(PERP.id, (ms + 50) * MS, 12_345, 100_12345678)

    yield from [*at("100"), Action.BUY, *at("100.2"), 50, *at("101"), Action.SELL]
    yield from [*at("101.3"), *at("107"), *at("108.2"), Action.BUY, *at("108", "3")]
    yield from [*at("111"), *at("119"), *at("119.5", "0.4"), *at("119.4", "0.4")]
    yield from [*at("119.4"), Action.SELL, *at("119.4"), *at("119.2")]


def play(desk: ScriptedDesk, act: Act) -> None:
    if isinstance(act, Action):
        desk.signal(act)
    elif isinstance(act, int):
        desk.close(act)
    else:
        desk.play(act)


def run(terms: PaperSettings, cut: int | None = None, risk: RiskSettings = ROOMY) -> ScriptedDesk:
    """A trailing stop is kept by the heartbeat, together with until when it was watched."""
    desk = ScriptedDesk(make_agent(risk=risk), terms=terms)
    for number, act in enumerate(script()):
        if number == cut:
            if risk.trail is not None:
                desk.beat()
            desk.restart()
        play(desk, act)
    return desk


def cuts(terms: PaperSettings, risk: RiskSettings = ROOMY) -> Iterator[int]:
    """Before every act at which no entry is in flight, but not between the prices that a decision
    looks at and the decision: the feed of a desk just started has not said them again."""
    desk, acts = ScriptedDesk(make_agent(risk=risk), terms=terms), list(script())
    for number, act in enumerate(acts):
        following = acts[number : number + 3]
        is_decided = any(isinstance(later, Action) for later in following)
        working = desk.engine.state.orders.values()
        if not is_decided and all(work.order.purpose is Purpose.EXIT for work in working):
            yield number
        play(desk, act)


def booked(desk: ScriptedDesk) -> list[tuple[str, int, int, int]]:
    return [(entry.kind, entry.at_ns, entry.amount, entry.wallet) for entry in desk.ledger]


@TERMS
def test_the_script_holds_what_a_restart_could_lose(terms: PaperSettings) -> None:
    desk = run(terms)

    closed = [record.result.reason for record in of(PositionClosed, desk.records)]
    assert closed == [ExitReason.FLIP, ExitReason.STOP_LOSS, ExitReason.TAKE_PROFIT]
    reduced = {record.reason for record in of(PositionReduced, desk.records)}
    assert reduced == {ExitReason.MANUAL, ExitReason.TAKE_PROFIT}
    assert {kind for kind, *_ in booked(desk)} == {"fee", "realised", "funding"}
    assert not desk.is_flat
    assert len(list(cuts(terms))) > 20


@TERMS
def test_a_restart_anywhere_changes_no_entry_of_the_ledger(terms: PaperSettings) -> None:
    whole = run(terms)

    for cut in cuts(terms):
        desk = run(terms, cut)
        assert booked(desk) == booked(whole), cut
        assert desk.engine.state.positions == whole.engine.state.positions, cut
        assert desk.wallet == whole.wallet


@TERMS
@pytest.mark.parametrize("kind", TrailKind)
def test_a_restart_anywhere_loses_no_rung_and_no_step_of_a_trailing_stop(
    terms: PaperSettings, kind: TrailKind
) -> None:
    trail = Trail(kind=kind, start=Limit.percent("1"), distance=Limit.percent("3"))
    risk = replace(ROOMY, targets=ladder("0.8", "5", "9"), trail=trail)
    whole = run(terms, risk=risk)
    assert any(record.rung for record in of(PositionReduced, whole.records))

    for cut in cuts(terms, risk):
        desk = run(terms, cut, risk)
        assert booked(desk) == booked(whole), cut
        assert desk.engine.state.positions == whole.engine.state.positions, cut


def entering() -> ScriptedDesk:
    desk = ScriptedDesk(terms=SLOW)
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    return desk


def leaving() -> ScriptedDesk:
    desk = entering()
    desk.play(*prices(1400, "100"), mark(2000, "95"))
    return desk


def test_an_entry_in_flight_is_lost_and_said_so() -> None:
    desk = entering()

    records = desk.restart()
    later = desk.play(*prices(2000, "100"), *prices(3000, "100"))

    assert the(OrderEnded, records).state is OrderState.LOST_IN_RESTART
    assert (the(DeskStarted, records).lost, the(DeskStarted, records).resubmitted) == (1, 0)
    assert later == []  # a price meant for a second that is gone is not taken now
    assert desk.is_flat
    assert not desk.engine.state.orders


def test_an_entry_the_broker_knew_of_is_lost_as_well() -> None:
    """Something else was journaled while it was under way, and the broker's state with it."""
    desk = leaving()
    desk.play(*prices(2400, "95"))
    desk.signal(Action.BUY)
    desk.beat(with_broker=True)
    assert "u1-1-000003" in desk.snapshot().broker

    desk.restart()

    assert desk.play(*prices(4000, "95"), *prices(5000, "95")) == []
    assert desk.is_flat


def test_an_exit_in_flight_is_sent_again_under_its_id_and_fills_once() -> None:
    desk = leaving()
    (order,) = desk.engine.state.orders

    started = the(DeskStarted, desk.restart())
    desk.play(*prices(3000, "94"), *prices(4000, "93"))

    fills = [fill for fill in of(FillBooked, desk.records) if fill.client_id == order]
    assert (started.lost, started.resubmitted) == (0, 1)
    assert [(str(fill.price), str(fill.qty)) for fill in fills] == [("94.0", "19.6")]
    assert desk.is_flat


def test_an_exit_the_broker_remembers_is_not_worked_twice() -> None:
    """Stored twice over: as an intent of ours, and as an order at work of the broker's."""
    desk = leaving()
    desk.beat(with_broker=True)

    desk.restart()
    desk.play(*prices(3000, "94"), *prices(4000, "93"))

    assert len(of(FillBooked, desk.records)) == 2
    assert desk.is_flat


def test_a_restart_in_the_middle_of_a_kill_still_ends_flat_and_told() -> None:
    desk = leaving()
    desk.kill()

    desk.restart()
    records = desk.play(*prices(3000, "94"))

    assert desk.is_flat
    assert the(Halted, records).positions == 1


def test_a_kill_whose_entry_was_lost_is_told_at_the_restart() -> None:
    desk = entering()
    desk.kill()

    assert the(Halted, desk.restart()).positions == 0


def test_an_exit_due_again_is_not_forgotten_by_a_restart() -> None:
    """The stop was hit, its order found nothing; the price came back before the restart."""
    desk = ScriptedDesk(
        terms=PaperSettings(latency_ns=0, jitter_ns=0, impact_levels=0),
    )
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"), mark(2000, "95"), quote(2100, "96", "96.1", "0"))
    assert not desk.is_flat
    assert not desk.engine.state.orders

    desk.restart()
    again = desk.play(*prices(3000, "104"))

    assert the(OrderPlaced, again).exit_reason is ExitReason.STOP_LOSS
    assert the(PositionClosed, desk.play(*prices(3100, "104"))).result.reason is (
        ExitReason.STOP_LOSS
    )
