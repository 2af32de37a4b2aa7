"""Alarms: listed, made by words or buttons, edited, paused, removed."""

from bot.callbacks import Press
from bot.place import ALARMS, Place, new_alarm
from bot.states import Typing
from core.errors import InputError
from core.types import InstrumentId
from handlers.turn import Turn


async def say(turn: Turn) -> None:
    """`/alert btc 70000`; without words, the list."""
    if not turn.words:
        await turn.open(ALARMS)
        return
    await _add(turn, " ".join(turn.words))


async def new(turn: Turn, press: Press) -> None:
    """Of the instrument that it was pressed for, or of any."""
    await turn.wait(Typing.alarm, new_alarm(press.arg), alarm="", about=press.arg)


async def add(turn: Turn, press: Press) -> None:
    """A quick one: `BTCUSDT=+1%`, `feed=repeat`."""
    await _add(turn, " ".join(press.assignment))


async def show(turn: Turn, press: Press) -> None:
    """Its level may be typed on its screen."""
    await turn.services.alarms.one(turn.user.id, press.number)
    await turn.wait(Typing.alarm, Place("alarm", press.arg), alarm=press.arg)


async def typed(turn: Turn, value: str) -> None:
    """What cannot be used says why and waits on."""
    number = str(await turn.talk.get_value("alarm", ""))
    about = str(await turn.talk.get_value("about", ""))
    place = Place("alarm", number) if number else new_alarm(about)
    try:
        if number:
            await turn.services.alarms.change(turn.user.id, int(number), value)
            await turn.open(place, turn.say("saved"))
        else:
            await _add(turn, value, InstrumentId(about))
    except InputError as error:
        await turn.explain(error, place)


async def pause(turn: Turn, press: Press) -> None:
    is_paused = press.action == "pause"
    await turn.services.alarms.set_paused(turn.user.id, press.number, is_paused=is_paused)
    await turn.open(Place("alarm", press.arg), turn.say("saved"))


async def repeat(turn: Turn, press: Press) -> None:
    repeats = press.action == "repeat"
    await turn.services.alarms.set_repeat(turn.user.id, press.number, repeats=repeats)
    await turn.open(Place("alarm", press.arg), turn.say("saved"))


async def remove(turn: Turn, press: Press) -> None:
    await turn.services.alarms.remove(turn.user.id, press.number)
    await turn.open(ALARMS, turn.say("alarm_removed"))


async def _add(turn: Turn, words: str, about: InstrumentId = InstrumentId("")) -> None:
    row = await turn.services.alarms.add(turn.user.id, words, about)
    await turn.open(Place("alarm", str(row.alarm.id)), turn.say("alarm_set"))
