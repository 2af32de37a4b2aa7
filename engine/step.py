"""What one decision changed: the engine's only answer."""

from dataclasses import dataclass, field

from core.events import Record
from core.orders import Order, WorkingOrder
from core.trading import Agent, LedgerEntry, Position
from core.types import AgentId, ClientId, InstrumentId
from core.values import Frozen

Key = tuple[AgentId, InstrumentId]


class Step(Frozen, frozen=True):
    """Records to journal, state to store with them, and orders to submit once that is durable."""

    records: tuple[Record, ...] = ()
    orders: tuple[Order, ...] = ()
    cancels: tuple[ClientId, ...] = ()
    agents: tuple[Agent, ...] = ()
    positions: tuple[Position, ...] = ()
    closed: tuple[Key, ...] = ()
    removed: tuple[AgentId, ...] = ()
    working: tuple[WorkingOrder, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self is NOTHING or self == NOTHING


NOTHING = Step()


def joined(first: "Step", then: "Step") -> "Step":
    """Two steps of the same event as one; what the second says of a position or order wins."""
    if first.is_empty:
        return then
    if then.is_empty:
        return first
    draft = Draft()
    for step in (first, then):
        draft.add(step)
    return draft.step()


@dataclass(slots=True)
class Draft:
    """Collects one step; the last value of an agent, position or order wins."""

    records: list[Record] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    cancels: list[ClientId] = field(default_factory=list)
    agents: dict[AgentId, Agent] = field(default_factory=dict)
    positions: dict[Key, Position] = field(default_factory=dict)
    closed: dict[Key, None] = field(default_factory=dict)
    removed: dict[AgentId, None] = field(default_factory=dict)
    working: dict[ClientId, WorkingOrder] = field(default_factory=dict)
    ledger: list[LedgerEntry] = field(default_factory=list)

    def add(self, step: Step) -> None:
        self.records += step.records
        self.orders += step.orders
        self.cancels += step.cancels
        self.ledger += step.ledger
        self.agents.update({agent.id: agent for agent in step.agents})
        self.working.update({working.order.client_id: working for working in step.working})
        for key in step.closed:
            self.drop(key)
        self.removed.update(dict.fromkeys(step.removed))
        for position in step.positions:
            self.hold(position)

    def hold(self, position: Position) -> None:
        key = (position.agent, position.instrument)
        self.positions[key] = position
        self.closed.pop(key, None)

    def drop(self, key: Key) -> None:
        self.positions.pop(key, None)
        self.closed[key] = None

    def step(self) -> Step:
        return Step(
            tuple(self.records),
            tuple(self.orders),
            tuple(self.cancels),
            tuple(self.agents.values()),
            tuple(self.positions.values()),
            tuple(self.closed),
            tuple(self.removed),
            tuple(self.working.values()),
            tuple(self.ledger),
        )
