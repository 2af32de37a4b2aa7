"""Plugins: looked at by everybody; reloaded, switched, installed and removed by owners."""

import re

from bot.callbacks import Press
from bot.place import PLUGINS, SHOP, Place
from bot.states import Typing
from handlers.turn import Turn

NO_SIGN = re.compile(r"[^\w-]", re.ASCII)
LONGEST = 20


async def page(turn: Turn, press: Press) -> None:
    await turn.open(Place("plugs", press.arg))


async def card(turn: Turn, press: Press) -> None:
    await turn.open(Place("plug", press.arg))


async def reload(turn: Turn, press: Press) -> None:
    await _did(turn, press, await turn.services.plugins.reload(turn.user.id, press.arg))


async def release(turn: Turn, press: Press) -> None:
    await _did(turn, press, await turn.services.plugins.release(turn.user.id, press.arg))


async def switch(turn: Turn, press: Press) -> None:
    is_on = press.action == "on"
    said = await turn.services.plugins.switch(turn.user.id, press.arg, is_on=is_on)
    await _did(turn, press, said)


async def remove(turn: Turn, press: Press) -> None:
    await turn.ask("uninstall", back=PLUGINS, version=press.arg)


async def unsigned(turn: Turn, press: Press) -> None:
    """Letting them in is asked for; keeping them out is not."""
    if press.arg == "on":
        await turn.ask("unsigned", back=PLUGINS)
        return
    said = await turn.services.plugins.allow_unsigned(turn.user.id, is_allowed=False)
    await turn.open(PLUGINS, turn.say(said))


async def shop(turn: Turn, press: Press) -> None:
    await turn.open(Place("shop", press.arg))


async def seek(turn: Turn, press: Press) -> None:
    await turn.wait(Typing.offer, Place("shop", f"{SHOP.arg}.?"))


async def offer(turn: Turn, press: Press) -> None:
    await turn.open(Place("offer", press.arg))


async def install(turn: Turn, press: Press) -> None:
    await turn.ask("install", back=PLUGINS, version=press.arg)


async def typed(turn: Turn, value: str) -> None:
    """One word of it, as a button can carry it; none shows everything."""
    words = [NO_SIGN.sub("", each)[:LONGEST] for each in value.split()]
    word = next((each for each in words if each), "")
    await turn.open(Place("shop", f"{SHOP.arg}.{word}" if word else SHOP.arg))


async def _did(turn: Turn, press: Press, said: str) -> None:
    await turn.open(Place("plug", press.arg), turn.say(said))
