"""The protocols between packages. Everything that does I/O stands behind one of these."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from core.events import Record
from core.instrument import Instrument
from core.market import Candle, MarketEvent, Quote
from core.orders import BrokerEvent, Order, WorkingOrder
from core.trading import (
    Account,
    Agent,
    AlertSettings,
    FeedHealth,
    LedgerEntry,
    Limit,
    Position,
    SignalResult,
)
from core.types import (
    Access,
    AccountId,
    AgentId,
    ClientId,
    InstrumentId,
    Mode,
    Source,
    Timeframe,
    UserId,
)
from core.views import (
    AutoView,
    CardView,
    ChoiceView,
    ConfirmView,
    JournalView,
    MenuView,
    RiskView,
    SettingsView,
    StatusView,
)


class Clock(Protocol):
    def now_ns(self) -> int: ...
    def monotonic_ns(self) -> int: ...
    async def sleep(self, seconds: float) -> None: ...


class Strategy(Protocol):
    """Pure advice on closed candles, oldest first. `warmup` is how many it wants to see before
    its word counts; it is handed at most that many."""

    @property
    def name(self) -> str: ...
    @property
    def warmup(self) -> int: ...
    def evaluate(self, candles: Sequence[Candle]) -> SignalResult: ...


# --- the market and the broker -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a runtime wants to hear: instruments, and of which timeframes their closed candles."""

    candles: frozenset[tuple[InstrumentId, Timeframe]]
    instruments: frozenset[InstrumentId]


class MarketData(Protocol):
    """A venue's public side. Raises ExchangeError; every call has its own timeout."""

    @property
    def name(self) -> str: ...
    async def instruments(self) -> tuple[Instrument, ...]: ...
    async def quote(self, instrument: InstrumentId) -> Quote: ...
    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        """The last `limit` candles closed at or before `end_ns`, oldest first."""
        ...

    def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        """Events in market time, from the first after `since_ns` on; a closed candle comes before
        the first quote at or after its close."""
        ...


class Broker(Protocol):
    """Executes orders. Synchronous: what came of them is told by later market events."""

    def on_market(self, event: MarketEvent) -> Sequence[BrokerEvent]: ...
    def submit(self, order: Order) -> None: ...
    def cancel(self, client_id: ClientId) -> None: ...
    def is_idle(self, instrument: InstrumentId) -> bool: ...
    def export(self) -> str: ...
    def restore(self, state: str) -> None: ...


# --- storage -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A message owed to a chat. `rank` 0 leaves first; `thread` ties the alerts of one trade
    together, each replies to the first. `payload` is the record, `name` its journal name."""

    chat: UserId
    rank: int
    name: str
    payload: str
    thread: str = ""
    is_silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """All of one decision: written in one commit or not at all. `wall_ns` is the desk clock.

    `orders` are the working orders that changed (final ones too), `positions` those held or
    changed, `closed` the (agent, instrument) no longer held, `broker` its state when it changed.
    """

    account: Account
    wall_ns: int
    records: tuple[Record, ...] = ()
    agents: tuple[Agent, ...] = ()
    positions: tuple[Position, ...] = ()
    closed: tuple[tuple[AgentId, InstrumentId], ...] = ()
    orders: tuple[WorkingOrder, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    owed: tuple[Owed, ...] = ()
    broker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An account as the last commit left it: what a runtime is rebuilt from. `orders` are those
    without a final state."""

    account: Account
    agents: tuple[Agent, ...] = ()
    positions: tuple[Position, ...] = ()
    orders: tuple[WorkingOrder, ...] = ()
    broker: str = ""


class Journal(Protocol):
    """Durable truth. `commit` returns when the unit is on disk; raises StorageError and then
    nothing of the unit is."""

    async def commit(self, unit: Unit) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """`chat` is where alerts go; in a private chat it is the user's id."""

    id: UserId
    access: Access
    account: AccountId
    language: str = "en"
    utc_offset_min: int = 0
    refresh_s: int = 5
    alerts: AlertSettings = field(default_factory=AlertSettings)
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """An owed message with its state: `tries` > 0 and not sent means a reply may have been lost."""

    id: int
    owed: Owed
    tries: int
    made_ns: int


class Outbox(Protocol):
    """Messages owed to chats, durable until Telegram has them."""

    async def due(self, limit: int) -> Sequence[OutboxRow]:
        """Unsent rows, lowest rank then oldest first."""
        ...

    async def trying(self, row_id: int) -> None:
        """Marks an attempt before it leaves, so that a lost reply is known."""
        ...

    async def sent(self, row_id: int, message_id: int) -> None: ...
    async def failed(self, row_id: int, reason: str) -> None:
        """Gives up on a row for good (chat blocked the bot)."""
        ...

    async def first_message(self, chat: UserId, thread: str) -> int | None:
        """The message that opened a thread in a chat, to reply to."""
        ...


class KeyValue(Protocol):
    """Small durable values by key: conversation states, live screens, preferences."""

    async def get(self, key: str) -> str | None: ...
    async def put(self, key: str, value: str) -> None: ...
    async def delete(self, key: str) -> None: ...


class Users(Protocol):
    async def all(self) -> Sequence[User]: ...
    async def get(self, user: UserId) -> User | None: ...
    async def save(self, user: User) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """A row of the hash chain as read back."""

    sequence: int
    account: AccountId
    name: str
    agent: AgentId
    instrument: InstrumentId
    at_ns: int
    wall_ns: int
    payload: str


