"""Presses of inline buttons: each is answered once, in time, or not at all."""

from dataclasses import dataclass

from demo.clock import Clock
from demo.errors import QUERY_TOO_OLD, bad_request

TTL_S = 30.0
_KEPT = 1000


@dataclass(slots=True)
class Query:
    """One press and its answer."""

    query_id: str
    user: int
    message_id: int
    data: str
    pressed_at: float
    is_answered: bool = False
    text: str = ""
    show_alert: bool = False
    url: str = ""


class Queries:
    """Presses of this run; those of an earlier one are too old by their nature."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queries: dict[str, Query] = {}
        self._next = int(clock() * 1000)

    def open(self, user: int, message_id: int, data: str) -> Query:
        self._next += 1
        query = Query(str(self._next), user, message_id, data, self._clock())
        self._queries[query.query_id] = query
        while len(self._queries) > _KEPT:
            del self._queries[next(iter(self._queries))]
        return query

    def answer(self, query_id: str, *, text: str, show_alert: bool, url: str) -> Query:
        query = self._queries.get(query_id)
        if query is None or query.is_answered or self._clock() - query.pressed_at > TTL_S:
            raise bad_request(QUERY_TOO_OLD)
        query.is_answered = True
        query.text, query.show_alert, query.url = text, show_alert, url
        return query

    def get(self, query_id: str) -> Query | None:
        return self._queries.get(query_id)

    def all(self) -> list[Query]:
        return list(self._queries.values())

    def expire(self) -> None:
        """Every press until now is too old to be answered."""
        for query in self._queries.values():
            query.pressed_at = float("-inf")

    def clear(self) -> None:
        self._queries.clear()
