"""Failures on demand: the next calls of a method go wrong in a chosen way."""

from dataclasses import dataclass
from enum import StrEnum

from demo.errors import ApiError, blocked, cannot_parse, flood


class Kind(StrEnum):
    """How a call goes wrong."""

    FLOOD = "flood"
    BAD_GATEWAY = "bad_gateway"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    DELAY = "delay"
    CANT_PARSE = "cant_parse"
    BLOCKED = "blocked"
    ERROR = "error"


@dataclass(slots=True)
class Fault:
    """What the next `times` calls of a method meet; `*` is any method but getUpdates."""

    method: str
    kind: Kind
    times: int = 1
    retry_after: int = 3
    delay_s: float = 0.0
    code: int = 400
    description: str = "Bad Request"

    def matches(self, method: str) -> bool:
        if self.method == "*":
            return method != "getupdates"
        return self.method == method

    def refusal(self) -> ApiError | None:
        """The answer in place of the call's own, where this fault is one."""
        match self.kind:
            case Kind.FLOOD:
                return flood(self.retry_after)
            case Kind.CANT_PARSE:
                return cannot_parse('Unsupported start tag "x" at byte offset 0')
            case Kind.BLOCKED:
                return blocked()
            case Kind.ERROR:
                return ApiError(self.code, self.description)
            case _:
                return None


class Faults:
    """The plan, first planned first met."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def take(self, method: str) -> Fault | None:
        """The fault of this call, used up by it."""
        for fault in self._planned:
            if fault.matches(method):
                fault.times -= 1
                if fault.times <= 0:
                    self._planned.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self._planned.clear()
