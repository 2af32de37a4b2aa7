"""A signal that has held for longer than is looked back is the one it was before a restart."""

import pytest

from core.events import OrderPlaced, SignalReady
from core.types import Action
from core.values import replace
from engine.runner import LOOK_BACK, AutoTradeRunner
from tests.desk import AGENT, ScriptedDesk, make_agent, of, prices
from tests.paper.script import PERP
from tests.unit.test_signals import BUY, HOLD, SELL, Says, candle

LAST = LOOK_BACK + 60


def minute(desk: ScriptedDesk, number: int, price: str) -> None:
    desk.play(*prices(number * 60_000 - 1_000, price), candle(number, price))
    desk.play(*prices(number * 60_000 + 500, price))


def stopped_out() -> ScriptedDesk:
    """It bought at 100 on a signal that goes on, and was stopped at 95."""
    desk = ScriptedDesk(make_agent())
    runner = AutoTradeRunner(desk.agent, PERP, Says(HOLD, BUY), desk.engine)
    desk.runtime.attach(AGENT, runner)
    runner.warm_up([])
    for number in range(1, LAST):
        minute(desk, number, "100" if number < 20 else "90")
    assert desk.is_flat
    return desk


def restarted(desk: ScriptedDesk, word: Action) -> None:
    desk.restart()
    runner = AutoTradeRunner(desk.agent, PERP, Says(word), desk.engine)
    desk.runtime.attach(AGENT, runner)
    runner.warm_up([candle(number, "90") for number in range(LAST - runner.needs, LAST)])
    minute(desk, LAST, "90")
    minute(desk, LAST + 1, "90")


def test_it_is_neither_told_nor_traded_again() -> None:
    desk = stopped_out()
    placed = len(of(OrderPlaced, desk.records))

    restarted(desk, BUY)

    assert len(of(OrderPlaced, desk.records)) == placed
    assert len(of(SignalReady, desk.records)) == 1
    assert desk.is_flat


@pytest.mark.parametrize("told", [SELL, HOLD])
def test_other_advice_than_was_told_is_a_signal_of_its_own(told: Action) -> None:
    desk = stopped_out()
    state = desk.engine.state
    state.agents[AGENT] = replace(state.agents[AGENT], told_action=told)
    runner = AutoTradeRunner(desk.agent, PERP, Says(BUY), desk.engine)
    runner.warm_up([candle(number, "90") for number in range(LAST - runner.needs, LAST)])
    assert runner.signal is not None
    assert runner.signal.started_at_ns == candle(LAST - LOOK_BACK).at_ns
