"""The chart of an agent."""

from contextlib import suppress

from bot.callbacks import Press
from bot.place import Place
from core.errors import InputError
from handlers.turn import Turn


async def open_chart(turn: Turn, press: Press) -> None:
    """Of the agent that the button was drawn for, while there is one that can be shown."""
    with suppress(InputError):
        await turn.services.auto.about(turn.user.id, press.agent)
    await turn.open(Place("chart", press.arg))
