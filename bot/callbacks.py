"""Callback data, `v1:screen:action:arg`: `bot.routes` says all that a button may carry.

What does not match the table is forged or of another version and parses to None. The arg is
checked here, so that a handler reads it with the properties of `Press` and never parses. A button
of a screen about one agent names it, `v1:auto:stop:@u1-2`: it never acts on another.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from bot.routes import AGENT, BOUND, ROUTES
from core.types import AgentId
from core.values import Frozen

VERSION = "v1"
MAX_BYTES = 64
_BINDING = re.compile(rf"(.*)@({AGENT})", re.DOTALL | re.ASCII)
_CHECKED: Mapping[str, re.Pattern[str] | None] = MappingProxyType(
    {prefix: re.compile(pattern) if pattern else None for prefix, (pattern, _) in ROUTES.items()}
)


class Press(Frozen, frozen=True):
    """A button press that the table knows. Each property belongs to the routes that carry it;
    `agent` is whom the button was drawn for, '' for none."""

    screen: str
    action: str
    arg: str = ""
    agent: AgentId = AgentId("")

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
    def parameter(self) -> tuple[int, str, str]:
        """Number, version and value of `strat:edit` and `strat:put`."""
        which, _, value = self.arg.partition("=")
        number, _, version = which.partition(".")
        return int(number), version, value

    @property
    def number(self) -> int:
        """Of `set:refresh`, `set:tz`, `stats:open` and `jour:share`."""
        return int(self.arg)

    @property
    def page(self) -> tuple[str, int, str]:
        """Kind, page and agent of `jour:page`."""
        kind, number, agent = (*self.arg.split("."), "")[:3]
        return kind, int(number), agent

    @property
    def file(self) -> tuple[str, str, str]:
        """Form, kind and agent of `jour:file`."""
        form, kind, agent = (*self.arg.split("."), "")[:3]
        return form, kind, agent

    @property
    def ranking(self) -> tuple[str, int, int]:
        """Grouping, days and page of `rank:open`."""
        by, days, page = self.arg.split(".")
        return by, int(days), int(page)

    @property
    def report(self) -> tuple[str, str, str]:
        """Unit, first day (20261120, or '') and strategy of `rep:open`."""
        unit, first, strategy = (*self.arg.split(".", 2), "", "")[:3]
        return unit, first, strategy

    @property
    def gain(self) -> tuple[str, int]:
        """Side and days (0: all) of `gain:open`."""
        side, _, days = self.arg.partition(".")
        return side, int(days or "0")

    @property
    def span(self) -> tuple[str, int]:
        """Unit and count of `days:open`."""
        unit, _, count = self.arg.partition(".")
        return unit, int(count)

    @property
    def plugin(self) -> tuple[str, int]:
        """Plugin of `plug:card`, and the page of its parameters."""
        name, _, page = self.arg.partition(".")
        return name, int(page or 1)

    @property
    def card(self) -> tuple[int, str]:
        """Row of `jour:card`, and the page to go back to as `jour:page` takes it."""
        row, _, page = self.arg.partition(".")
        return int(row), page or "all.1"


def build(prefix: str, arg: str | int = "", agent: str = "") -> str:
    """Callback data of a route; raises ValueError for what `parse` would not know."""
    carried = f"{arg}@{agent}" if agent else str(arg)
    data = f"{VERSION}:{prefix}" + (f":{carried}" if carried else "")
    if parse(data) is None:
        raise ValueError(f"no callback: {data}")
    return data


def parse(data: str | None) -> Press | None:
    """The press behind callback data, or None when it is forged, too long or of another version."""
    if data is None or len(data.encode()) > MAX_BYTES:
        return None
    version, screen, action, carried = (*data.split(":", 3), "", "", "")[:4]
    prefix = f"{screen}:{action}"
    if version != VERSION or prefix not in _CHECKED:
        return None
    arg, agent = _unbound(screen, carried)
    pattern = _CHECKED[prefix]
    if pattern is not None:
        is_known = pattern.fullmatch(arg) is not None and not data.endswith(":")
    else:
        is_known = not arg and (bool(agent) or data == f"{VERSION}:{prefix}")
    return Press(screen, action, arg, AgentId(agent)) if is_known else None


def _unbound(screen: str, carried: str) -> tuple[str, str]:
    """The arg, and the agent behind it."""
    found = _BINDING.fullmatch(carried) if screen in BOUND else None
    return (carried, "") if found is None else (found[1], found[2])
