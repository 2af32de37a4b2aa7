"""Questions that trade: the kill switch, and the two answers of every question."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.callbacks import Press
from bot.place import AUTO, ORDERS, POSITIONS, Place
from handlers.turn import Turn

AFTER: Mapping[str, Place] = MappingProxyType({"order_sent": POSITIONS, "order_resting": ORDERS})


async def kill(turn: Turn) -> None:
    await turn.ask("kill", back=AUTO)


async def yes(turn: Turn, press: Press) -> None:
    """The one button that carries a nonce; an order leads to where it can be seen."""
    code = await turn.services.confirming.confirm(turn.user.id, press.arg)
    seen = AFTER.get(code) or await turn.hub.place(turn.chat)
    await turn.open(seen, turn.say(code))


async def no(turn: Turn, press: Press) -> None:
    await turn.services.confirming.cancel(turn.user.id, press.arg)
    await turn.redraw(turn.say("cancelled"))
