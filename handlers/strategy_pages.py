"""What stands at the places of strategies."""

import dataclasses

from bot.live import Painted
from bot.render.notice import input_error
from bot.render.page import may_trade
from bot.render.strategies import render_parameter, render_strategies, render_strategy
from core.errors import InputError
from core.views.strategies import StrategyView
from handlers.look import Look
from handlers.watch_pages import number


async def offered(look: Look) -> Painted:
    view = await look.services.strategies.offered(look.user.id, number(look.arg))
    screen = render_strategies(view, look.text, notice=look.notice)
    return Painted(screen, screen)


async def own(look: Look) -> Painted:
    """The agent's strategy, another one by its name, `TREND.2`: a page of its parameters, or
    `/3.ab12`: a parameter of its own. A strategy that is gone shows those there are."""
    named, _, asked = look.arg.partition("/")
    name, _, page = named.partition(".")
    try:
        view = await look.services.strategies.card(look.user.id, name)
    except InputError as error:
        told = look.notice or input_error(error, look.text)
        return await offered(dataclasses.replace(look, arg="1", notice=told))
    which, _, version = asked.partition(".")
    if which and _may_edit(view, which, version):
        screen = render_parameter(view, int(which), look.text, notice=look.notice)
    else:
        screen = render_strategy(view, look.text, page=number(page), notice=look.notice)
    return Painted(screen, screen)


def _may_edit(view: StrategyView, which: str, version: str) -> bool:
    """Is it a parameter of this very strategy, and may it be changed?"""
    is_known = which.isdecimal() and int(which) < len(view.parameters)
    return is_known and version == view.version and may_trade(view.access)
