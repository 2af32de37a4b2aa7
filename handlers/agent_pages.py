"""What stands at the places of agents."""

import dataclasses

from bot.live import Painted
from bot.render.agents import render_agent, render_agents
from bot.render.chart import pictured
from bot.render.compare import render_compare
from bot.render.new_agent import render_new_agent
from core.errors import InputError
from core.types import Access, AgentId
from handlers.look import Look
from handlers.still_watching import still_agent, still_agents
from handlers.watch_pages import number


async def agents(look: Look) -> Painted:
    view = await look.services.agents.view(look.user.id, number(look.arg))
    return Painted(
        render_agents(view, look.text, notice=look.notice),
        render_agents(still_agents(view), look.text, notice=look.notice),
    )


async def agent(look: Look) -> Painted:
    """An agent that is gone shows the list."""
    name, _, editing = look.arg.partition("/")
    try:
        view = await look.services.agents.card(look.user.id, AgentId(name))
    except InputError:
        return await agents(dataclasses.replace(look, arg="1"))
    return Painted(
        render_agent(view, look.text, editing=editing, notice=look.notice),
        render_agent(still_agent(view), look.text, editing=editing, notice=look.notice),
    )


async def new_agent(look: Look) -> Painted:
    """Only who may trade makes one."""
    if not look.user.access.allows(Access.TRADER):
        return await agents(dataclasses.replace(look, arg="1"))
    view = await look.services.agents.draft(look.user.id, look.arg)
    screen = render_new_agent(view, look.text, notice=look.notice)
    return Painted(screen, screen)


async def compare(look: Look) -> Painted:
    days, _, page = look.arg.partition(".")
    view = await look.services.agents.compare(look.user.id, number(days), number(page))
    picture = await look.services.pictures.compare(look.user.id, view.days)
    screen = render_compare(view, look.text, notice=look.notice)
    shown = pictured(screen, picture, look.text, is_due=False)
    return Painted(shown, shown)
