"""The account's guard, on equity including open positions.

A daily loss refuses entries until the user's next midnight (a gate), even if equity comes back; a
drawdown from the highest equity ever flattens everything and halts until a person unlocks it.
"""

from collections.abc import Iterable

from core.money import Money
from core.trading import Account, Agent, Limit
from core.types import DAY_NS, MINUTE_NS
from core.values import replace

FAR_BELOW = -(1 << 62)


class Guardian:
    """Keeps the day's first and lowest equity, the high-water mark, and where it acts: `floor` is
    the drawdown's equity, `day_floor` the daily loss's, `day_end_ns` the user's next midnight."""

    def __init__(self, account: Account, agents: Iterable[Agent]) -> None:
        self.day = account.day
        self.day_equity: int = account.day_equity
        self.day_low: int = account.day_equity if account.day_low is None else account.day_low
        self.high_water: int = account.high_water
        self.floor = self.day_floor = FAR_BELOW
        self._offset_ns = account.utc_offset_min * MINUTE_NS
        self._drawdown: Limit | None = None
        self._daily: Limit | None = None
        self._set_end()
        self.set_limits(agents)

    # --- limits

    def set_limits(self, agents: Iterable[Agent]) -> None:
        """The tightest limits of the account's agents are the account's."""
        rules = [agent.risk for agent in agents]
        self._drawdown = _tightest((rule.drawdown for rule in rules), self.high_water)
        self._daily = _tightest((rule.daily_loss for rule in rules), self.day_equity)
        self._set_floors()

    def _set_floors(self) -> None:
        self.floor = _floor(self.high_water, self._drawdown)
        self.day_floor = _floor(self.day_equity, self._daily)

    @property
    def drawdown(self) -> Limit | None:
        """The drawdown limit in force."""
        return self._drawdown

    @property
    def daily(self) -> Limit | None:
        """The daily loss limit in force."""
        return self._daily

    def limit_ppm(self) -> int:
        """The drawdown limit in force, in millionths of the high-water mark; 0 when off."""
        return _share(self.high_water - self.floor, self.high_water) if self._drawdown else 0

    def day_limit_ppm(self) -> int:
        """The daily loss limit in force, in millionths of the day's first equity; 0 when off."""
        return _share(self.day_equity - self.day_floor, self.day_equity) if self._daily else 0

    # --- days

    def _set_end(self) -> None:
        self.day_end_ns = (self.day + 1) * DAY_NS - self._offset_ns

    def set_offset(self, minutes: int, at_ns: int) -> None:
        """Moves the user's midnight; the day that is on goes on until the next one."""
        self._offset_ns = minutes * MINUTE_NS
        self.day = (at_ns + self._offset_ns) // DAY_NS
        self._set_end()

    def roll(self, at_ns: int, equity: int) -> None:
        """Starts a new day of the user's zone."""
        self.day = (at_ns + self._offset_ns) // DAY_NS
        self.day_equity = self.day_low = equity
        self._set_end()
        self._set_floors()

    # --- judging

    def judge(self, equity: int) -> bool:
        """Takes the account's equity; True when the drawdown limit is reached."""
        if equity < self.day_low:
            self.day_low = equity
        if equity > self.high_water:
            self.high_water = equity
            self._set_floors()
            return False
        return equity <= self.floor

    def stays_calm(self, worst: int, best: int) -> bool:
        """Takes the lowest and the highest equity of a stretch, in whatever order they came; False,
        and nothing is taken, when it might act on one of them."""
        is_told = self.day_low <= self.day_floor
        high_water = max(self.high_water, best)
        floor = max(self.floor, _floor(high_water, self._drawdown))
        if worst <= floor or (worst <= self.day_floor and not is_told):
            return False
        self.judge(best)
        self.judge(worst)
        return True

    def drawdown_ppm(self, equity: int) -> int:
        """How far equity is below the high-water mark, in millionths of it."""
        return _share(self.high_water - equity, self.high_water)

    def day_loss_ppm(self, equity: int) -> int:
        """How far equity is below the day's first, in millionths of it."""
        return _share(self.day_equity - equity, self.day_equity)

    def rebase(self, equity: int) -> None:
        """After an unlock the high-water mark starts again from what is left, or the same
        drawdown would halt at once."""
        self.high_water = equity
        self._set_floors()

    def stored(self, account: Account) -> Account:
        return replace(
            account,
            day=self.day,
            day_equity=Money(self.day_equity),
            day_low=Money(self.day_low),
            high_water=Money(self.high_water),
        )


def _tightest(limits: Iterable[Limit | None], base: int) -> Limit | None:
    listed = [limit for limit in limits if limit is not None]
    return min(listed, key=lambda limit: limit.of(base), default=None)


def _floor(base: int, limit: Limit | None) -> int:
    return FAR_BELOW if limit is None else base - limit.of(base)


def _share(part: int, whole: int) -> int:
    return part * 1_000_000 // max(whole, 1)
