"""Losing levels that one price reaches at once: the nearest goes first, and of equal ones the
venue's own."""

import pytest

from core.money import MARK_SCALE, Money, Steps, Ticks
from core.trading import Position
from core.types import ExitReason, Side
from engine.judge import Sight, lost
from tests.desk import AGENT, TIERED

LIQUIDATION, STOP, MAX_LOSS = ExitReason.LIQUIDATION, ExitReason.STOP_LOSS, ExitReason.MAX_LOSS
MARK = int(TIERED.tick * MARK_SCALE)


def held(side: Side, liquidation: int, stop: int, max_loss: int) -> Position:
    return Position(
        agent=AGENT,
        instrument=TIERED.id,
        side=side,
        qty=Steps(10),
        cost=10_000,
        margin=Money(1),
        leverage=10,
        opened_at_ns=1,
        trade_id="a",
        stop=Ticks(stop),
        max_loss=Ticks(max_loss),
        liquidation=liquidation * MARK,
    )


@pytest.mark.parametrize(
    ("behind", "reason"),
    [
        ((20, 20, 20), LIQUIDATION),
        ((30, 20, 20), STOP),
        ((30, 30, 20), MAX_LOSS),
        ((20, 30, 20), LIQUIDATION),
        ((30, 20, 30), STOP),
    ],
)
@pytest.mark.parametrize("side", list(Side))
def test_of_levels_reached_at_once_the_nearest_goes_first(
    side: Side, behind: tuple[int, int, int], reason: ExitReason
) -> None:
    """How far liquidation, stop and maximum loss are behind an entry at 1000."""
    levels = [1_000 - int(side) * distance for distance in behind]
    price = 1_000 - 40 * int(side)
    found = lost(held(side, *levels), TIERED, Sight(price, price, price * MARK))
    assert found is not None
    assert (found.reason, found.level) == (reason, max(levels) if side > 0 else min(levels))
