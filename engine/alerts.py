"""Which records a chat is owed: executions always, signals by the user's wish.

Dedup, cooldown and suppression concern messages alone; execution never asks here, and every
suppression is a record.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from types import MappingProxyType

from core.codec import Later, encode
from core.events import (
    AgentStateChanged,
    FillBooked,
    FlipLeftFlat,
    GuardianTripped,
    Halted,
    LotSold,
    OrderEnded,
    OrderPlaced,
    OrderTriggered,
    PositionClosed,
    PositionFlipped,
    PositionOpened,
    PositionReduced,
    Record,
    SignalChanged,
    SignalReady,
    SignalSuppressed,
    event_name,
)
from core.ports import NOBODY, Owed
from core.trading import Agent, AlertKind, AlertSettings, Loudness
from core.types import (
    SECOND_NS,
    Action,
    AgentId,
    ExitReason,
    Mode,
    OrderState,
    Priority,
    Purpose,
    UserId,
)

EXECUTION_RANK, SIGNAL_RANK = 0, 1
EXECUTIONS = frozenset(
    {
        PositionOpened,
        PositionReduced,
        PositionFlipped,
        FlipLeftFlat,
        GuardianTripped,
        Halted,
    }
)
FLIPS = frozenset({PositionFlipped, FlipLeftFlat})
UNTOLD = frozenset({SignalChanged, OrderPlaced, FillBooked, LotSold})
"""What no chat is ever told of, and there is most of."""
TRADE_IDS: Mapping[type[Record], Callable[[Record], str]] = MappingProxyType(
    {
        PositionOpened: attrgetter("trade_id"),
        PositionReduced: attrgetter("trade_id"),
        OrderEnded: attrgetter("trade_id"),
        PositionClosed: attrgetter("result.trade_id"),
        PositionFlipped: attrgetter("closed.trade_id"),
        FlipLeftFlat: attrgetter("closed.trade_id"),
    }
)
"""Of which trade an alert is."""
BY_ITSELF = frozenset({"recovery_failed", "journal", "stopped_out"})
KINDS = {priority: AlertKind[priority.name] for priority in Priority}
KNOWN_ENDS = frozenset({"by_user", "amended", "replaced", "closed", "oco", "reduce_only", "halted"})
"""Ends of orders that a person asked for, or that a position's own alert explains."""


class Alerts:
    """Owes one chat its messages; remembers the last signal alert of each agent."""

    def __init__(
        self,
        chat: UserId,
        mode: Mode,
        settings: AlertSettings,
        agents: Iterable[Agent] = (),
    ) -> None:
        self.settings = settings
        self._chat = chat
        self._mode = mode
        self._last: dict[AgentId, tuple[Action, int]] = {}
        self._muted_until = {agent.id: agent.muted_until_ns for agent in agents}

    def mute(self, agent: AgentId, until_ns: int) -> None:
        """No signal alerts of an agent until an instant of market time."""
        self._muted_until[agent] = until_ns

    def suppressed(self, records: Iterable[Record]) -> tuple[SignalSuppressed, ...]:
        """What of these signals will not be told, and why."""
        return tuple(
            [
                _suppressed(record, cause)
                for record in records
                if type(record) is SignalReady and (cause := self._cause(record))
            ]
        )

    def owed(self, records: Sequence[Record]) -> tuple[Owed, ...]:
        """The messages these records owe, in order; to nobody none."""
        if self._chat == NOBODY:
            return ()
        told = [record for record in records if type(record) not in UNTOLD]
        flipped = {record.agent for record in told if type(record) in FLIPS}
        found = [self._owed(record, record.agent in flipped) for record in told]
        return tuple([owed for owed in found if owed is not None])

    def _owed(self, record: Record, is_flipped: bool) -> Owed | None:
        if type(record) is SignalReady:
            return self._signal(record)
        if type(record) is PositionClosed:
            is_due = not is_flipped or record.result.reason is not ExitReason.FLIP
        elif type(record) is OrderEnded or type(record) is OrderTriggered:
            is_due = is_told(record)
        elif type(record) is AgentStateChanged:
            is_due = record.cause in BY_ITSELF
        else:
            is_due = type(record) in EXECUTIONS
        return self._message(record, EXECUTION_RANK) if is_due else None

    def _signal(self, ready: SignalReady) -> Owed | None:
        if self._cause(ready):
            return None
        self._last[ready.agent] = (ready.action, ready.at_ns)
        is_silent = self.settings.loudness(kind_of(ready.priority)) is Loudness.SILENT
        return self._message(ready, SIGNAL_RANK, is_silent=is_silent)

    def _cause(self, ready: SignalReady) -> str:
        settings, kind = self.settings, kind_of(ready.priority)
        if settings.loudness(kind) is Loudness.OFF:
            is_off = settings.chosen(kind) is not None or settings.signals_from is None
            return "off" if is_off else "priority"
        if ready.at_ns < self._muted_until.get(ready.agent, 0):
            return "muted"
        last = self._last.get(ready.agent)
        if last is None or ready.at_ns - last[1] >= settings.cooldown_s * SECOND_NS:
            return ""
        return "duplicate" if last[0] is ready.action else "cooldown"

    def _message(self, record: Record, rank: int, *, is_silent: bool = False) -> Owed:
        return Owed(
            chat=self._chat,
            rank=rank,
            name=event_name(record, self._mode),
            payload=Later(partial(encode, record)),
            thread=_thread(record),
            is_silent=is_silent,
        )


def is_told(record: OrderEnded | OrderTriggered) -> bool:
    """Of a person's own orders: what no alert of a position tells, and they did not do themselves.
    A filled entry is told where it added to a position, or took more than one fill."""
    if isinstance(record, OrderTriggered):
        return record.is_skipped
    if record.terms is None:
        return False
    if record.state is not OrderState.FILLED:
        return record.reason not in KNOWN_ENDS
    is_entry = record.terms.purpose is Purpose.ENTRY
    return is_entry and (record.parts > 1 or record.trade_id != record.client_id)


def kind_of(priority: Priority) -> AlertKind:
    """The kind of alert that a signal is."""
    return KINDS[priority]


def _suppressed(ready: SignalReady, cause: str) -> SignalSuppressed:
    return SignalSuppressed(
        agent=ready.agent,
        instrument=ready.instrument,
        at_ns=ready.at_ns,
        action=ready.action,
        priority=ready.priority,
        cause=cause,
    )


def _thread(record: Record) -> str:
    """Alerts of one trade reply to the first of them; a flip ends one and starts the next."""
    trade_id = TRADE_IDS.get(type(record))
    return "" if trade_id is None else trade_id(record)
