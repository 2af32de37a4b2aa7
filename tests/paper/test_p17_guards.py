"""P17: max loss counts all of a position and closes it, the agent goes on; the account's guardian
is what halts, and latches until a person unlocks it."""

import pytest

from core.events import (
    AgentStateChanged,
    EntryRefused,
    GuardianTripped,
    Halted,
    OrderPlaced,
    PositionClosed,
    PositionOpened,
)
from core.market import Funding
from core.trading import Limit, RiskSettings
from core.types import DAY_NS, Action, AgentId, AgentState, ExitReason
from core.values import replace
from exchanges.simulated.paper import PaperSettings
from tests.desk import AGENT, ROOMY, ScriptedDesk, make_agent, of, prices, the
from tests.paper.script import MS, PERP, mark, quote, usdt

OTHER = AgentId("u1-2")
SLOW = PaperSettings(latency_ns=250 * MS, jitter_ns=0)


def holding(risk: RiskSettings, *, action: Action = Action.BUY) -> ScriptedDesk:
    """19.6 at 100.1, or short 19.5 at 100."""
    desk = ScriptedDesk(make_agent(risk=risk))
    desk.play(*prices(1000, "100"))
    desk.signal(action)
    desk.play(*prices(1100, "100"))
    return desk


# --- max loss of a position


def test_max_loss_closes_the_position_and_the_agent_goes_on() -> None:
    """50 USDT of 19.6 at 100.1: reached at 97.7, long before the stop at 95.1."""
    desk = holding(replace(ROOMY, max_loss=Limit.usd("50")))

    assert desk.play(mark(2000, "97.71")) == []
    desk.play(mark(2100, "97.7"))
    closed = the(PositionClosed, desk.play(*prices(2200, "97.7")))

    assert (closed.result.reason, closed.rule) == (ExitReason.MAX_LOSS, "50 USD")
    assert -50 <= closed.result.net < -48
    assert desk.agent.state is AgentState.RUNNING
    desk.signal(Action.BUY)
    assert of(PositionOpened, desk.play(*prices(2300, "97.7")))


def test_max_loss_counts_the_fees_of_both_ways() -> None:
    """The move alone has lost 47.04 at 97.7; with 0.98 paid and 0.96 due it is 48.98 of 49."""
    desk = holding(replace(ROOMY, max_loss=Limit.usd("49")))
    size = desk.position.qty

    assert PERP.price(desk.position.max_loss or 0) == PERP.price(977)
    assert (1001 - 977) * size * PERP.unit < usdt("49")
    assert (1001 - 976) * size * PERP.unit == usdt("49")  # what counting the move alone allows


def test_max_loss_counts_funding_that_was_paid() -> None:
    desk = holding(replace(ROOMY, max_loss=Limit.usd("50")))
    before = desk.position.max_loss

    desk.play(Funding(PERP.id, 1500 * MS, 1_000_000, 100 * 10**8))

    assert (before, desk.position.max_loss) == (977, 987)  # 19.6 were paid


def test_max_loss_counts_what_a_part_has_realised() -> None:
    """Half was closed 2.1 lower; the rest may only lose what is left of the 50."""
    desk = holding(replace(ROOMY, max_loss=Limit.usd("50")))
    desk.close(50)
    desk.play(*prices(1200, "98"))

    assert desk.position.gross == -usdt("20.58")
    assert desk.position.max_loss == 973


# --- the guardian of the account


GUARDED = replace(ROOMY, drawdown=Limit.percent("0.5"))


def test_drawdown_with_an_open_position_flattens_and_halts() -> None:
    """10 000 less 0.5 %: reached with 49.02 of unrealised loss and the fee paid."""
    desk = holding(GUARDED)

    assert of(GuardianTripped, desk.play(mark(2000, "97.7"))) == []
    records = desk.play(mark(2100, "97.5"))
    after = desk.play(*prices(2200, "97.5"))

    tripped = the(GuardianTripped, records)
    assert (tripped.rule, tripped.positions, str(tripped.limit_pct)) == ("drawdown", 1, "0.5000")
    assert the(OrderPlaced, records).exit_reason is ExitReason.DRAWDOWN
    assert the(PositionClosed, after).result.reason is ExitReason.DRAWDOWN
    assert (the(Halted, after).cause, the(Halted, after).positions) == ("drawdown", 1)
    assert desk.agent.state is AgentState.HALTED


