"""The auto screen: what acts at once, and what opens a question first."""

from bot.callbacks import Press
from bot.place import AUTO, Place
from core.types import AgentId
from handlers.turn import Turn


async def act(turn: Turn, press: Press) -> None:
    """start, observe, pause, resume, stop: twice does nothing more."""
    await turn.open(AUTO, turn.say(await turn.services.auto.press(turn.user.id, press.action)))


async def stop(turn: Turn) -> None:
    await turn.open(AUTO, turn.say(await turn.services.auto.press(turn.user.id, "stop")))


async def check(turn: Turn, _: Press) -> None:
    await turn.open(AUTO, turn.say(await turn.services.auto.check(turn.user.id)))


async def break_even(turn: Turn, press: Press) -> None:
    await turn.open(AUTO, turn.say(await turn.services.auto.break_even(turn.user.id, press.arg)))


async def fix(turn: Turn, press: Press) -> None:
    """The one-press way out of a refusal; out of a halt only through its question."""
    setting, value = press.assignment
    if setting == "unlock":
        await turn.ask("unlock", back=AUTO)
        return
    await turn.open(AUTO, turn.say(await turn.services.auto.fix(turn.user.id, setting, value)))


async def close(turn: Turn, press: Press) -> None:
    await turn.ask("close", back=AUTO, version=press.arg)


async def half(turn: Turn, press: Press) -> None:
    await turn.ask("close_half", back=AUTO, version=press.arg)


async def unlock(turn: Turn, _: Press) -> None:
    await turn.ask("unlock", back=AUTO)


async def pick(turn: Turn, press: Press) -> None:
    await turn.open(Place("pick", press.action))


async def choose(turn: Turn, press: Press) -> None:
    setting, value = press.assignment
    await turn.open(AUTO, turn.say(await turn.services.auto.choose(turn.user.id, setting, value)))


async def mute(turn: Turn, press: Press) -> None:
    await turn.services.auto.mute(turn.user.id, AgentId(press.arg))
