"""SCALPING holds no position for longer than it says, whatever became of its signal."""

from collections.abc import Sequence

import pytest

from core.events import PositionClosed
from core.market import Candle
from core.trading import SignalResult
from core.types import Action, ExitReason
from core.values import replace
from engine.runner import AutoTradeRunner
from strategies.scalping import ScalpingStrategy
from tests.desk import AGENT, ROOMY, ScriptedDesk, make_agent, prices, the
from tests.paper.script import PERP, closed


class Long(ScalpingStrategy):
    """Its signal stands from the first candle on."""

    @property
    def warmup(self) -> int:
        return 1

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return SignalResult(action=Action.BUY, confidence=0.9)


def held(max_hold: int, time_stop_s: int = 0) -> ScriptedDesk:
    """A position of minute candles, bought at 1:00 and filled at 1:01."""
    desk = ScriptedDesk(make_agent(risk=replace(ROOMY, time_stop_s=time_stop_s)))
    runner = AutoTradeRunner(
        desk.agent, PERP, Long(max_hold=max_hold), desk.engine, confirmations=1
    )
    desk.runtime.attach(AGENT, runner)
    runner.warm_up([])
    desk.play(*prices(59_900, "100"), closed(60_000, "100"), *prices(61_000, "100"))
    return desk


@pytest.mark.parametrize(
    ("max_hold", "time_stop_s", "held_s"), [(3, 0, 180), (3, 60, 60), (2, 600, 120)]
)
def test_its_position_is_closed_after_so_many_candles(
    max_hold: int, time_stop_s: int, held_s: int
) -> None:
    desk = held(max_hold, time_stop_s)
    opened_ms = 61_000
    assert desk.position.exits.time_stop_s == held_s
    desk.play(*prices(opened_ms + held_s * 1_000 - 100, "100"))
    assert not desk.is_flat
    desk.play(*prices(opened_ms + held_s * 1_000, "100"), *prices(400_000 + held_s * 1_000, "100"))
    assert the(PositionClosed, desk.records).result.reason is ExitReason.TIME


def test_its_stop_and_target_are_the_agents_own() -> None:
    desk = held(3)
    assert desk.position.stop == 951
    assert desk.position.target == 1101
