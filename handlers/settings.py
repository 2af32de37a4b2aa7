"""Preferences of the user."""

from bot.callbacks import Press
from bot.place import SETTINGS, Place
from handlers.turn import Turn

PORT_NAMES = {"lang": "language", "alerts": "alerts", "refresh": "refresh", "tz": "utc_offset"}


async def values(turn: Turn, press: Press) -> None:
    await turn.open(Place("set", press.arg))


async def choose(turn: Turn, press: Press) -> None:
    """The screen itself shows what was chosen, in the language that was chosen."""
    await turn.services.preferences.set(turn.user.id, PORT_NAMES[press.action], press.arg)
    await turn.open(SETTINGS)
