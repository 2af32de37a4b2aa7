"""An order on its way through the simulated venue."""

from dataclasses import dataclass, field
from enum import IntEnum

from core.orders import BrokerEvent, Order

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
    """Of the open leg of a flip: may it go, now that its close leg came to something?"""

    FREE = 1
    HELD = 2
    RELEASED = 3
    FAILED = 4


@dataclass(slots=True, eq=False)
class Working:
    """One order, how far it has come and what its owner was told of it.

    `arrives_ns` is when it reaches the venue, `cancel_ns` when somebody asked to cancel it,
    `ahead` the displayed size that stands before it at its price.
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

    @property
    def left(self) -> int:
        return self.order.qty - self.filled

    def has_arrived(self, at_ns: int, due_ns: int) -> bool:
        """Has it reached the venue? The open leg of a flip goes when its close leg is filled."""
        if self.hold is Hold.FREE:
            return at_ns >= due_ns
        return self.hold is Hold.RELEASED
