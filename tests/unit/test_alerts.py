"""Which records a chat is owed: executions always, signals by the user's wish."""

from decimal import Decimal

import pytest

from core.codec import decode
from core.events import (
    AgentStateChanged,
    FlipLeftFlat,
    GuardianTripped,
    Halted,
    PositionClosed,
    PositionFlipped,
    PositionOpened,
    PositionReduced,
    Record,
    SignalReady,
)
from core.trading import AlertKind, AlertSettings, Loudness
from core.types import SECOND_NS, Action, AgentId, AgentState, Mode, Priority, UserId
from core.values import replace
from engine.alerts import Alerts
from engine.step import Draft
from tests.desk import AGENT, OWNER, ScriptedDesk, make_agent, of, prices
from tests.paper.script import mark

OTHER = AgentId("u1-2")


def ready(
    at_s: int,
    *,
    action: Action = Action.BUY,
    priority: Priority = Priority.HIGH,
    agent: AgentId = AGENT,
) -> SignalReady:
    return SignalReady(
        agent=agent,
        at_ns=at_s * SECOND_NS,
        action=action,
        confidence=Decimal(70),
        priority=priority,
        price=Decimal(1),
        started_at_ns=0,
        repeats=3,
        needed=3,
        strategy="SCRIPT",
        timeframe="1m",
        title="AAA/USDT",
    )


def alerts(**changes: object) -> Alerts:
    return Alerts(UserId(7), Mode.PAPER, replace(AlertSettings(), **changes))  # type: ignore[arg-type]


def fate(box: Alerts, *said: SignalReady) -> list[str]:
    """`sent` or why not, in order: each is either owed or suppressed."""
    found = []
    for record in said:
        causes = [entry.cause for entry in box.suppressed([record])]
        owed = box.owed([record])
        assert len(causes) + len(owed) == 1
        found.append(causes[0] if causes else "sent")
    return found


def test_the_same_advice_within_the_cooldown_is_a_duplicate() -> None:
    assert fate(alerts(), ready(0), ready(299), ready(300)) == ["sent", "duplicate", "sent"]


def test_the_other_advice_within_the_cooldown_waits_too() -> None:
    assert fate(alerts(), ready(0), ready(10, action=Action.SELL)) == ["sent", "cooldown"]


def test_each_agent_has_its_own_cooldown() -> None:
    assert fate(alerts(), ready(0), ready(1, agent=OTHER)) == ["sent", "sent"]


def test_a_cooldown_of_nothing_tells_all() -> None:
    assert fate(alerts(cooldown_s=0), ready(0), ready(0)) == ["sent", "sent"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Priority.HIGH, ["priority", "priority", "sent"]),
        (Priority.MEDIUM, ["priority", "sent", "sent"]),
        (Priority.LOW, ["sent", "sent", "sent"]),
        (None, ["off", "off", "off"]),
    ],
)
def test_only_signals_from_a_priority_on_are_told(wanted: Priority | None, told: list[str]) -> None:
    said = [ready(0, priority=priority) for priority in (Priority.LOW, Priority.MEDIUM)]

    assert fate(alerts(signals_from=wanted, cooldown_s=0), *said, ready(0)) == told


def test_a_mute_survives_a_restart() -> None:
    muted = replace(make_agent(AGENT), muted_until_ns=100 * SECOND_NS)
    box = Alerts(OWNER, Mode.PAPER, AlertSettings(), [muted])
    assert fate(box, ready(99), ready(100)) == ["muted", "sent"]


def test_a_priority_that_is_off_by_choice_is_suppressed_as_off() -> None:
    box = Alerts(OWNER, Mode.PAPER, AlertSettings().wishing(AlertKind.HIGH, Loudness.OFF))
    assert fate(box, ready(1)) == ["off"]


def test_a_muted_agent_is_quiet_for_its_time() -> None:
    box = alerts()
    box.mute(AGENT, 100 * SECOND_NS)

    assert fate(box, ready(99), ready(99, agent=OTHER), ready(100)) == ["muted", "sent", "sent"]


def test_what_was_suppressed_starts_no_cooldown() -> None:
    low = ready(0, priority=Priority.LOW)

    assert fate(alerts(), low, ready(1)) == ["priority", "sent"]


def test_only_high_signals_ring() -> None:
    box = alerts(cooldown_s=0)

    (loud,) = box.owed([ready(0)])
    (quiet,) = box.owed([ready(1, priority=Priority.MEDIUM)])

    assert (loud.is_silent, quiet.is_silent, loud.rank, loud.chat) == (False, True, 1, 7)
    assert decode(SignalReady, loud.text) == ready(0)


def test_a_suppression_is_journaled_and_execution_is_not_touched() -> None:
    desk = ScriptedDesk()
    desk.runtime.alerts.settings = AlertSettings(signals_from=None)
    unit = desk.runtime.unit(Draft(records=[ready(0)]).step())

    assert [record.topic for record in unit.records] == ["signal_ready", "signal_suppressed"]
    assert unit.owed == ()


def test_executions_are_owed_whatever_is_switched_off() -> None:
    desk = ScriptedDesk()
    box = desk.runtime.alerts
    box.settings = AlertSettings(signals_from=None)
    box.mute(AGENT, 10**18)
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    desk.close(50)
    desk.play(*prices(1200, "100"))
    desk.signal(Action.SELL)
    desk.play(*prices(1300, "100"), mark(2000, "120"))
    desk.play(*prices(2100, "120"))
    desk.kill()

    owed = [item for unit in desk.journal.units for item in unit.owed]

    assert [item.name for item in owed] == [
        "paper_position_opened",
        "paper_position_reduced",
        "paper_position_flipped",
        "paper_position_closed",
        "paper_halted",
    ]
    assert {(item.rank, item.is_silent) for item in owed} == {(0, False)}


def test_the_alerts_of_a_trade_hang_together() -> None:
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    desk.close(50)
    desk.play(*prices(1200, "100"))
    desk.signal(Action.SELL)
    desk.play(*prices(1300, "100"))

    owed = [item for unit in desk.journal.units for item in unit.owed]
    (first,) = of(PositionOpened, desk.records)

    assert [item.thread for item in owed] == [first.trade_id] * 3
    assert of(PositionReduced, desk.records)
    assert of(PositionFlipped, desk.records)


def test_a_flip_whose_other_leg_was_lost_is_told_by_its_close() -> None:
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    desk.signal(Action.SELL)
    desk.restart()

    records = desk.play(*prices(1300, "100"))

    assert [item.name for item in desk.journal.units[-1].owed] == ["paper_position_closed"]
    assert of(PositionClosed, records)
    assert not of(FlipLeftFlat, records)


@pytest.mark.parametrize(
    ("record", "is_owed"),
    [
        (GuardianTripped(at_ns=0, rule="x", value_pct=Decimal(1), limit_pct=Decimal(1)), True),
        (Halted(at_ns=0, cause="kill", positions=0, result=Decimal(0)), True),
        (
            AgentStateChanged(
                at_ns=0, old=AgentState.RUNNING, new=AgentState.PAUSED, cause="recovery_failed"
            ),
            True,
        ),
        (
            AgentStateChanged(
                at_ns=0, old=AgentState.RUNNING, new=AgentState.PAUSED, cause="user", by="1"
            ),
            False,
        ),
    ],
)
def test_what_happens_by_itself_is_told_and_what_a_person_did_is_not(
    record: Record, is_owed: bool
) -> None:
    assert bool(alerts().owed([record])) is is_owed
