"""Where in the bot a chat is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A screen and what of it is shown; kept over a restart as `jour:trades.2`."""

    screen: str
    arg: str = ""

    def __str__(self) -> str:
        return f"{self.screen}:{self.arg}"

    @staticmethod
    def parse(text: str) -> "Place":
        screen, _, arg = text.partition(":")
        return Place(screen, arg)


MENU = Place("menu")
AUTO = Place("auto")
CHART = Place("chart")
MARKET = Place("mkt")
WATCH = Place("watch", "1")
PORTFOLIO = Place("port", "1")
MONITOR = Place("mon", "1")
AGENTS = Place("agents", "1")
NEW_AGENT = Place("newagent")
STRATEGY = Place("strat")
RISK = Place("risk")
RISK_RULES = Place("risk", "more")
JOURNAL = Place("jour", "trades.1")
SETTINGS = Place("set")
STATUS = Place("stat")
SYSTEM = Place("sys")
BUILDER = Place("ord")
ORDERS = Place("olist", "1")
POSITIONS = Place("plist", "1")
ANALYTICS = Place("stats", "30")
HELP = Place("help")
USERS = Place("users")
ALARMS = Place("alarms")
NEW_ALARM = Place("alarm")
LOCKS = Place("locks")
LISTS = Place("lists")
CONFIG = Place("config")
LOGS = Place("logs")
DEBUG = Place("dbg")
DEBUG_STATE = Place("dbg", "state")
