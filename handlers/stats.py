"""Analytics: a window and a grouping."""

from bot.callbacks import Press
from bot.place import Place
from handlers.turn import Turn


async def open_window(turn: Turn, press: Press) -> None:
    await turn.open(Place("stats", press.arg))