def test_the_guardian_looks_at_open_positions_not_at_the_wallet_alone() -> None:
    desk = holding(GUARDED)

    desk.play(mark(2000, "97"))

    assert desk.wallet > usdt("9990")
    assert desk.agent.state is AgentState.HALTED


def test_halted_stays_halted_when_equity_comes_back() -> None:
    desk = holding(GUARDED)
    desk.play(mark(2000, "97"))
    desk.play(*prices(2100, "97"))

    desk.play(*prices(3000, "150"))

    assert desk.signal(Action.BUY) == []
    assert desk.engine.state.halted is not None
    assert desk.restart()
    assert desk.engine.state.halted is not None
    assert desk.agent.state is AgentState.HALTED


def test_only_an_unlock_leaves_it_and_measures_from_what_is_left() -> None:
    desk = holding(GUARDED)
    desk.play(mark(2000, "97"))
    desk.play(*prices(2100, "97"))

    changed = the(AgentStateChanged, desk.unlock())
    equity = desk.engine.state.equity

    assert (changed.new, changed.cause, changed.by) == (AgentState.OFF, "unlock", "1")
    assert desk.engine.state.guardian.high_water == equity
    assert desk.unlock() == []
    desk.play(*prices(2200, "97"))
    assert desk.engine.state.halted is None  # measured from the old mark it would halt at once


def test_a_loss_booked_in_one_jump_halts_although_nothing_is_left_to_close() -> None:
    """The stop fills far below: the account is flat and under its limit, and must not trade on."""
    tight = replace(ROOMY, drawdown=Limit.percent("5"), stop_loss=Limit.percent("0.4"))
    desk = holding(tight)
    desk.play(mark(2000, "99.6"))

    records = desk.play(*prices(2100, "95"))

    assert the(PositionClosed, records).result.reason is ExitReason.STOP_LOSS
    assert (the(GuardianTripped, records).positions, the(Halted, records).positions) == (0, 0)
    assert desk.agent.state is AgentState.HALTED


def test_the_tightest_limit_of_the_agents_guards_the_account() -> None:
    desk = ScriptedDesk(make_agent(risk=ROOMY), make_agent(OTHER, risk=GUARDED))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))

    desk.play(mark(2000, "97"))

    assert {agent.state for agent in desk.engine.state.agents.values()} == {AgentState.HALTED}


# --- the kill switch


def test_a_kill_closes_every_position_and_says_what_it_came_to() -> None:
    desk = ScriptedDesk(make_agent(), make_agent(OTHER))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.signal(Action.SELL, OTHER)
    desk.play(*prices(1100, "100"))

    placed = of(OrderPlaced, desk.kill())
    records = desk.play(*prices(1200, "100"))

    assert [order.exit_reason for order in placed] == [ExitReason.KILL] * 2
    assert len(of(PositionClosed, records)) == 2
    halted = the(Halted, records)
    assert (halted.cause, halted.positions) == ("kill", 2)
    assert halted.result < 0
    assert desk.kill() == []


def test_a_kill_without_positions_halts_at_once() -> None:
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))

    assert the(Halted, desk.kill()).positions == 0


def test_an_entry_under_way_at_the_kill_that_fills_all_the_same_is_closed() -> None:
    """Its cancel is on the way for 250 ms, and the fill comes first."""
    desk = ScriptedDesk(terms=SLOW)
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(mark(1200, "100"))
    assert of(Halted, desk.kill()) == []

    records = desk.play(*prices(1300, "100"))
    assert of(PositionOpened, records)
    assert the(OrderPlaced, records).exit_reason is ExitReason.KILL

    records = desk.play(*prices(1600, "100"))
    assert desk.is_flat
    assert the(Halted, records).cause == "kill"


