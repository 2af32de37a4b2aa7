"""Every order the venue knows by its client id: those at work, and what became of the last ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.orders import BrokerEvent, Order
from core.types import AgentId, ClientId, InstrumentId
from exchanges.simulated.working import Hold, Room, Working

KEPT = 64
"""How many ended orders are remembered. An order is sent again only where its end was not made
durable together with this memory, so the last ones are enough."""


@dataclass(slots=True, eq=False)
class Ended:
    """What became of an order: every answer it got, and whether it was filled whole.

    `text` keeps how it was last exported; it never changes.
    """

    client_id: ClientId
    instrument: InstrumentId
    is_whole: bool
    told: tuple[BrokerEvent, ...]
    text: str = ""


class Memory:
    """Knows client ids, so that no order works twice, and what orders are to one another: which
    waits for the end of which, which two are an OCO, which reduce the same position."""

    __slots__ = ("_held", "ended", "rooms", "working")

    def __init__(self) -> None:
        self.working: dict[ClientId, Working] = {}
        self.ended: dict[ClientId, Ended] = {}
        self.rooms: dict[tuple[AgentId, InstrumentId], Room] = {}
        self._held: dict[ClientId, list[Working]] = {}

    def answers(self, client_id: ClientId) -> Sequence[BrokerEvent]:
        """What a known id is answered again; of an order at work, that it was accepted."""
        ended = self.ended.get(client_id)
        if ended is not None:
            return ended.told
        return [line for line in self.working[client_id].told if line.topic == "accepted"]

    def knows(self, client_id: ClientId) -> bool:
        return client_id in self.working or client_id in self.ended

    def take(self, order: Order, arrives_ns: int) -> Working:
        """An order just sent: its owner has counted the position that it reduces."""
        work = Working(order, arrives_ns, hold=self._hold(order), partner=order.partner)
        self.add(work)
        if work.room is not None and order.holding is not None:
            work.room.closes, work.room.left = order.side, order.holding
        return work

    def add(self, work: Working) -> None:
        """Puts an order to work, and in its room."""
        order = work.order
        self.working[order.client_id] = work
        awaited = order.after or order.replaces
        if work.hold is Hold.HELD and awaited is not None:
            self._held.setdefault(awaited, []).append(work)
        if order.is_reduce_only and order.holding is not None:
            key = (order.agent, order.instrument)
            work.room = self.rooms.setdefault(key, Room(order.side, order.holding))
            work.room.users += 1

    def _hold(self, order: Order) -> Hold:
        """How an order just sent stands to the one it waits for."""
        if order.replaces is not None:
            return Hold.HELD if order.replaces in self.working else Hold.FAILED
        if order.after is None:
            return Hold.FREE
        if order.after in self.working:
            return Hold.HELD
        ended = self.ended.get(order.after)
        return Hold.FREE if ended is not None and ended.is_whole else Hold.FAILED

    def traded(self, work: Working, qty: int) -> Working | None:
        """What filling `qty` does to other orders; the partner it leaves nothing of, None
        otherwise."""
        room = self.rooms.get((work.order.agent, work.order.instrument))
        if room is not None:
            room.traded(work.order.side, work.moved)
        partner = None if work.partner is None else self.working.get(work.partner)
        if partner is None:
            return None
        partner.shrunk += min(qty, partner.unfilled)
        return None if partner.unfilled else partner

    def replace(self, work: Working, client_id: ClientId) -> bool:
        """An order that takes the place of another also takes its partner; False when that other
        is gone."""
        replaced = self.working.get(client_id)
        if replaced is None:
            return False
        work.seen = replaced.filled + replaced.shrunk
        partner = None if work.partner is None else self.working.get(work.partner)
        if partner is not None:
            partner.partner = work.order.client_id
        return True

    def end(self, work: Working) -> None:
        """An order is done; what waited for it goes or fails."""
        client_id, is_whole = work.order.client_id, work.unfilled == 0
        del self.working[client_id]
        told = tuple(work.told)
        self.ended[client_id] = Ended(client_id, work.order.instrument, is_whole, told)
        if len(self.ended) > KEPT:
            del self.ended[next(iter(self.ended))]
        if work.room is not None:
            self._leave(work.room, work.order)
        for held in self._held.pop(client_id, ()):
            held.hold = Hold.RELEASED
            if held.order.replaces is not None:
                held.shrunk += min(work.filled + work.shrunk - held.seen, held.unfilled)
            elif not is_whole:
                held.hold = Hold.FAILED

    def _leave(self, room: Room, order: Order) -> None:
        room.users -= 1
        if not room.users:
            del self.rooms[order.agent, order.instrument]
