"""Callback data, `v1:screen:action:arg`: one table says all that a button may carry.

What does not match the table is forged or of another version and parses to None. The arg is
checked here, so that a handler reads it with the properties of `Press` and never parses. A button
of a screen about one agent names it, `v1:auto:stop:@u1-2`: it never acts on another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.types import AgentId, Timeframe

VERSION = "v1"
MAX_BYTES = 64

_NONE = ""
_NAME = r"[a-z_]{1,24}"
_ID = r"[^\s]{1,48}"
_NUMBER = r"\d{1,12}"
_PAGE = r"\d{1,4}"
_ASSIGNMENT = rf"{_NAME}=[^\s]{{1,40}}"
_KIND = r"(?:all|trades|orders|signals|errors)"
_AGENT = r"[\w-]{1,30}"
_STRATEGY = r"[\w-]{1,30}"
_CHECKSUM = r"[0-9a-f]{4}"
_PLUGIN = r"[A-Za-z]\w{0,31}"
_PARAMETER = rf"\d{{1,2}}\.{_CHECKSUM}"
_DAYS = r"(?:7|30|90|0)"
_STUDY = r"[0-9a-f]{12}"
_GROUPINGS = "strategy|symbol|side|reason|tag|regime|hour|weekday|mix"
_REPORT = rf"(?:day|week|month|all)(?:\.(?:\d{{8}})?(?:\.{_STRATEGY})?)?"
_FRAME = "|".join(Timeframe)
_BINDING = re.compile(rf"(.*)@({_AGENT})", re.DOTALL | re.ASCII)

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
        "chart:open": (rf"(?:{_FRAME})?", "candles of the agent, of this timeframe or its own"),
        "ladder:open": (_NONE, "the orders that the agent's strategy lets rest"),
        "pick:symbol": (_NONE, "opens the choice"),
        "pick:timeframe": (_NONE, "opens the choice"),
        "pick:leverage": (_NONE, "opens the choice"),
        "pick:set": (_ASSIGNMENT, "setting=value chosen"),
        "strat:open": (_NONE, "the agent's strategy and its parameters"),
        "strat:list": (_PAGE, "strategies to choose from, a page of them"),
        "strat:card": (_STRATEGY, "one strategy"),
        "strat:page": (rf"{_STRATEGY}\.{_PAGE}", "strategy.page of its parameters"),
        "strat:use": (_STRATEGY, "strategy: it leads the agent from now on"),
        "strat:edit": (_PARAMETER, "number.version: opens the values of a parameter"),
        "strat:put": (rf"{_PARAMETER}=[^\s]{{1,20}}", "number.version=value of a parameter"),
        "strat:revert": (_CHECKSUM, "version: parameters as before the last change"),
        "strat:reset": (_CHECKSUM, "version: parameters at their defaults"),
        "study:open": (_NONE, "what may be tried on history, and what is being tried"),
        "study:run": (r"(?:7|30|90)", "days: tests the agent's parameters on them"),
        "study:check": (_NONE, "looks for reasons not to believe the agent's test"),
        "study:drift": (_NONE, "holds the agent's trades against a test of the same bars"),
        "study:search": (r"(?:grid|random|tpe)", "method: looks for better parameters"),
        "study:stop": (_NONE, "ends what is being tried"),
        "study:list": (_PAGE, "what was found, a page of it"),
        "study:show": (_STUDY, "one result"),
        "study:file": (rf"(?:csv|json|html)\.{_STUDY}", "form.result: as a file"),
        "study:with": (rf"{_STUDY}\.{_PAGE}", "result.page: chooses another to compare it with"),
        "study:compare": (rf"{_STUDY}\.{_STUDY}", "two results side by side"),
        "study:apply": (_STUDY, "opens the confirm that gives its best parameters to the agent"),
        "study:drop": (_STUDY, "takes a result away"),
        "risk:open": (_NONE, "the risk settings"),
        "risk:edit": (_NAME, "opens the input state of a setting"),
        "risk:put": (_ASSIGNMENT, "setting=value from a quick button"),
        "risk:reset": (_NONE, "opens the confirm that resets"),
        "risk:cancel": (_NONE, "leaves the input state"),
        "risk:more": (_NONE, "ladder, trailing, counts, direction"),
        "jour:page": (
            rf"{_KIND}\.\d{{1,6}}(?:\.{_AGENT})?",
            "kind.page of the journal, of one agent",
        ),
        "jour:card": (
            rf"{_NUMBER}(?:\.{_KIND}\.\d{{1,6}}(?:\.{_AGENT})?)?",
            "row, with the kind.page to go back to",
        ),
        "jour:file": (rf"(?:csv|json)\.{_KIND}(?:\.{_AGENT})?", "the journal as a file"),
        "jour:share": (_NUMBER, "row: the card of its trade, to show to others"),
        "jour:clear": (_NONE, "opens the confirm that clears the journal's screens"),
        "jour:uncover": (_NONE, "shows what was cleared again"),
        "jour:hide": (_ID, "trade: left out of the statistics"),
        "jour:count": (_ID, "trade: counted again"),
        "set:open": (_NONE, "the settings"),
        "set:menu": (
            r"(?:mode|keys|alerts|quiet|cooldown|refresh|tz|theme|drift|report)",
            "opens the values of one setting",
        ),
        "set:alert": (r"[a-z]{1,12}=(?:on|silent|off)", "how loud alerts of one kind are"),
        "set:quiet": (r"(?:off|\d\d-\d\d)", "hours in which alerts do not ring"),
        "set:urgent": (r"(?:on|off)", "whether HIGH and risk ring in quiet hours"),
        "set:cooldown": (r"\d{1,5}", "seconds between signal alerts of an agent"),
        "set:theme": (r"(?:dark|light)", "of pictures"),
        "set:report": (r"(?:off|day|week|month)", "how often a report is sent"),
        "set:hour": (r"\d{1,2}", "hour of the day at which a report is sent"),
        "set:drift": (r"\d(?:\.\d{1,2})?%", "how far a price may drift before a confirm"),
        "set:lang": (r"(?:en|ru)", "language"),
        "set:alerts": (r"(?:HIGH|MEDIUM|LOW|off)", "signal alerts from this priority on"),
        "set:refresh": (r"(?:5|15|60)", "seconds between live refreshes"),
        "set:tz": (r"-?\d{1,3}", "minutes from UTC"),
        "stats:open": (_DAYS, "closed trades of so many days in numbers; 0: all"),
        "gain:open": (
            r"(?:all|long|short)(?:\.\d{1,3})?",
            "what was made: by which side, in how many days",
        ),
        "rank:open": (
            rf"(?:{_GROUPINGS})\.{_DAYS}\.{_PAGE}",
            "grouping.days.page: groups of closed trades",
        ),
        "days:open": (r"(?:day|week|month)\.\d{1,2}", "unit.count: results by time"),
        "rep:open": (_REPORT, "unit.first day.strategy: a report"),
        "rep:file": (rf"(?:html|csv)\.{_REPORT}", "the same as a file"),
        "stat:open": (_NONE, "the status screen, redrawn"),
        "sys:open": (_NONE, "the system screen, redrawn"),
        "sys:check": (_NONE, "ask the feed and the venue now"),
        "sys:backup": (_NONE, "opens the confirm that makes a copy"),
        "alarm:list": (_NONE, "alarms"),
        "alarm:new": (rf"(?:{_ID})?", "waits for the words of a new alarm, of an instrument"),
        "alarm:add": (r"[\w:-]{1,40}=[+\-\w.%]{1,12}", "a new alarm: what=level"),
        "alarm:show": (r"\d{1,6}", "one alarm"),
        "alarm:pause": (r"\d{1,6}", "it does not ring"),
        "alarm:resume": (r"\d{1,6}", "it rings again"),
        "alarm:repeat": (r"\d{1,6}", "every time"),
        "alarm:once": (r"\d{1,6}", "once"),
        "alarm:remove": (r"\d{1,6}", "gone"),
        "lock:open": (_NONE, "what holds entries back"),
        "lock:end": (_AGENT, "agent: ends its cooldown and its mute"),
        "list:open": (_NONE, "symbols that may be traded, and those that may not"),
        "list:bar": (r"[\w:-]{1,40}", "symbol: nothing is opened on it"),
        "list:allow": (r"[\w:-]{1,40}", "symbol: may be traded again"),
        "cfg:open": (_NONE, "settings in force"),
        "cfg:reload": (_NONE, "reads .env again"),
        "cfg:logs": (_NONE, "the newest lines of the log"),
        "users:open": (_NONE, "members and invitations"),
        "users:show": (_NUMBER, "one member"),
        "users:role": (rf"{_NUMBER}=(?:owner|trader|viewer)", "another role for a member"),
        "users:remove": (_NUMBER, "opens the confirm that ends somebody's access"),
        "users:invite": (r"(?:trader|viewer)", "makes an invitation"),
        "users:revoke": (r"[0-9a-f]{12}", "withdraws an invitation"),
        "users:log": (r"\d{1,6}", "a page of the access log"),
        "plug:list": (_PAGE, "the plugins, a page of them"),
        "plug:card": (rf"{_PLUGIN}(?:\.{_PAGE})?", "one plugin, with a page of its parameters"),
        "plug:reload": (_PLUGIN, "plugin: its file is read and tried anew"),
        "plug:release": (_PLUGIN, "plugin: out of quarantine"),
        "plug:on": (_PLUGIN, "plugin: may be used"),
        "plug:off": (_PLUGIN, "plugin: is not used, until it is switched on"),
        "plug:remove": (_PLUGIN, "opens the confirm that removes what was installed"),
        "plug:unsigned": (r"(?:on|off)", "unsigned ones; on opens a confirm"),
        "shop:open": (rf"{_PAGE}(?:\.[\w-]{{1,20}})?", "the marketplace: page, words sought"),
        "shop:seek": (_NONE, "waits for words to seek"),
        "shop:offer": (_PLUGIN, "one offer, its package fetched and read"),
        "shop:install": (_PLUGIN, "opens the confirm that installs"),
        "help:open": (_NONE, "the help"),
        "dbg:open": (_NONE, "the debug sandbox"),
        "dbg:state": (_NONE, "the sandbox in figures"),
        "dbg:do": (
            r"(?:start|stop|reset|long|short|flip|close|sl|tp|ml|signal)",
            "one press in the sandbox",
        ),
        "ord:new": (
            r"(?:[^\s.]{1,40}(?:\.(?:buy|sell))?)?",
            "the order builder on the last draft, of a symbol, with a side",
        ),
        "ord:open": (_NONE, "the order builder"),
        "ord:edit": (_NAME, "opens the values of a field, and waits for a typed one"),
        "ord:put": (_ASSIGNMENT, "field=value of the draft"),
        "ord:review": (_NONE, "opens the confirm that sends the draft"),
        "ord:oco": (_ID, "trade: begins an OCO on it"),
        "olist:open": (r"(?:\d{1,4})?", "open orders, a page of them"),
        "olist:cancel": (_NONE, "opens the confirm that cancels them all"),
        "order:open": (_ID, "an open order"),
        "order:edit": (r"(?:price|qty|trigger)", "waits for a value of the order shown"),
        "order:put": (_ASSIGNMENT, "field=value of the order shown"),
        "order:cancel": (_ID, "order: cancels it, at once"),
        "plist:open": (r"(?:\d{1,4})?", "open positions, a page of them"),
        "plist:close": (_NONE, "opens the confirm that closes them all"),
        "pos:open": (_ID, "trade: its card"),
        "pos:at": (r"(?:stop|target)\.[^\s]{1,40}", "field.trade: opens one of its exits"),
        "pos:edit": (_NAME, "opens the values of an exit of the position shown"),
        "pos:put": (_ASSIGNMENT, "exit=value of the position shown"),
        "pos:close": (r"\d{1,3}", "opens the confirm that closes so many percent"),
        "pos:be": (_ID, "version: stop to break-even, at once"),
        "chart:pos": (_ID, "trade: its candles, while it is open"),
        "conf:drop": (_ID, "nonce: drops the question and leaves"),
        "mkt:open": (
            rf"(?:(?:{_FRAME})\.(?:p\.)?[^\s]{{1,40}})?",
            "the market: timeframe, p while it stands still, instrument",
        ),
        "mkt:pick": (_PAGE, "instruments to look at, a page of them"),
        "watch:open": (_PAGE, "the watch list, a page of it"),
        "watch:edit": (_PAGE, "the same, to be changed"),
        "watch:pick": (_PAGE, "instruments to watch, a page of them"),
        "watch:add": (_ID, "instrument: on the list"),
        "watch:drop": (_ID, "instrument: off the list"),
        "watch:up": (_ID, "instrument: one place up"),
        "port:open": (_PAGE, "what the money is in, with a page of the positions"),
        "mon:open": (_PAGE, "agents at work, a page of them"),
        "agent:list": (_PAGE, "the agents, a page of them"),
        "agent:card": (_AGENT, "one agent"),
        "agent:choose": (_AGENT, "the auto, risk and strategy screens are about it"),
        "agent:start": (_AGENT, "trade"),
        "agent:stop": (_AGENT, "off; an open position stays protected"),
        "agent:all": (r"(?:start|stop)", "every agent"),
        "agent:edit": (rf"(?:name|slice|clone)\.{_AGENT}", "waits for a value of an agent"),
        "agent:remove": (_AGENT, "opens the confirm that removes it"),
        "agent:new": (_NONE, "an agent to be put together"),
        "agent:field": (_NAME, "opens the values of one of its fields, or waits for one"),
        "agent:fill": (_ASSIGNMENT, "field=value of it"),
        "agent:room": (_NONE, "halves what the richest agent has, for the new one"),
        "agent:make": (_NONE, "makes it"),
        "agent:compare": (rf"(?:7|30|90|0)\.{_PAGE}", "agents side by side: days, page"),
        "conf:yes": (_ID, "nonce: does it"),
        "conf:no": (_ID, "nonce: drops the question"),
        "alert:take": (rf"{_AGENT}\.(?:BUY|SELL)", "agent.side: opens the confirm that enters"),
        "alert:mute": (_ID, "agent: no signal alerts for an hour"),
    }
)
BOUND = frozenset({"auto", "chart", "ladder", "pick", "risk", "strat", "study"})
"""Screens about one agent: their buttons carry it behind the arg, as `@agent`."""
_CHECKED: Mapping[str, re.Pattern[str] | None] = MappingProxyType(
    {prefix: re.compile(pattern) if pattern else None for prefix, (pattern, _) in ROUTES.items()}
)


@dataclass(frozen=True, slots=True)
class Press:
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
