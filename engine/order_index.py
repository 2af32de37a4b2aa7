"""Open orders, found by what decisions ask for without looking at all of them."""

from collections.abc import Iterable, Iterator, Mapping

from core.orders import WorkingOrder
from core.types import ClientId, Purpose
from engine.step import Key


class WorkingOrders(Mapping[ClientId, WorkingOrder]):
    """In the order they were placed. `reserved` is the margin and the fees that what is left of
    them will take, `entering` the (agent, instrument) that entries are at work on, and how many."""

    def __init__(self, orders: Iterable[WorkingOrder] = ()) -> None:
        self._orders: dict[ClientId, WorkingOrder] = {}
        self._groups: dict[Key, dict[ClientId, WorkingOrder]] = {}
        self.reserved = 0
        self.entering: dict[Key, int] = {}
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
        before, group = self._orders.get(name), self._groups.get(key)
        if group is None:
            group = self._groups[key] = {}
        if before is not None:
            self.reserved -= reserved_of(before)
        elif order.purpose is Purpose.ENTRY:
            self.entering[key] = self.entering.get(key, 0) + 1
        self._orders[name] = group[name] = working
        self.reserved += reserved_of(working)

    def drop(self, name: ClientId) -> None:
        """Forgets an order; nothing where it is gone."""
        before = self._orders.pop(name, None)
        if before is None:
            return
        order = before.order
        key = (order.agent, order.instrument)
        group = self._groups[key]
        del group[name]
        self.reserved -= reserved_of(before)
        if order.purpose is Purpose.ENTRY:
            self.entering[key] -= 1
            if not self.entering[key]:
                del self.entering[key]
        if not group:
            del self._groups[key]

    def of(self, key: Key) -> tuple[WorkingOrder, ...]:
        """Those of one (agent, instrument)."""
        group = self._groups.get(key)
        return () if group is None else tuple(group.values())

    def has(self, key: Key) -> bool:
        return key in self._groups


def reserved_of(working: WorkingOrder) -> int:
    """What is still to be reserved for the part of an order that is not filled."""
    reserved = working.order.reserved
    return -(-reserved * working.left // working.order.qty) if reserved else 0
