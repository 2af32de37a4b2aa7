"""The market: one instrument, another one by a button or by its name."""

from bot.callbacks import Press
from bot.place import MARKET, Place
from bot.render.market import PAUSED, market_arg
from bot.states import Typing
from core.errors import InputError
from core.types import InstrumentId, Timeframe
from core.values import Frozen
from handlers.turn import Turn

LONGEST_NAME = 24
SEEKING = ("mktpick", "watchpick")


class Shown(Frozen, frozen=True):
    """What a market screen is of."""

    instrument: InstrumentId | None = None
    timeframe: Timeframe | None = None
    is_paused: bool = False

    @staticmethod
    def parse(arg: str) -> "Shown":
        """Of `1h.p.sim:perp:BTCUSDT`; of anything else the agent's own market."""
        frame, _, rest = arg.partition(".")
        is_paused = rest.startswith(f"{PAUSED}.")
        name = rest.removeprefix(f"{PAUSED}.") if is_paused else rest
        if frame not in list(Timeframe) or not name:
            return Shown()
        return Shown(InstrumentId(name), Timeframe(frame), is_paused)


class Search(Frozen, frozen=True):
    """A page of instruments, or what was typed; `back` is the market it began at."""

    page: int = 1
    sought: str = ""
    back: str = ""

    @staticmethod
    def parse(arg: str) -> "Search":
        page, sought, back = (*arg.split("|", 2), "", "", "")[:3]
        return Search(int(page) if page.isdecimal() else 1, sought, back)

    def __str__(self) -> str:
        return f"{self.page}|{self.sought}|{self.back}"


async def open_market(turn: Turn, press: Press) -> None:
    await turn.open(Place("mkt", press.arg))


async def pick(turn: Turn, press: Press) -> None:
    """A typed name is sought as long as the list is shown."""
    await seek(turn, "mktpick", int(press.arg))


async def seek(turn: Turn, screen: str, page: int) -> None:
    here = await turn.hub.place(turn.chat)
    back = here.arg if here.screen == MARKET.screen else ""
    if here.screen == screen:
        back = Search.parse(here.arg).back
    await turn.wait(Typing.symbol, Place(screen, str(Search(page, back=back))))


async def typed(turn: Turn, text: str) -> None:
    """A name that is one is taken; of any other the nearest are shown, and it is waited on."""
    here = await turn.hub.place(turn.chat)
    screen = here.screen if here.screen in SEEKING else SEEKING[0]
    try:
        found = await turn.services.market.find(turn.user.id, text[:LONGEST_NAME])
    except InputError:
        search = Search(sought=_bare(text), back=Search.parse(here.arg).back)
        await turn.wait(Typing.symbol, Place(screen, str(search)))
        return
    if screen == "watchpick":
        said = await turn.services.watch.add(turn.user.id, found)
        await turn.open(Place("watch", "1"), turn.say(said))
        return
    frame = Shown.parse(Search.parse(here.arg).back).timeframe or Timeframe.M15
    await turn.open(Place("mkt", market_arg(found, frame)))


async def named(turn: Turn) -> None:
    """`/market btc 1h`."""
    names = [word for word in turn.words if word.lower() not in list(Timeframe)]
    frames = [Timeframe(word.lower()) for word in turn.words if word.lower() in list(Timeframe)]
    if not names and not frames:
        await turn.open(MARKET)
        return
    market = turn.services.market
    found = await market.find(turn.user.id, names[0][:LONGEST_NAME]) if names else None
    view = await market.view(turn.user.id, found, frames[0] if frames else None)
    await turn.open(Place("mkt", market_arg(view.instrument, view.timeframe)))


def _bare(text: str) -> str:
    """Of what was typed, what a name may have: it becomes a part of the place."""
    return "".join(char for char in text[:LONGEST_NAME] if char.isalnum())[:16]
