"""The agents: listed, started and stopped, made, changed and removed."""

from bot.callbacks import Press
from bot.place import AGENTS, AUTO, NEW_AGENT, Place
from bot.render.new_agent import TYPED
from bot.states import Typing
from core.types import AgentId
from handlers.turn import Turn


async def open_list(turn: Turn, press: Press) -> None:
    await turn.open(Place("agents", press.arg))


async def card(turn: Turn, press: Press) -> None:
    await turn.open(Place("agent", press.arg))


async def choose(turn: Turn, press: Press) -> None:
    said = await turn.services.agents.choose(turn.user.id, AgentId(press.arg))
    await turn.open(AUTO, turn.say(said))


async def press(turn: Turn, press: Press) -> None:
    agents = turn.services.agents
    said = await agents.press(turn.user.id, AgentId(press.arg), press.action)
    await turn.open(Place("agent", press.arg), turn.say(said))


async def press_all(turn: Turn, press: Press) -> None:
    said = await turn.services.agents.press_all(turn.user.id, press.arg)
    await turn.open(AGENTS, turn.say(said))


async def edit(turn: Turn, press: Press) -> None:
    field, _, agent = press.arg.partition(".")
    await turn.wait(Typing.agent, Place("agent", f"{agent}/{field}"), agent=agent, field=field)


async def remove(turn: Turn, press: Press) -> None:
    await turn.ask("remove_agent", back=AGENTS, version=press.arg)


async def new(turn: Turn, _: Press) -> None:
    await turn.open(NEW_AGENT)


async def field(turn: Turn, press: Press) -> None:
    """Its name and its slice are typed, the others are chosen."""
    place = Place("newagent", press.arg)
    if press.arg in TYPED:
        await turn.wait(Typing.agent, place, agent="", field=press.arg)
    else:
        await turn.open(place)


async def fill(turn: Turn, press: Press) -> None:
    await turn.services.agents.fill(turn.user.id, *press.assignment)
    await turn.open(NEW_AGENT)


async def room(turn: Turn, _: Press) -> None:
    await turn.services.agents.make_room(turn.user.id)
    await turn.open(NEW_AGENT)


async def make(turn: Turn, _: Press) -> None:
    agent = await turn.services.agents.make(turn.user.id)
    await turn.open(Place("agent", agent), turn.say("made"))


async def compare(turn: Turn, press: Press) -> None:
    await turn.open(Place("compare", press.arg))


async def typed(turn: Turn, text: str) -> None:
    """What cannot be used says why and waits on."""
    agent = AgentId(str(await turn.talk.get_value("agent", "")))
    asked = str(await turn.talk.get_value("field", ""))
    agents = turn.services.agents
    if not agent:
        await agents.fill(turn.user.id, asked, text)
        await turn.open(NEW_AGENT)
        return
    said = await agents.put(turn.user.id, agent, asked, text)
    place = AGENTS if asked == "clone" else Place("agent", agent)
    await turn.open(place, turn.say(said))
