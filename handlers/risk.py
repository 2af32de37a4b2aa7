"""Risk settings: quick values, typed values, reset."""

from contextlib import suppress

from bot.callbacks import Press
from bot.place import RISK, RISK_RULES, Place
from bot.render.notice import saved
from bot.render.risk import SETTINGS
from bot.states import Typing
from core.errors import InputError
from core.types import AgentId
from handlers.turn import Turn


async def edit(turn: Turn, press: Press) -> None:
    await turn.services.auto.about(turn.user.id, press.agent)
    asked = Place("risk", press.arg)
    await turn.wait(Typing.risk, asked, setting=press.arg, agent=press.agent)


async def put(turn: Turn, press: Press) -> None:
    await save(turn, *press.assignment, press.agent)


async def typed(turn: Turn, value: str) -> None:
    """What cannot be used says why and waits on."""
    setting = str(await turn.talk.get_value("setting", ""))
    agent = AgentId(str(await turn.talk.get_value("agent", "")))
    try:
        await save(turn, setting, value, agent)
    except InputError as error:
        await turn.explain(error, Place("risk", setting))


async def save(turn: Turn, setting: str, value: str, agent: AgentId) -> None:
    now = await turn.services.risk.set(turn.user.id, setting, value, agent=agent)
    back = RISK_RULES if setting not in SETTINGS else RISK
    await turn.open(back, saved(setting, now, turn.text))


async def open_risk(turn: Turn, press: Press) -> None:
    """Of the agent that an alert tells of, while there is one that can be shown."""
    with suppress(InputError):
        await turn.services.auto.about(turn.user.id, press.agent)
    await turn.open(RISK)


async def open_rules(turn: Turn, press: Press) -> None:
    await turn.services.auto.about(turn.user.id, press.agent)
    await turn.open(RISK_RULES)


async def reset(turn: Turn, press: Press) -> None:
    await turn.ask("reset", back=RISK, agent=press.agent)
