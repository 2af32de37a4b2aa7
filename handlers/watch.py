"""The watch list, the portfolio and the monitor."""

from bot.callbacks import Press
from bot.place import WATCH, Place
from bot.render.watch import EDITING
from core.types import InstrumentId
from handlers.market import seek
from handlers.turn import Turn


async def open_list(turn: Turn, press: Press) -> None:
    await turn.open(Place("watch", press.arg))


async def edit(turn: Turn, press: Press) -> None:
    await turn.open(Place("watch", f"{press.arg}{EDITING}"))


async def pick(turn: Turn, press: Press) -> None:
    await seek(turn, "watchpick", int(press.arg))


async def add(turn: Turn, press: Press) -> None:
    said = await turn.services.watch.add(turn.user.id, InstrumentId(press.arg))
    await turn.open(WATCH, turn.say(said))


async def drop(turn: Turn, press: Press) -> None:
    said = await turn.services.watch.remove(turn.user.id, InstrumentId(press.arg))
    await turn.redraw(turn.say(said))


async def up(turn: Turn, press: Press) -> None:
    await turn.services.watch.raise_(turn.user.id, InstrumentId(press.arg))
    await turn.redraw()


async def portfolio(turn: Turn, press: Press) -> None:
    await turn.open(Place("port", press.arg))


async def monitor(turn: Turn, press: Press) -> None:
    await turn.open(Place("mon", press.arg))
