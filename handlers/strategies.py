"""The strategy of an agent: looked at, chosen, and its parameters changed."""

from bot.callbacks import Press
from bot.place import STRATEGY, Place
from bot.render.strategies import label
from bot.states import Typing
from core.errors import InputError
from core.types import AgentId
from handlers.turn import Turn


async def own(turn: Turn, press: Press) -> None:
    await _at(turn, press, STRATEGY)


async def page(turn: Turn, press: Press) -> None:
    await _at(turn, press, Place("strats", press.arg))


async def card(turn: Turn, press: Press) -> None:
    await _at(turn, press, Place("strat", press.arg))


async def use(turn: Turn, press: Press) -> None:
    said = await turn.services.strategies.use(turn.user.id, press.arg, agent=press.agent)
    await turn.open(STRATEGY, turn.say(said))


async def edit(turn: Turn, press: Press) -> None:
    """Opens nothing for a button of another strategy."""
    await turn.services.auto.about(turn.user.id, press.agent)
    number, version, _ = press.parameter
    await turn.wait(
        Typing.parameter,
        Place("strat", f"/{press.arg}"),
        number=str(number),
        version=version,
        agent=press.agent,
    )


async def put(turn: Turn, press: Press) -> None:
    number, version, value = press.parameter
    await _save(turn, number, value, version, press.agent)


async def typed(turn: Turn, value: str) -> None:
    """What cannot be used says why and waits on."""
    number, version, agent = [
        str(await turn.talk.get_value(name, "")) for name in ("number", "version", "agent")
    ]
    try:
        await _save(turn, int(number), value, version, AgentId(agent))
    except InputError as error:
        told = await _in_words(turn, error)
        await turn.explain(told, Place("strat", f"/{number}.{version}"))


async def revert(turn: Turn, press: Press) -> None:
    strategies = turn.services.strategies
    said = await strategies.revert(turn.user.id, version=press.arg, agent=press.agent)
    await turn.open(STRATEGY, turn.say(said))


async def reset(turn: Turn, press: Press) -> None:
    strategies = turn.services.strategies
    said = await strategies.reset(turn.user.id, version=press.arg, agent=press.agent)
    await turn.open(STRATEGY, turn.say(said))


async def _in_words(turn: Turn, error: InputError) -> InputError:
    """The error with the parameter called as the screen calls it."""
    name = error.values.get("name", "")
    view = await turn.services.strategies.card(turn.user.id)
    found = next((each.parameter for each in view.parameters if each.parameter.name == name), None)
    if found is None:
        return error
    called = label(view.name, found, turn.text).partition(",")[0]
    return InputError(str(error), code=error.code, **{**error.values, "name": called})


async def _at(turn: Turn, press: Press, place: Place) -> None:
    await turn.services.auto.about(turn.user.id, press.agent)
    await turn.open(place)


async def _save(turn: Turn, number: int, value: str, version: str, agent: AgentId) -> None:
    strategies = turn.services.strategies
    said = await strategies.put(turn.user.id, number, value, version=version, agent=agent)
    await turn.open(STRATEGY, turn.say(said))
