"""One agent's rules."""

from enum import StrEnum

from core.money import PPM, Ppm
from core.trading.exits import ExitPlan, Target, Trail
from core.trading.limits import Limit
from core.types import Side
from core.values import Frozen, field


class Direction(StrEnum):
    """Which way an agent may open positions."""

    BOTH = "both"
    LONG = "long"
    SHORT = "short"

    def allows(self, side: Side) -> bool:
        return self is Direction.BOTH or self.value.upper() == side.name


class RiskSettings(Frozen, frozen=True, kw_only=True):
    """One agent's rules; None is off. `daily_loss`, `drawdown` and `max_reserved` guard the
    account. `targets`, when there are any, is the ladder that stands in for `take_profit`."""

    risk: Limit = field(default_factory=lambda: Limit.percent("0.1"))
    stop_loss: Limit | None = field(default_factory=lambda: Limit.percent("1"))
    take_profit: Limit | None = field(default_factory=lambda: Limit.percent("2"))
    max_loss: Limit | None = None
    daily_loss: Limit | None = field(default_factory=lambda: Limit.percent("2"))
    drawdown: Limit | None = field(default_factory=lambda: Limit.percent("10"))
    max_reserved: Limit = field(default_factory=lambda: Limit.percent("30"))
    max_positions: int = 5
    max_spread: Ppm = Ppm(2_000)
    cooldown_s: int = 0
    orders_per_minute: int = 20
    targets: tuple[Target, ...] = ()
    trail: Trail | None = None
    time_stop_s: int = 0
    direction: Direction = Direction.BOTH

    @property
    def plan(self) -> ExitPlan:
        """What may take out a position that is opened by these rules."""
        plain = () if self.take_profit is None else (_all_at(self.take_profit),)
        return ExitPlan(
            stop_loss=self.stop_loss,
            targets=self.targets or plain,
            trail=self.trail,
            max_loss=self.max_loss,
            time_stop_s=self.time_stop_s,
        )


RiskValue = Limit | int | Direction | Trail | tuple[Target, ...] | None
"""What one field of the settings may be."""


def _all_at(distance: Limit) -> Target:
    return Target(distance=distance, share=Ppm(PPM))
