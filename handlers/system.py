"""The desk's own condition: asked again, and copied."""

from bot.callbacks import Press
from bot.place import SYSTEM
from handlers.turn import Turn


async def check(turn: Turn, _: Press) -> None:
    await turn.open(SYSTEM, turn.say(await turn.services.system.check(turn.user.id)))


async def back_up(turn: Turn, _: Press) -> None:
    await turn.ask("backup", back=SYSTEM)
