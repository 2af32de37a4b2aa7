"""What stands at the places of the one agent that is shown, of the desk itself and of the help."""

import dataclasses

from bot.live import Painted
from bot.render.auto import render_auto
from bot.render.chart import render_chart
from bot.render.choice import render_choice
from bot.render.debug import render_debug, render_debug_absent, render_debug_state
from bot.render.help import render_help
from bot.render.ladder import render_ladder
from bot.render.menu import render_menu
from bot.render.notice import input_error
from bot.render.risk import render_risk
from bot.render.settings import render_settings
from bot.render.status import render_status
from bot.render.system import render_system
from core.errors import InputError
from core.types import Access, Timeframe
from handlers.look import Look, noted, still
from handlers.menus import commands_of
from handlers.still import still_auto, still_menu, still_sandbox, still_status, still_system


async def menu(look: Look) -> Painted:
    view = await look.services.overview.menu(look.user.id)
    return Painted(
        render_menu(view, look.text, notice=look.notice),
        render_menu(still_menu(view), look.text, notice=look.notice),
    )


async def auto(look: Look) -> Painted:
    view = await look.services.auto.view(look.user.id)
    access = look.user.access
    return Painted(
        render_auto(view, look.text, access=access, notice=look.notice),
        render_auto(still_auto(view), look.text, access=access, notice=look.notice),
    )


async def chart(look: Look) -> Painted:
    """Prices change the picture, so that nothing but its caption ever ages."""
    view = await look.services.auto.view(look.user.id)
    timeframe = Timeframe(look.arg) if look.arg in list(Timeframe) else view.timeframe
    picture = await look.services.pictures.candles(look.user.id, timeframe=timeframe)
    return Painted(
        render_chart(view, timeframe, picture, look.text, notice=look.notice),
        render_chart(still_auto(view), timeframe, picture, look.text, notice=look.notice),
    )


async def ladder(look: Look) -> Painted:
    """Prices change the picture, so that nothing but its caption ever ages. Once no order may rest
    any more, the agent itself."""
    try:
        view = await look.services.ladders.view(look.user.id)
    except InputError as error:
        return await auto(
            dataclasses.replace(look, notice=look.notice or input_error(error, look.text))
        )
    picture = await look.services.pictures.candles(look.user.id)
    return still(render_ladder(view, look.text, picture, notice=look.notice))


async def status(look: Look) -> Painted:
    view = await look.services.overview.status(look.user.id)
    return Painted(
        noted(render_status(view, look.text), look.notice),
        noted(render_status(still_status(view), look.text), look.notice),
    )


async def system(look: Look) -> Painted:
    view = await look.services.system.view(look.user.id)
    return Painted(
        render_system(view, look.text, notice=look.notice),
        render_system(still_system(view), look.text, notice=look.notice),
    )


async def pick(look: Look) -> Painted:
    view = await look.services.auto.options(look.user.id, look.arg)
    return still(render_choice(view, look.text, notice=look.notice))


async def risk(look: Look) -> Painted:
    view = await look.services.risk.view(look.user.id)
    access = look.user.access
    return still(render_risk(view, look.text, access=access, editing=look.arg, notice=look.notice))


async def settings(look: Look) -> Painted:
    view = await look.services.preferences.view(look.user.id)
    return still(render_settings(view, look.text, choosing=look.arg, notice=look.notice))


async def help_(look: Look) -> Painted:
    view = await look.services.overview.menu(look.user.id)
    with_debug = look.services.sandbox is not None
    commands = commands_of(look.user.access, with_debug=with_debug)
    return still(noted(render_help(view.mode, look.text, commands), look.notice))


async def debug(look: Look) -> Painted:
    """The sandbox; where it is off, or not for this member, the menu."""
    sandbox = look.services.sandbox
    if sandbox is None or not look.user.access.allows(Access.TRADER):
        return await menu(look)
    render = render_debug_state if look.arg else render_debug
    try:
        view = await sandbox.view(look.user.id)
    except InputError as error:
        return still(render_debug_absent(look.text, input_error(error, look.text)))
    return Painted(
        render(view, look.text, notice=look.notice),
        render(still_sandbox(view), look.text, notice=look.notice),
    )