class JournalReader(Protocol):
    """`names` filters by journal name (None: all); newest first."""

    async def count(self, account: AccountId, names: Sequence[str] | None) -> int: ...
    async def page(
        self, account: AccountId, names: Sequence[str] | None, *, offset: int, limit: int
    ) -> Sequence[JournalEntry]: ...
    async def one(self, account: AccountId, sequence: int) -> JournalEntry | None: ...
    async def of_trade(self, account: AccountId, trade_id: str) -> Sequence[JournalEntry]: ...
    async def note(self, account: AccountId, record: Record) -> None:
        """Appends one record that belongs to no runtime (access, faults)."""
        ...


# --- what services know of a running desk ------------------------------------------------------


class Trading(Protocol):
    """One account's runtime, as use cases see it. Every change is committed when it returns."""

    @property
    def account(self) -> Account: ...
    @property
    def mode(self) -> Mode: ...
    @property
    def exchange(self) -> str: ...
    def agents(self) -> Sequence[Agent]: ...
    def auto_view(self, agent: AgentId) -> AutoView: ...
    def menu_view(self, access: Access) -> MenuView: ...
    def instruments(self) -> Sequence[Instrument]: ...
    def strategies(self) -> Sequence[str]: ...
    def feed(self, instrument: InstrumentId) -> FeedHealth: ...
    def close_estimate(self, agents: Sequence[AgentId]) -> tuple[int, str]:
        """How many positions would close, and the net result in the asset as text."""
        ...

    async def set_state(self, agent: AgentId, action: str, *, by: UserId) -> None:
        """`action`: start, observe, pause, resume, stop; doing it twice does nothing."""
        ...

    async def set_risk(
        self, agent: AgentId, changes: dict[str, Limit | None], *, by: UserId
    ) -> None: ...
    async def configure(self, agent: AgentId, setting: str, value: str, *, by: UserId) -> None:
        """`setting`: strategy, symbol, timeframe, leverage; raises InputError when it cannot."""
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
    async def mute(self, agent: AgentId, hours: int) -> None:
        """No signal alerts of an agent for some hours."""
        ...


class Desk(Protocol):
    """Hands out the runtime of an account; opens one on first use."""

    async def trading(self, account: AccountId) -> Trading: ...


class Bus(Protocol):
    """Publishes records to subscribers; a slow one loses the oldest and is told how many."""

    def publish(self, account: AccountId, name: str, record: Record) -> None: ...
    def subscribe(self, name: str, *, size: int) -> AbstractAsyncContextManager["Inbox"]: ...


@dataclass(frozen=True, slots=True)
class BusEvent:
    account: AccountId
    name: str
    record: Record


class Inbox(Protocol):
    """One subscriber's bounded queue. `missed` counts what was dropped since the last `next`."""

    @property
    def missed(self) -> int: ...
    async def next(self) -> BusEvent: ...


# --- services, as bot and handlers see them ----------------------------------------------------


class AutoTrading(Protocol):
    """The use cases of the auto screen; each answers with the code of a toast, or nothing."""

    async def view(self, user: UserId) -> AutoView: ...
    async def press(self, user: UserId, action: str) -> str:
        """start, observe, pause, resume, stop."""
        ...

    async def options(self, user: UserId, setting: str) -> ChoiceView: ...
    async def choose(self, user: UserId, setting: str, value: str) -> str: ...
    async def fix(self, user: UserId, setting: str, value: str) -> str: ...
    async def break_even(self, user: UserId, version: str) -> str: ...
    async def check(self, user: UserId) -> str: ...
    async def mute(self, user: UserId, agent: AgentId) -> str:
        """No signal alerts of an agent for an hour."""
        ...


class Confirming(Protocol):
    """Questions that trade: asked once, answered once, within 30 s."""

    async def ask(self, user: UserId, what: str, version: str = "") -> ConfirmView: ...
    async def confirm(self, user: UserId, nonce: str) -> str:
        """Does it; answers a stable code: done, expired, stale, flat, pending."""
        ...

    async def cancel(self, user: UserId, nonce: str) -> None: ...


class RiskControl(Protocol):
    async def view(self, user: UserId) -> RiskView: ...
    async def set(self, user: UserId, setting: str, text: str) -> str:
        """Takes typed text (`1.5%`, `1.5`, `50$`, `off`); raises InputError; answers what was
        saved, as text (`1.5%`, `50 USD`, `off`)."""
        ...

    async def reset(self, user: UserId) -> None: ...


class JournalBook(Protocol):
    async def view(self, user: UserId, kind: str, page: int) -> JournalView: ...
    async def card(self, user: UserId, row: int) -> CardView | None: ...


class Preferences(Protocol):
    async def view(self, user: UserId) -> SettingsView: ...
    async def set(self, user: UserId, setting: str, value: str) -> None:
        """`setting`: language, alerts, refresh, utc_offset, cooldown; raises InputError."""
        ...


class Overview(Protocol):
    async def menu(self, user: UserId) -> MenuView: ...
    async def status(self, user: UserId) -> StatusView: ...


@dataclass(frozen=True, slots=True)
class PairingState:
    """Where first-run pairing stands; `tries_left` 0 or `left_s` 0 means closed."""

    is_open: bool
    tries_left: int = 0
    left_s: int = 0


class Gatekeeper(Protocol):
    """Who may do what. Everyone unknown is a stranger: no answer, one audit row."""

    async def user(self, user: UserId) -> User | None: ...
    async def greet(self, user: UserId, *, language: str, name: str) -> User | None:
        """A member's first contact (their `name` is empty): keeps how Telegram calls them and the
        language it speaks to them in. Changes nothing later on."""
        ...

    async def seen_stranger(self, user: UserId, what: str) -> None: ...
    def pairing(self) -> PairingState: ...
    async def pair(self, user: UserId, code: str, *, language: str, name: str) -> User | None: ...
