"""The account's guard, on equity including open positions.

A daily loss refuses entries until the user's next midnight (a gate); a drawdown from the highest
equity ever flattens everything and halts until a person unlocks it.
"""

from collections.abc import Iterable
from dataclasses import replace

from core.money import Money
from core.trading import Account, Agent, Limit
from core.types import DAY_NS, MINUTE_NS

FAR_BELOW = -(1 << 62)


class Guardian:
    """Keeps the day's first equity, the high-water mark and the equity at which it acts."""

    def __init__(self, account: Account, agents: Iterable[Agent]) -> None:
        self.day = account.day
        self.day_equity: int = account.day_equity
        self.high_water: int = account.high_water
        self._offset_ns = account.utc_offset_min * MINUTE_NS
        self._limit: Limit | None = None
        self.floor = FAR_BELOW
        self.set_limits(agents)

    def set_limits(self, agents: Iterable[Agent]) -> None:
        """The tightest drawdown limit of the account's agents is the account's."""
        limits = [agent.risk.drawdown for agent in agents if agent.risk.drawdown is not None]
        self._limit = min(limits, key=self._allowed, default=None)
        self._set_floor()

    def _allowed(self, limit: Limit) -> int:
        return limit.of(self.high_water)

    def _set_floor(self) -> None:
        limit = self._limit
        self.floor = FAR_BELOW if limit is None else self.high_water - limit.of(self.high_water)

    def set_offset(self, minutes: int) -> None:
        self._offset_ns = minutes * MINUTE_NS

    def rolled(self, at_ns: int, equity: int) -> bool:
        """Starts a new day of the user's zone if one has begun; says whether it did."""
        day = (at_ns + self._offset_ns) // DAY_NS
        if day <= self.day:
            return False
        self.day, self.day_equity = day, equity
        return True

    def judge(self, equity: int) -> bool:
        """Takes the account's equity; True when the drawdown limit is reached."""
        if equity > self.high_water:
            self.high_water = equity
            self._set_floor()
            return False
        return equity <= self.floor

    def drawdown_ppm(self, equity: int) -> int:
        """How far equity is below the high-water mark, in millionths of it."""
        return (self.high_water - equity) * 1_000_000 // max(self.high_water, 1)

    def limit_ppm(self) -> int:
        """The limit in force, in millionths of the high-water mark; 0 when off."""
        if self._limit is None:
            return 0
        return self._limit.of(self.high_water) * 1_000_000 // max(self.high_water, 1)

    def rebase(self, equity: int) -> None:
        """After an unlock the high-water mark starts again from what is left, or the same
        drawdown would halt at once."""
        self.high_water = equity
        self._set_floor()

    def stored(self, account: Account) -> Account:
        return replace(
            account,
            day=self.day,
            day_equity=Money(self.day_equity),
            high_water=Money(self.high_water),
        )