def test_a_kill_takes_the_rest_of_a_position_that_is_half_on_its_way_out() -> None:
    desk = ScriptedDesk(terms=SLOW)
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1300, "100"))
    desk.close(50)
    desk.kill()

    desk.play(*prices(1600, "100"), mark(1700, "100"), *prices(2000, "100"))

    assert desk.is_flat
    assert the(Halted, desk.records).positions == 1


# --- the day


DAILY = replace(ROOMY, daily_loss=Limit.percent("0.5"))


def lost_today() -> ScriptedDesk:
    """Flat, with 0.7 % of the day's equity lost."""
    desk = holding(DAILY)
    desk.close()
    desk.play(*prices(2000, "96.5"))
    return desk


def test_a_daily_loss_refuses_entries_and_halts_nothing() -> None:
    desk = lost_today()

    refused = the(EntryRefused, desk.signal(Action.BUY))

    assert (refused.code, refused.unit) == ("DAILY_LOSS", "usd")
    assert desk.agent.state is AgentState.RUNNING
    assert the(GuardianTripped, desk.records).rule == "daily_loss"


def test_a_daily_loss_is_not_lifted_by_equity_that_comes_back() -> None:
    desk = holding(DAILY)
    desk.play(mark(2000, "96"))
    desk.close()
    desk.play(*prices(2100, "110"))
    assert desk.engine.state.equity > usdt("10000")

    refused = the(EntryRefused, desk.signal(Action.BUY))

    assert refused.code == "DAILY_LOSS"


@pytest.mark.parametrize("is_restarted", [False, True])
def test_the_users_midnight_lifts_it_also_without_a_position(is_restarted: bool) -> None:
    desk = lost_today()
    desk.beat()
    if is_restarted:
        desk.restart()
    desk.play(*prices(DAY_NS // MS - 1000, "96.5"))
    assert the(EntryRefused, desk.signal(Action.BUY)).code == "DAILY_LOSS"

    desk.play(*prices(DAY_NS // MS + 1000, "96.5"))

    assert of(OrderPlaced, desk.signal(Action.BUY))


def test_a_restart_does_not_forget_the_loss_of_the_day() -> None:
    desk = holding(DAILY)
    desk.play(mark(2000, "96"))
    desk.close()
    desk.play(*prices(2100, "110"))

    desk.restart()
    desk.play(*prices(2200, "110"))

    assert the(EntryRefused, desk.signal(Action.BUY)).code == "DAILY_LOSS"
    assert len(of(GuardianTripped, desk.records)) == 1


def test_midnight_is_the_users_own() -> None:
    """At UTC+3 the day ends at 21:00 UTC."""
    desk = lost_today()
    desk.do(desk.engine.set_utc_offset(180, desk.now_ns))

    desk.play(*prices(DAY_NS // MS - 3 * 3_600_000 - 1000, "96.5"))
    assert the(EntryRefused, desk.signal(Action.BUY)).code == "DAILY_LOSS"
    desk.play(*prices(DAY_NS // MS - 3 * 3_600_000, "96.5"))
    assert of(OrderPlaced, desk.signal(Action.BUY))


def test_moving_the_midnight_over_now_does_not_end_the_day() -> None:
    """At 20:00 UTC a user moves to UTC+5, where it is tomorrow already."""
    desk = lost_today()
    desk.play(*prices(20 * 3_600_000, "96.5"))

    desk.do(desk.engine.set_utc_offset(300, desk.now_ns))
    desk.play(*prices(20 * 3_600_000 + 1000, "96.5"))

    assert the(EntryRefused, desk.signal(Action.BUY)).code == "DAILY_LOSS"
    assert desk.agent.day == desk.engine.state.guardian.day == 1
    assert desk.agent.id == AGENT


def test_a_day_begins_once_equity_is_known() -> None:
    """A desk started after midnight with an open position: its first mark says what equity is."""
    desk = holding(DAILY)
    desk.restart()

    desk.play(quote(DAY_NS // MS + 1000, "90", "90.1"))
    assert desk.engine.state.guardian.day == 0
    desk.play(mark(DAY_NS // MS + 2000, "99"), mark(DAY_NS // MS + 3000, "99"))

    guardian = desk.engine.state.guardian
    assert (guardian.day, guardian.day_equity) == (1, desk.engine.state.equity)
