"""What use cases know of a running desk."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from typing import Protocol

from core.errors import InputError
from core.events import Record
from core.instrument import Instrument
from core.market import Candle
from core.parameters import Value
from core.ports.manual import AgentsDesk, ManualDesk
from core.trading import (
    Account,
    Agent,
    AlertSettings,
    FeedHealth,
    Position,
    RiskValue,
)
from core.types import (
    Access,
    AccountId,
    Action,
    AgentId,
    InstrumentId,
    Mode,
    Timeframe,
    UserId,
)
from core.values import Frozen
from core.views import (
    AutoView,
    EstimateView,
    MenuView,
    QuoteView,
)
from core.views.ladder import LadderView
from core.views.watching import FundsView


class Trading(ManualDesk, AgentsDesk, Protocol):
    """One account's runtime, as use cases see it. Every change is committed when it returns."""

    @property
    def account(self) -> Account: ...
    @property
    def mode(self) -> Mode: ...
    @property
    def exchange(self) -> str: ...
    def agents(self) -> Sequence[Agent]: ...
    def auto_view(self, agent: AgentId) -> AutoView: ...
    def menu_view(self, access: Access, agent: AgentId | None = None) -> MenuView:
        """`agent` is the one whose state and market it tells; without one the first."""
        ...

    def instruments(self) -> Sequence[Instrument]: ...
    def strategies(self) -> Sequence[str]: ...
    def feed(self, instrument: InstrumentId) -> FeedHealth: ...
    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        limit: int,
        *,
        end_ns: int | None = None,
    ) -> Sequence[Candle]:
        """The last that closed by then (by now without an end), oldest first; raises
        ExchangeError."""
        ...

    def lines(self, agent: AgentId, candles: Sequence[Candle]) -> Mapping[str, Sequence[float]]:
        """What its strategy goes by, over candles, for charts: ticks by the line's name."""
        ...

    def ladder(self, agent: AgentId) -> LadderView | None:
        """The orders its strategy lets rest; None where it lets nothing rest and nothing does."""
        ...

    def quote(self, instrument: InstrumentId) -> QuoteView | None:
        """The newest, however old; None before the first."""
        ...

    def funds(self) -> FundsView: ...
    def agent_equity(self, agent: AgentId) -> Decimal:
        """Its slice with what it booked and what its open position is worth now."""
        ...

    def close_estimate(self, agents: Sequence[AgentId]) -> tuple[int, str]:
        """How many positions would close, and the net result in the asset as text."""
        ...

    async def set_state(self, agent: AgentId, action: str, *, by: UserId) -> None:
        """`action`: start, observe, pause, resume, stop; doing it twice does nothing."""
        ...

    async def set_risk(
        self, agent: AgentId, changes: Mapping[str, RiskValue], *, by: UserId
    ) -> None: ...
    async def set_blacklist(self, instruments: Sequence[InstrumentId], *, by: UserId) -> None:
        """Nothing is opened on these; what is open stays, and is guarded."""
        ...

    async def configure(self, agent: AgentId, setting: str, value: str, *, by: UserId) -> None:
        """`setting`: strategy, symbol, timeframe, leverage; raises InputError when it cannot."""
        ...

    def misfit(self, agent: AgentId) -> InputError | None:
        """Why its strategy cannot work as it is set, None where it can."""
        ...

    async def set_parameters(
        self, agent: AgentId, strategy: str, values: Mapping[str, Value], *, by: UserId
    ) -> None:
        """Puts these of its strategy and all others to their defaults; raises InputError for what
        the strategy does not take, or when the agent has another one by now."""
        ...

    async def send_signal(
        self, agent: AgentId, action: Action, confidence: float, *, by: UserId
    ) -> None:
        """Tells its strategy advice from outside, which it weighs at its next closed candle; raises
        InputError when the agent does not run, or its strategy takes none."""
        ...

    async def close(self, agent: AgentId, *, share_pct: int, version: str, by: UserId) -> str:
        """Closes all or a part of a position as it was shown; answers a stable code: `done`,
        `stale` (the position is another one now), `flat`, `pending`."""
        ...

    async def break_even(self, agent: AgentId, *, version: str, by: UserId) -> str:
        """Moves the stop to where closing costs nothing; `done`, `stale`, `flat`, `losing`."""
        ...

    async def halt(self, *, by: UserId) -> None: ...
    async def unlock(self, *, by: UserId) -> None: ...
    async def check_feed(self, agent: AgentId) -> FeedHealth: ...
    async def set_utc_offset(self, minutes: int, *, by: UserId) -> None: ...
    async def set_alerts(self, alerts: AlertSettings, *, by: UserId) -> None: ...
    def would_open(self, agent: AgentId, action: Action) -> EstimateView | None:
        """What a forced entry would be now; None without a price or a stop."""
        ...

    async def force(self, agent: AgentId, action: Action, *, by: UserId) -> str:
        """Enters that way by the agent's own rules, through every gate: taken, already (it is on
        that side), or refused (and why is the agent's last refusal)."""
        ...

    async def clear_rest(self, agent: AgentId, *, by: UserId) -> None:
        """Ends what an agent waits for by itself: its cooldown after an exit, its mute."""
        ...

    def data_of(self, agent: AgentId) -> Mapping[str, str]:
        """What is kept of an agent and its strategy, by name."""
        ...

    def judged(self, trade_id: str) -> Position | None:
        """The open position that is judged, None when there is none of that id."""
        ...

    async def mute(self, agent: AgentId, hours: int) -> None:
        """No signal alerts of an agent for some hours."""
        ...


class Desk(Protocol):
    """Hands out the runtime of an account; opens one on first use."""

    async def trading(self, account: AccountId) -> Trading: ...


class BusEvent(Frozen, frozen=True):
    account: AccountId
    name: str
    record: Record


class Inbox(Protocol):
    """One subscriber's bounded queue. `missed` counts what was dropped since the last `next`."""

    @property
    def missed(self) -> int: ...
    async def next(self) -> BusEvent: ...


class Bus(Protocol):
    """Publishes records to subscribers; a slow one loses the oldest and is told how many."""

    def publish(self, account: AccountId, name: str, record: Record) -> None: ...
    def tell(self, account: Account, records: Iterable[Record]) -> None:
        """Publishes records of an account by their names."""
        ...

    def subscribe(self, name: str, *, size: int) -> AbstractAsyncContextManager["Inbox"]: ...
