"""Open orders, found by what decisions ask for without looking at all of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from core.orders import WorkingOrder
from core.types import ClientId, Purpose
from engine.step import Key


@dataclass(slots=True)
class Group:
    """The open orders of one (agent, instrument); `entries` counts those that may open."""

    orders: dict[ClientId, WorkingOrder] = field(default_factory=dict)
    entries: int = 0


class WorkingOrders(Mapping[ClientId, WorkingOrder]):
    """In the order they were placed. `reserved` is the margin and the fees that what is left of
    them will take, `entering` the (agent, instrument) that entries are at work on."""

    def __init__(self, orders: Iterable[WorkingOrder] = ()) -> None:
        self._orders: dict[ClientId, WorkingOrder] = {}
        self._groups: dict[Key, Group] = {}
        self.reserved = 0
        self.entering: dict[Key, None] = {}
        for working in orders:
            self.put(working)

    def __getitem__(self, name: ClientId) -> WorkingOrder:
        return self._orders[name]

    def __iter__(self) -> Iterator[ClientId]:
        return iter(self._orders)

    def __len__(self) -> int:
        return len(self._orders)

    def put(self, working: WorkingOrder) -> None:
        """Puts an order, or what has become of it."""
        order = working.order
        name, key = order.client_id, (order.agent, order.instrument)
        before = self._orders.get(name)
        group = self._groups.setdefault(key, Group())
        if before is None:
            group.entries += order.purpose is Purpose.ENTRY
        self._orders[name] = group.orders[name] = working
        self.reserved += reserved_of(working) - (0 if before is None else reserved_of(before))
        if group.entries:
            self.entering[key] = None

    def drop(self, name: ClientId) -> None:
        """Forgets an order; nothing where it is gone."""
        before = self._orders.pop(name, None)
        if before is None:
            return
        order = before.order
        key = (order.agent, order.instrument)
        group = self._groups[key]
        del group.orders[name]
        group.entries -= order.purpose is Purpose.ENTRY
        self.reserved -= reserved_of(before)
        if not group.entries:
            self.entering.pop(key, None)
        if not group.orders:
            del self._groups[key]

    def of(self, key: Key) -> tuple[WorkingOrder, ...]:
        """Those of one (agent, instrument)."""
        group = self._groups.get(key)
        return () if group is None else tuple(group.orders.values())

    def has(self, key: Key) -> bool:
        return key in self._groups


def reserved_of(working: WorkingOrder) -> int:
    """What is still to be reserved for the part of an order that is not filled."""
    order = working.order
    return -(-order.reserved * working.left // order.qty)
