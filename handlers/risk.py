"""Risk settings: quick values, typed values, reset."""

from bot.callbacks import Press
from bot.place import RISK, Place
from bot.render.notice import saved
from bot.states import Typing
from core.errors import InputError
from handlers.turn import Turn


async def edit(turn: Turn, press: Press) -> None:
    """Waits for a value; it waits as long as the screen asks."""
    await turn.talk.set_data({"setting": press.arg})
    await turn.talk.set_state(Typing.risk)
    await turn.open(Place("risk", press.arg))


async def put(turn: Turn, press: Press) -> None:
    await save(turn, *press.assignment)


async def typed(turn: Turn, value: str) -> None:
    """What cannot be used says why and waits on."""
    setting = str(await turn.talk.get_value("setting", ""))
    try:
        await save(turn, setting, value)
    except InputError as error:
        await turn.explain(error, Place("risk", setting))


async def save(turn: Turn, setting: str, value: str) -> None:
    now = await turn.services.risk.set(turn.user.id, setting, value)
    await turn.open(RISK, saved(setting, now, turn.text))


async def reset(turn: Turn, _: Press) -> None:
    await turn.ask("reset", back=RISK)
