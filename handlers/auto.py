"""The auto screen: what acts at once, and what opens a question first. A button acts on the agent
it was drawn for."""

from contextlib import suppress

from bot.callbacks import Press
from bot.place import AUTO, Place
from core.errors import InputError
from core.types import AgentId
from handlers.turn import Turn


async def open_auto(turn: Turn, press: Press) -> None:
    """Of the agent that an alert tells of, while there is one that can be shown."""
    with suppress(InputError):
        await turn.services.auto.about(turn.user.id, press.agent)
    await turn.open(AUTO)


async def act(turn: Turn, press: Press) -> None:
    """start, observe, pause, resume, stop: twice does nothing more."""
    auto = turn.services.auto
    said = await auto.press(turn.user.id, press.action, agent=press.agent)
    await turn.open(AUTO, turn.say(said))


async def stop(turn: Turn) -> None:
    await turn.open(AUTO, turn.say(await turn.services.auto.press(turn.user.id, "stop")))


async def check(turn: Turn, press: Press) -> None:
    said = await turn.services.auto.check(turn.user.id, agent=press.agent)
    await turn.open(AUTO, turn.say(said))


async def break_even(turn: Turn, press: Press) -> None:
    auto = turn.services.auto
    said = await auto.break_even(turn.user.id, press.arg, agent=press.agent)
    await turn.open(AUTO, turn.say(said))


async def fix(turn: Turn, press: Press) -> None:
    """The one-press way out of a refusal; out of a halt only through its question."""
    setting, value = press.assignment
    if setting == "unlock":
        await turn.ask("unlock", back=AUTO, agent=press.agent)
        return
    auto = turn.services.auto
    said = await auto.fix(turn.user.id, setting, value, agent=press.agent)
    await turn.open(AUTO, turn.say(said))


async def close(turn: Turn, press: Press) -> None:
    await turn.ask("close", back=AUTO, version=press.arg, agent=press.agent)


async def half(turn: Turn, press: Press) -> None:
    await turn.ask("close_half", back=AUTO, version=press.arg, agent=press.agent)


async def unlock(turn: Turn, press: Press) -> None:
    await turn.ask("unlock", back=AUTO, agent=press.agent)


async def pick(turn: Turn, press: Press) -> None:
    await turn.services.auto.about(turn.user.id, press.agent)
    await turn.open(Place("pick", press.action))


async def choose(turn: Turn, press: Press) -> None:
    setting, value = press.assignment
    auto = turn.services.auto
    said = await auto.choose(turn.user.id, setting, value, agent=press.agent)
    await turn.open(AUTO, turn.say(said))


async def mute(turn: Turn, press: Press) -> None:
    await turn.services.auto.mute(turn.user.id, AgentId(press.arg))


async def take(turn: Turn, press: Press) -> None:
    """A signal taken by hand: what it would open, asked about."""
    await turn.ask("take", back=AUTO, version=press.arg)
