"""Every order the venue knows by its client id: those at work, and what became of the last ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.orders import BrokerEvent, Order
from core.types import ClientId, InstrumentId
from exchanges.simulated.working import Hold, Working

KEPT = 64
"""How many ended orders are remembered. An order is sent again only where its end was not made
durable together with this memory, so the last ones are enough."""


@dataclass(slots=True, eq=False)
class Ended:
    """What became of an order: every answer it got, and whether it was filled whole.

    `text` keeps how it was last exported; it never changes.
    """

    instrument: InstrumentId
    is_whole: bool
    told: tuple[BrokerEvent, ...]
    text: str = ""


class Memory:
    """Knows client ids, so that no order works twice, and lets the open leg of a flip go."""

    __slots__ = ("_held", "ended", "working")

    def __init__(self) -> None:
        self.working: dict[ClientId, Working] = {}
        self.ended: dict[ClientId, Ended] = {}
        self._held: dict[ClientId, list[Working]] = {}

    def answers(self, client_id: ClientId) -> Sequence[BrokerEvent]:
        """What a known id is answered again; of an order at work, that it was accepted."""
        ended = self.ended.get(client_id)
        if ended is not None:
            return ended.told
        return [line for line in self.working[client_id].told if line.topic == "accepted"]

    def knows(self, client_id: ClientId) -> bool:
        return client_id in self.working or client_id in self.ended

    def add(self, work: Working) -> None:
        self.working[work.order.client_id] = work
        if work.hold is Hold.HELD and work.order.after is not None:
            self._held.setdefault(work.order.after, []).append(work)

    def hold(self, order: Order) -> Hold:
        """How an order just sent stands to the one it follows."""
        if order.after is None:
            return Hold.FREE
        if order.after in self.working:
            return Hold.HELD
        ended = self.ended.get(order.after)
        return Hold.FREE if ended is not None and ended.is_whole else Hold.FAILED

    def end(self, work: Working) -> None:
        """An order is done; what was held for it goes or fails."""
        client_id, is_whole = work.order.client_id, work.left == 0
        del self.working[client_id]
        self.ended[client_id] = Ended(work.order.instrument, is_whole, tuple(work.told))
        if len(self.ended) > KEPT:
            del self.ended[next(iter(self.ended))]
        for held in self._held.pop(client_id, ()):
            held.hold = Hold.RELEASED if is_whole else Hold.FAILED
