"""Looking at the market and at the whole desk, and the account's agents, as the chat sees them.

What changes something answers with the code of a toast; raises InputError with what would be right.
"""

from collections.abc import Sequence
from typing import Protocol

from core.instrument import Instrument
from core.market import Candle
from core.types import AgentId, InstrumentId, Timeframe, UserId
from core.views.watching import (
    AgentsView,
    AgentView,
    CompareView,
    MarketView,
    MonitorView,
    NewAgentView,
    PortfolioView,
    ReadingView,
    SymbolsView,
    TrendView,
    WatchView,
)


class Trends(Protocol):
    def trend(self, closes: Sequence[float]) -> TrendView | None:
        """What the usual averages say of closes, oldest first; None of too few."""
        ...


class Readings(Protocol):
    """What indicators of plugins say of an instrument."""

    @property
    def wants(self) -> int:
        """Candles, as many as it goes by; 0 while there is no such indicator."""
        ...

    async def of(
        self, held: Instrument, timeframe: Timeframe, candles: Sequence[Candle]
    ) -> Sequence[ReadingView]:
        """Those that are known by now; a slow one is left out."""
        ...


class MarketWatch(Protocol):
    """Instruments as anybody may look at them."""

    async def view(
        self, user: UserId, instrument: InstrumentId | None, timeframe: Timeframe | None
    ) -> MarketView:
        """Without one: that of the agent the member's screens are about. What is not traded here
        is shown as that, too."""
        ...

    async def symbols(
        self,
        user: UserId,
        current: InstrumentId,
        timeframe: Timeframe | None,
        page: int,
        sought: str,
    ) -> SymbolsView:
        """A page of all; of what was typed the nearest names."""
        ...

    async def find(self, user: UserId, name: str) -> InstrumentId:
        """What a typed name (`btc`, `BTC/USDT`) means; raises InputError that names the nearest."""
        ...


class WatchList(Protocol):
    """A member's own list, kept over restarts; before it is touched it is all there is."""

    async def view(self, user: UserId, page: int) -> WatchView: ...
    async def choices(self, user: UserId, page: int, sought: str) -> SymbolsView:
        """What is not on it yet."""
        ...

    async def add(self, user: UserId, instrument: InstrumentId) -> str: ...
    async def remove(self, user: UserId, instrument: InstrumentId) -> str: ...
    async def raise_(self, user: UserId, instrument: InstrumentId) -> str:
        """One place up; the first goes to the end."""
        ...


class PortfolioBook(Protocol):
    async def view(self, user: UserId, page: int) -> PortfolioView: ...


class Monitoring(Protocol):
    async def view(self, user: UserId, page: int) -> MonitorView: ...


class AgentsBook(Protocol):
    """The account's agents. The one that trades by hand is shown and never started or removed."""

    async def view(self, user: UserId, page: int) -> AgentsView: ...
    async def card(self, user: UserId, agent: AgentId) -> AgentView:
        """Raises InputError for an agent that is gone."""
        ...

    async def choose(self, user: UserId, agent: AgentId) -> str:
        """The member's auto, risk and strategy screens are about it from now on."""
        ...

    async def press(self, user: UserId, agent: AgentId, action: str) -> str:
        """start or stop; the choice stays as it is."""
        ...

    async def press_all(self, user: UserId, action: str) -> str: ...
    async def put(self, user: UserId, agent: AgentId, field: str, text: str) -> str:
        """name, slice or clone (the new one's name), as typed."""
        ...

    async def compare(self, user: UserId, days: int, page: int) -> CompareView: ...
    async def draft(self, user: UserId, field: str = "") -> NewAgentView:
        """The agent that the member is putting together; kept over restarts. `field` is the one
        that is being chosen."""
        ...

    async def fill(self, user: UserId, field: str, text: str) -> None:
        """name, strategy, symbol, timeframe or slice of it, as typed or pressed."""
        ...

    async def make_room(self, user: UserId) -> None:
        """Where no capital is free, halves what the richest agent has."""
        ...

    async def make(self, user: UserId) -> AgentId:
        """Makes it, OFF, and chooses it."""
        ...
