"""Callback data, `v1:screen:action:arg`: one table says all that a button may carry.

What does not match the table is forged or of another version and parses to None. The arg is
checked here, so that a handler reads it with the properties of `Press` and never parses.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

VERSION = "v1"
MAX_BYTES = 64

_NONE = ""
_NAME = r"[a-z_]{1,24}"
_ID = r"[^\s]{1,48}"
_NUMBER = r"\d{1,12}"
_ASSIGNMENT = rf"{_NAME}=[^\s]{{1,40}}"
_KIND = r"(?:all|trades|signals|errors)"

ROUTES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # screen:action -> (pattern of the arg, meaning)
        "menu:open": (_NONE, "the main menu"),
        "auto:open": (_NONE, "the auto screen, redrawn"),
        "auto:start": (_NONE, "trade"),
        "auto:observe": (_NONE, "signals only"),
        "auto:stop": (_NONE, "off; an open position stays protected"),
        "auto:pause": (_NONE, "no new entries"),
        "auto:resume": (_NONE, "entries again"),
        "auto:check": (_NONE, "ask the feed now"),
        "auto:unlock": (_NONE, "opens the confirm that leaves HALTED"),
        "auto:close": (_ID, "version: opens the confirm that closes"),
        "auto:half": (_ID, "version: opens the confirm that closes a half"),
        "auto:be": (_ID, "version: stop to break-even, at once"),
        "auto:fix": (_ASSIGNMENT, "setting=value that lets a refused entry pass"),
        "pick:strategy": (_NONE, "opens the choice"),
        "pick:symbol": (_NONE, "opens the choice"),
        "pick:timeframe": (_NONE, "opens the choice"),
        "pick:leverage": (_NONE, "opens the choice"),
        "pick:set": (_ASSIGNMENT, "setting=value chosen"),
        "risk:open": (_NONE, "the risk settings"),
        "risk:edit": (_NAME, "opens the input state of a setting"),
        "risk:put": (_ASSIGNMENT, "setting=value from a quick button"),
        "risk:reset": (_NONE, "opens the confirm that resets"),
        "risk:cancel": (_NONE, "leaves the input state"),
        "jour:page": (rf"{_KIND}\.\d{{1,6}}", "kind.page of the journal"),
        "jour:card": (
            rf"{_NUMBER}(?:\.{_KIND}\.\d{{1,6}})?",
            "row, with the kind.page to go back to",
        ),
        "set:open": (_NONE, "the settings"),
        "set:menu": (r"(?:alerts|refresh|tz)", "opens the values of one setting"),
        "set:lang": (r"(?:en|ru)", "language"),
        "set:alerts": (r"(?:HIGH|MEDIUM|LOW|off)", "signal alerts from this priority on"),
        "set:refresh": (r"(?:5|15|60)", "seconds between live refreshes"),
        "set:tz": (r"-?\d{1,3}", "minutes from UTC"),
        "stats:open": (
            r"(?:7|30|90|0)(?:\.(?:strategy|symbol|side|reason|hour|weekday))?",
            "closed trades in numbers: days, and what they are grouped by",
        ),
        "stat:open": (_NONE, "the status screen, redrawn"),
        "help:open": (_NONE, "the help"),
        "dbg:open": (_NONE, "the debug sandbox"),
        "dbg:state": (_NONE, "the sandbox in figures"),
        "dbg:do": (
            r"(?:start|stop|reset|long|short|flip|close|sl|tp|ml|signal)",
            "one press in the sandbox",
        ),
        "conf:yes": (_ID, "nonce: does it"),
        "conf:no": (_ID, "nonce: drops the question"),
        "alert:mute": (_ID, "agent: no signal alerts for an hour"),
    }
)
_CHECKED: Mapping[str, re.Pattern[str] | None] = MappingProxyType(
    {prefix: re.compile(pattern) if pattern else None for prefix, (pattern, _) in ROUTES.items()}
)


@dataclass(frozen=True, slots=True)
class Press:
    """A button press that the table knows. Each property belongs to the routes that carry it."""

    screen: str
    action: str
    arg: str = ""

    @property
    def prefix(self) -> str:
        """The dispatcher's key: `auto:start`."""
        return f"{self.screen}:{self.action}"

    @property
    def assignment(self) -> tuple[str, str]:
        """Setting and value of `auto:fix`, `pick:set`, `risk:put`."""
        setting, _, value = self.arg.partition("=")
        return setting, value

    @property
    def number(self) -> int:
        """Of `set:refresh` and `set:tz`."""
        return int(self.arg)

    @property
    def page(self) -> tuple[str, int]:
        """Kind and page of `jour:page`."""
        kind, _, number = self.arg.partition(".")
        return kind, int(number)

    @property
    def window(self) -> tuple[int, str]:
        """Days and grouping of `stats:open`."""
        days, _, by = self.arg.partition(".")
        return int(days), by

    @property
    def card(self) -> tuple[int, str, int]:
        """Row, kind and page of `jour:card`."""
        row, kind, page = (*self.arg.split("."), "all", "1")[:3]
        return int(row), kind, int(page)


def build(prefix: str, arg: str | int = "") -> str:
    """Callback data of a route; raises ValueError for what `parse` would not know."""
    data = f"{VERSION}:{prefix}" + (f":{arg}" if arg != "" else "")
    if parse(data) is None:
        raise ValueError(f"no callback: {data}")
    return data


def parse(data: str | None) -> Press | None:
    """The press behind callback data, or None when it is forged, too long or of another version."""
    if data is None or len(data.encode()) > MAX_BYTES:
        return None
    version, screen, action, arg = (*data.split(":", 3), "", "", "")[:4]
    prefix = f"{screen}:{action}"
    if version != VERSION or prefix not in _CHECKED:
        return None
    pattern = _CHECKED[prefix]
    is_known = pattern.fullmatch(arg) is not None if pattern else data == f"{VERSION}:{prefix}"
    return Press(screen, action, arg) if is_known else None
