"""One side alone, and symbols that are never entered: opposite signals close and open nothing."""

import pytest

from core.events import EntryRefused, OrderPlaced, SettingChanged
from core.trading import Direction, RefusalCode, RiskValue
from core.types import Action, ExitReason, Purpose, UserId
from core.values import replace
from tests.desk import AGENT, ROOMY, ScriptedDesk, make_agent, of, prices, the
from tests.desk_house import BY, House
from tests.paper.script import PERP


def one_way(direction: Direction) -> ScriptedDesk:
    desk = ScriptedDesk(make_agent(risk=replace(ROOMY, direction=direction)))
    desk.play(*prices(1000, "100"))
    return desk


def barred() -> ScriptedDesk:
    desk = ScriptedDesk(make_agent())
    desk.play(*prices(1000, "100"))
    ledger = desk.engine.state.ledger
    ledger.account = replace(ledger.account, blacklist=(PERP.id,))
    return desk


@pytest.mark.parametrize(
    ("direction", "action", "is_opened"),
    [
        (Direction.BOTH, Action.BUY, True),
        (Direction.BOTH, Action.SELL, True),
        (Direction.LONG, Action.BUY, True),
        (Direction.LONG, Action.SELL, False),
        (Direction.SHORT, Action.BUY, False),
        (Direction.SHORT, Action.SELL, True),
    ],
)
def test_only_an_allowed_side_is_opened(
    direction: Direction, action: Action, is_opened: bool
) -> None:
    records = one_way(direction).signal(action)
    assert bool(of(OrderPlaced, records)) is is_opened
    assert [it.code for it in of(EntryRefused, records)] == ([] if is_opened else ["DIRECTION"])


def test_a_refused_side_offers_both_ways() -> None:
    refused = the(EntryRefused, one_way(Direction.LONG).signal(Action.SELL))
    assert [(fix.setting, fix.value) for fix in refused.fixes] == [("direction", "both")]


def test_an_opposite_signal_closes_and_does_not_turn_where_its_side_is_off() -> None:
    desk = one_way(Direction.LONG)
    desk.signal(Action.BUY)
    desk.play(*prices(1300, "100"))
    (order,) = of(OrderPlaced, desk.signal(Action.SELL))
    assert (order.purpose, order.exit_reason) == (Purpose.EXIT, ExitReason.SIGNAL)
    desk.play(*prices(1600, "100"))
    assert desk.is_flat


def test_nothing_is_opened_on_a_blacklisted_symbol() -> None:
    refused = the(EntryRefused, barred().signal(Action.BUY))
    assert refused.code == RefusalCode.BLACKLISTED


def test_what_is_open_on_a_symbol_that_is_blacklisted_then_is_closed_by_its_signal() -> None:
    desk = ScriptedDesk(make_agent())
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1300, "100"))
    ledger = desk.engine.state.ledger
    ledger.account = replace(ledger.account, blacklist=(PERP.id,))
    (order,) = of(OrderPlaced, desk.signal(Action.SELL))
    assert order.purpose is Purpose.EXIT


async def test_a_blacklist_is_journaled_and_survives_a_restart() -> None:
    house = House()
    await house.trading.set_blacklist([PERP.id], by=UserId(7))
    changed = the(SettingChanged, house.desk.records[-1:])
    assert (changed.setting, changed.old, changed.new) == ("blacklist", "off", PERP.symbol)
    assert house.desk.snapshot().account.blacklist == (PERP.id,)
    await house.trading.set_blacklist([], by=UserId(7))
    assert house.desk.snapshot().account.blacklist == ()


async def test_a_mute_survives_a_restart() -> None:
    house = House()
    await house.trading.mute(AGENT, 1)
    (agent,) = house.desk.snapshot().agents
    assert agent.muted_until_ns > house.desk.now_ns


async def test_a_rule_is_journaled_as_it_was_and_is() -> None:
    house = House()
    changes: dict[str, RiskValue] = {"direction": Direction.SHORT, "max_positions": 3}
    await house.trading.set_risk(AGENT, changes, by=BY)
    told = of(SettingChanged, house.desk.records)
    assert [(it.setting, it.old, it.new) for it in told] == [
        ("direction", "both", "short"),
        ("max_positions", "5", "3"),
    ]
