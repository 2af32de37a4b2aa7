"""The orders that an agent's strategy lets rest."""

from bot.callbacks import Press
from bot.place import LADDER
from handlers.turn import Turn


async def open_ladder(turn: Turn, press: Press) -> None:
    await turn.services.auto.about(turn.user.id, press.agent)
    await turn.open(LADDER)
