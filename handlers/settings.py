"""Preferences of the user."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.callbacks import Press
from bot.place import SETTINGS, Place
from bot.states import Typing
from core.errors import InputError
from handlers.turn import Turn

PORT_NAMES: Mapping[str, str] = MappingProxyType({"lang": "language", "tz": "utc_offset"})
"""What the chat calls otherwise than the service."""
TYPED: Mapping[str, str] = MappingProxyType(
    {"quiet": "quiet", "cooldown": "cooldown", "tz": "zone", "drift": "drift"}
)
"""Screens on which a value may be typed, and the setting that takes it."""
ON_THEIR_OWN = frozenset({"report", "hour"})
"""Of a screen on which more may be chosen."""
IN_ALERTS = frozenset({"alert", "alerts"})


async def values(turn: Turn, press: Press) -> None:
    """Waits for a value where one may be typed."""
    place = Place("set", press.arg)
    if press.arg in TYPED:
        await turn.wait(Typing.setting, place, setting=press.arg)
    else:
        await turn.open(place)


async def choose(turn: Turn, press: Press) -> None:
    """The screen itself shows what was chosen, in the language that was chosen."""
    setting = PORT_NAMES.get(press.action, press.action)
    await turn.services.preferences.set(turn.user.id, setting, press.arg)
    if setting in ON_THEIR_OWN:
        await turn.open(Place("set", "report"))
    else:
        await turn.open(Place("set", "alerts") if setting in IN_ALERTS else SETTINGS)


async def typed(turn: Turn, value: str) -> None:
    """What cannot be used says why and waits on."""
    shown = str(await turn.talk.get_value("setting", ""))
    try:
        await turn.services.preferences.set(turn.user.id, TYPED.get(shown, shown), value)
    except InputError as error:
        await turn.explain(error, Place("set", shown))
        return
    await turn.open(SETTINGS, turn.say("saved"))


async def switch_language(turn: Turn) -> None:
    """`/lang` to the other one, `/lang ru` to that one."""
    other = "ru" if turn.user.language == "en" else "en"
    language = turn.words[0].lower()[:2] if turn.words else other
    await turn.services.preferences.set(turn.user.id, "language", language)
    await turn.open(SETTINGS)
