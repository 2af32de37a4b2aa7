"""An order on its way through the simulated venue."""

from dataclasses import dataclass, field
from enum import IntEnum

from core.orders import BrokerEvent, Order
from core.types import ClientId, OrderSide

NEVER = -1
"""No instant: nobody asked for a cancel."""
UNSEEN = -1
"""The queue ahead of an order whose price has not been displayed yet."""


class Phase(IntEnum):
    SENT = 1
    """On its way to the venue."""
    WAITING = 2
    """At the venue, until its trigger is reached."""
    TRIGGERED = 3
    """Acts at the next quote."""
    RESTING = 4
    """In the book."""
    DONE = 5


class Hold(IntEnum):
    """Of an order that waits for the end of another, the open leg of a flip or the order that takes
    the place of one: may it go, now that the other came to something?"""

    FREE = 1
    HELD = 2
    RELEASED = 3
    FAILED = 4


@dataclass(slots=True, eq=False)
class Room:
    """How much of a position is still held, for the orders of side `closes` that only reduce it;
    `users` counts those at work."""

    closes: OrderSide
    left: int
    users: int = 0

    def traded(self, side: OrderSide, qty: int) -> None:
        """Takes any fill on the position."""
        self.left = max(self.left - qty, 0) if side is self.closes else self.left + qty


@dataclass(slots=True, eq=False)
class Working:
    """One order, how far it has come and what its owner was told of it.

    `arrives_ns` is when it reaches the venue, `cancel_ns` when somebody asked to cancel it,
    `ahead` the displayed size that stands before it at its price. `shrunk` is what was taken off it
    by what its `partner` filled, or by what the order it replaces has filled beyond `seen`. `room`
    is what its position leaves to reduce, `moved` by how many steps it has moved that since it was
    last shown an event.
    """

    order: Order
    arrives_ns: int
    phase: Phase = Phase.SENT
    hold: Hold = Hold.FREE
    filled: int = 0
    fills: int = 0
    ahead: int = UNSEEN
    cancel_ns: int = NEVER
    told: list[BrokerEvent] = field(default_factory=list)
    shrunk: int = 0
    seen: int = 0
    partner: ClientId | None = None
    room: Room | None = None
    moved: int = 0

    @property
    def unfilled(self) -> int:
        return self.order.qty - self.filled - self.shrunk

    @property
    def left(self) -> int:
        """What may still fill."""
        unfilled = self.order.qty - self.filled - self.shrunk
        return unfilled if self.room is None else min(unfilled, self.room.left)

    def has_arrived(self, at_ns: int, due_ns: int) -> bool:
        """Has it reached the venue? One that waits for another goes when that has ended."""
        if self.hold is Hold.FREE:
            return at_ns >= due_ns
        return self.hold is Hold.RELEASED
