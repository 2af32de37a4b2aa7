"""What is asked of storage: the journal's units, users, owed messages, small values."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from core.codec import Later
from core.events import Record
from core.orders import WorkingOrder
from core.reports import ReportWish
from core.trading import (
    Account,
    Agent,
    AlertSettings,
    LedgerEntry,
    Position,
)
from core.types import (
    Access,
    AccountId,
    AgentId,
    InstrumentId,
    UserId,
)
from core.values import Frozen, field


class Owed(Frozen, frozen=True, kw_only=True):
    """A message owed to a chat. `rank` 0 leaves first; `thread` ties the alerts of one trade
    together, each replies to the first. `payload` is the record, `name` its journal name."""

    chat: UserId
    rank: int
    name: str
    payload: str | Later
    thread: str = ""
    is_silent: bool = False

    @property
    def text(self) -> str:
        return str(self.payload)


class Unit(Frozen, frozen=True, kw_only=True):
    """All of one decision: written in one commit or not at all. `wall_ns` is the desk clock.

    `orders` are the working orders that changed (final ones too), `positions` those held or
    changed, `closed` the (agent, instrument) no longer held, `removed` the agents that are no more,
    `broker` its state when it changed, which is read as it is committed or never.
    """

    account: Account
    wall_ns: int
    records: tuple[Record, ...] = ()
    agents: tuple[Agent, ...] = ()
    positions: tuple[Position, ...] = ()
    closed: tuple[tuple[AgentId, InstrumentId], ...] = ()
    removed: tuple[AgentId, ...] = ()
    orders: tuple[WorkingOrder, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    owed: tuple[Owed, ...] = ()
    broker: str | Later | None = None


class Snapshot(Frozen, frozen=True, kw_only=True):
    """An account as the last commit left it: what a runtime is rebuilt from. `orders` are those
    without a final state."""

    account: Account
    agents: tuple[Agent, ...] = ()
    positions: tuple[Position, ...] = ()
    orders: tuple[WorkingOrder, ...] = ()
    broker: str = ""


NOBODY = UserId(0)


class Journal(Protocol):
    """Durable truth. `commit` returns when the unit is on disk; raises StorageError and then
    nothing of the unit is."""

    async def commit(self, unit: Unit) -> None: ...


class User(Frozen, frozen=True, kw_only=True):
    """A member. `guest_of` is the owner at whose desk a viewer looks (0: at their own), and whose
    account theirs is then."""

    id: UserId
    access: Access
    account: AccountId
    language: str = "en"
    utc_offset_min: int = 0
    refresh_s: int = 5
    alerts: AlertSettings = field(default_factory=AlertSettings)
    name: str = ""
    guest_of: UserId = NOBODY
    report: ReportWish | None = None


class OutboxRow(Frozen, frozen=True, kw_only=True):
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
    async def remove(self, user: UserId) -> None:
        """Nothing where there is none; accounts and journal rows stay."""
        ...


class JournalEntry(Frozen, frozen=True, kw_only=True):
    """A row of the hash chain as read back."""

    sequence: int
    account: AccountId
    name: str
    agent: AgentId
    instrument: InstrumentId
    at_ns: int
    wall_ns: int
    payload: str


NOTHING_KEPT: Mapping[str, str] = MappingProxyType({})


class JournalReader(Protocol):
    """`names` filters by journal name (None: all); newest first. `beside` is a second account
    whose rows are read as if they were of the first: the desk's own, for its owner. `agent` keeps
    the rows of one agent, `after` those that are newer than a sequence number."""

    async def count(
        self,
        account: AccountId,
        names: Sequence[str] | None,
        *,
        beside: AccountId | None = None,
        agent: AgentId | None = None,
        after: int = 0,
    ) -> int: ...
    async def page(
        self,
        account: AccountId,
        names: Sequence[str] | None,
        *,
        offset: int,
        limit: int,
        beside: AccountId | None = None,
        agent: AgentId | None = None,
        after: int = 0,
    ) -> Sequence[JournalEntry]: ...
    async def one(
        self, account: AccountId, sequence: int, *, beside: AccountId | None = None
    ) -> JournalEntry | None: ...
    async def of_trade(self, account: AccountId, trade_id: str) -> Sequence[JournalEntry]: ...
    async def note(
        self,
        account: AccountId,
        record: Record,
        owed: Sequence[Owed] = (),
        *,
        keep: Mapping[str, str] = NOTHING_KEPT,
    ) -> None:
        """Appends one record that belongs to no runtime (access, faults), the messages that tell
        of it, and small values (as KeyValue has them) that change with it: all or nothing."""
        ...
