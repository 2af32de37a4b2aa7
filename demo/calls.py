"""The log of calls the bot made, for tests and for the curious."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from demo.clock import Clock
from demo.shapes import Object

KEPT = 5000


@dataclass(slots=True)
class Call:
    """One call: what came, what was answered."""

    number: int
    method: str
    params: Object
    at: float
    outcome: str = "running"
    fault: str = ""
    message_id: int = 0


class Calls:
    """The newest calls, oldest first."""

    def __init__(self, clock: Clock, on_change: Callable[[], None]) -> None:
        self._clock = clock
        self._on_change = on_change
        self._calls: deque[Call] = deque(maxlen=KEPT)
        self._number = 0

    def begin(self, method: str, params: Object) -> Call:
        self._number += 1
        call = Call(self._number, method, params, self._clock())
        self._calls.append(call)
        self._on_change()
        return call

    def end(self, call: Call, outcome: str, message_id: int = 0) -> None:
        call.outcome = outcome
        call.message_id = message_id
        self._on_change()

    def since(self, number: int, method: str = "") -> list[Call]:
        wanted = method.lower()
        return [
            call
            for call in self._calls
            if call.number > number and wanted in ("", call.method.lower())
        ]

    def clear(self) -> None:
        self._calls.clear()
