"""Questions that trade: the kill switch, and the two answers of every question."""

from bot.callbacks import Press
from bot.place import AUTO
from handlers.turn import Turn


async def kill(turn: Turn) -> None:
    await turn.ask("kill", back=AUTO)


async def yes(turn: Turn, press: Press) -> None:
    """The one button that carries a nonce."""
    await turn.redraw(turn.say(await turn.services.confirming.confirm(turn.user.id, press.arg)))


async def no(turn: Turn, press: Press) -> None:
    await turn.services.confirming.cancel(turn.user.id, press.arg)
    await turn.redraw(turn.say("cancelled"))
