"""Pictures: what a member may see drawn, and who draws."""

from typing import Protocol

from core.pictures import Picture, PictureSpec, Theme
from core.reports import Report
from core.types import InstrumentId, Timeframe, UserId


class Gallery(Protocol):
    """Draws off the event loop; equal specs are drawn once."""

    async def draw(self, spec: PictureSpec) -> Picture | None:
        """None when it cannot be drawn, or not in time: never raises for that."""
        ...


class Themes(Protocol):
    """The member's choice of dark or light, kept over restarts; dark when none was made."""

    async def of(self, user: UserId) -> Theme: ...
    async def choose(self, user: UserId, theme: Theme) -> None: ...


class Pictures(Protocol):
    """Drawn in the member's language, zone and theme. None: there is nothing to draw, or it cannot
    be drawn now; the screen then goes without. Raises InputError for who is no member."""

    async def candles(
        self,
        user: UserId,
        instrument: InstrumentId | None = None,
        timeframe: Timeframe | None = None,
    ) -> Picture | None:
        """Candles with what this account did there and holds there: averages of its strategy,
        volume, signals, entries and exits, levels of an open position. Without an instrument or a
        timeframe: the agent's."""
        ...

    async def position(self, user: UserId, trade_id: str) -> Picture | None:
        """An open position from a little before its entry until now, with its levels."""
        ...

    async def trade(self, user: UserId, row: int) -> Picture | None:
        """The journal's row of a closed trade: candles around it, its way in and out."""
        ...

    async def trade_card(self, user: UserId, row: int) -> Picture | None:
        """The same trade as a card to show to others."""
        ...

    async def equity(self, user: UserId, days: int) -> Picture | None:
        """Realised equity with its drawdown over the last `days` (0: all)."""
        ...

    async def report(self, user: UserId, report: Report) -> Picture | None:
        """The equity of a report with its drawdown."""
        ...

    async def compare(self, user: UserId, days: int) -> Picture | None:
        """The agents against each other."""
        ...

    async def allocation(self, user: UserId) -> Picture | None:
        """What the equity is in: positions by margin, and what is free."""
        ...
