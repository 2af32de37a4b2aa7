"""The journal: pages and cards."""

from bot.callbacks import Press
from bot.place import Place
from handlers.turn import Turn


async def page(turn: Turn, press: Press) -> None:
    await turn.open(Place("jour", press.arg))


async def card(turn: Turn, press: Press) -> None:
    await turn.open(Place("card", press.arg))
