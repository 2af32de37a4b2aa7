"""Where in the bot a chat is."""

from core.values import Frozen


class Place(Frozen, frozen=True):
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
STUDY = Place("study")
STUDY_NOW = Place("study", "now")
STUDIES = Place("studies", "1")
LADDER = Place("ladder")
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
PROFIT = Place("gain", "all")
BY_SYMBOL = Place("rank", "symbol.0.1")
BY_ENTRY = Place("rank", "tag.0.1")
BY_EXIT = Place("rank", "reason.0.1")
BY_BOTH = Place("rank", "mix.0.1")
REPORT = Place("rep", "day")
DAILY = Place("days", "day.7")
WEEKLY = Place("days", "week.8")
MONTHLY = Place("days", "month.6")
HELP = Place("help")
USERS = Place("users")
ALARMS = Place("alarms")
LOCKS = Place("locks")
LISTS = Place("lists")
CONFIG = Place("config")
LOGS = Place("logs")
PLUGINS = Place("plugs", "1")
SHOP = Place("shop", "1")
DEBUG = Place("dbg")
DEBUG_STATE = Place("dbg", "state")


def new_alarm(instrument: str) -> Place:
    """Where a new alarm is put together, of an instrument or ('') of any."""
    return Place("alarm", f"new/{instrument}")
