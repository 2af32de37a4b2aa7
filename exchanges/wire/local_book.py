"""A local order book out of a snapshot and the changes after it."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from itertools import islice

from core.market import Level
from core.money import Steps, Ticks

_MOST_BUFFERED = 10_000
Changes = list[Level]


class Ladder:
    """One side, best first: `sign` is -1 for bids, which are best at the highest price."""

    def __init__(self, sign: int) -> None:
        self._sign = sign
        self._order: list[int] = []
        self._sizes: dict[int, Steps] = {}

    def apply(self, changes: Iterable[Level]) -> None:
        """Sets sizes; a size of zero takes the level away."""
        for price, size in changes:
            rank = price * self._sign
            if size and rank not in self._sizes:
                insort(self._order, rank)
            elif not size and rank in self._sizes:
                del self._order[bisect_left(self._order, rank)]
            if size:
                self._sizes[rank] = size
            else:
                self._sizes.pop(rank, None)

    def best(self, count: int, behind: Level | None = None) -> tuple[Level, ...]:
        """The best levels; with `behind` that level comes first, and only what is worse after."""
        head: tuple[Level, ...] = ()
        start = 0
        if behind is not None:
            head, rank = (behind,), behind[0] * self._sign
            start = bisect_left(self._order, rank + 1)
        ranks = islice(self._order, start, start + count - len(head))
        return head + tuple((Ticks(rank * self._sign), self._sizes[rank]) for rank in ranks)


class LocalBook:
    """Follows the venue's rule: changes are kept until a snapshot comes, older ones dropped, and
    each must go on where the last one ended. After a gap the book is not valid until the next
    snapshot."""

    def __init__(self) -> None:
        self.bids, self.asks = Ladder(-1), Ladder(1)
        self.update_id = 0
        self.is_valid = False
        self.gaps = 0
        self._is_first = True
        self._early: list[tuple[int, int, int | None, Changes, Changes]] = []

    def snapshot(self, update_id: int, bids: Changes, asks: Changes) -> None:
        self.bids, self.asks = Ladder(-1), Ladder(1)
        self.bids.apply(bids)
        self.asks.apply(asks)
        self.update_id, self.is_valid = update_id, True
        self._is_first = True
        early, self._early = self._early, []
        for change in early:
            self.change(*change)

    def change(
        self, first_id: int, last_id: int, previous_id: int | None, bids: Changes, asks: Changes
    ) -> bool:
        """Takes one message of changes; answers whether the book holds it now."""
        if not self.is_valid:
            if len(self._early) < _MOST_BUFFERED:
                self._early.append((first_id, last_id, previous_id, bids, asks))
            return False
        if last_id <= self.update_id:
            return False
        if not self._follows(first_id, previous_id):
            self.is_valid = False
            self.gaps += 1
            return False
        self.bids.apply(bids)
        self.asks.apply(asks)
        self.update_id, self._is_first = last_id, False
        return True

    def invalidate(self) -> None:
        """Changes may have been missed: the book waits for the next snapshot."""
        self.is_valid = False
        self._early = []

    def follows(self, first_id: int, last_id: int, previous_id: int | None) -> bool:
        """Would this message of changes go on where the book ends, or is it known already?"""
        return last_id <= self.update_id or self._follows(first_id, previous_id)

    def _follows(self, first_id: int, previous_id: int | None) -> bool:
        if self._is_first or previous_id is None:
            return first_id <= self.update_id + 1
        return previous_id == self.update_id
