"""What stands at the places of who runs the desk: locks, symbols, configuration, logs, people."""

import dataclasses

from bot.live import Painted
from bot.render.control import (
    render_config,
    render_data,
    render_lists,
    render_locks,
    render_logs,
)
from bot.render.notice import input_error
from bot.render.users import render_audit, render_member, render_users
from core.errors import InputError
from core.types import Access, UserId
from core.values import replace
from handlers.look import Look, noted, still
from handlers.main_pages import menu


async def locks(look: Look) -> Painted:
    view = await look.services.control.locks(look.user.id)
    still_view = replace(view, rows=tuple(replace(row, left_s=None) for row in view.rows))
    return Painted(
        render_locks(view, look.text, notice=look.notice),
        render_locks(still_view, look.text, notice=look.notice),
    )


async def lists(look: Look) -> Painted:
    view = await look.services.control.lists(look.user.id)
    return still(render_lists(view, look.text, notice=look.notice))


async def data(look: Look) -> Painted:
    """Of one agent by its name; of the agent shown once that one is gone."""
    try:
        view = await look.services.control.data(look.user.id, look.arg)
    except InputError as error:
        if not look.arg:
            raise
        return await data(dataclasses.replace(look, arg="", notice=input_error(error, look.text)))
    return still(noted(render_data(view, look.text), look.notice))


async def config(look: Look) -> Painted:
    if not look.user.access.allows(Access.TRADER):
        return await menu(look)
    view = await look.services.control.config(look.user.id)
    return still(render_config(view, look.text, notice=look.notice))


async def logs(look: Look) -> Painted:
    if not look.user.access.allows(Access.OWNER):
        return await menu(look)
    view = await look.services.control.logs(look.user.id, int(look.arg or "20"))
    return still(noted(render_logs(view, look.text), look.notice))


async def users(look: Look) -> Painted:
    """Members; with one named, that member."""
    if not look.user.access.allows(Access.OWNER):
        return await menu(look)
    try:
        if look.arg:
            found = await look.services.people.member(look.user.id, UserId(int(look.arg)))
            return still(render_member(found, look.text, notice=look.notice))
    except InputError as error:
        return await users(dataclasses.replace(look, arg="", notice=input_error(error, look.text)))
    view = await look.services.people.view(look.user.id)
    return still(render_users(view, look.text, notice=look.notice))


async def audit(look: Look) -> Painted:
    if not look.user.access.allows(Access.OWNER):
        return await menu(look)
    view = await look.services.people.audit(look.user.id, int(look.arg))
    return still(noted(render_audit(view, look.text), look.notice))
