"""What stands at the places of alarms."""

from bot.live import Painted
from bot.render.alarms import render_alarm, render_alarms, render_new_alarm
from core.errors import InputError
from core.types import Access, InstrumentId
from handlers.look import Look, still


async def alarms(look: Look) -> Painted:
    view = await look.services.alarms.view(look.user.id)
    return still(render_alarms(view, look.text, notice=look.notice))


async def alarm(look: Look) -> Painted:
    """One by its number, or a new one; one that is gone shows them all."""
    if not look.user.access.allows(Access.TRADER):
        return await alarms(look)
    number, _, about = look.arg.partition("/")
    view = await look.services.alarms.view(look.user.id, InstrumentId(about))
    if not number.isdecimal():
        return still(render_new_alarm(view, look.text, notice=look.notice))
    try:
        row = await look.services.alarms.one(look.user.id, int(number))
    except InputError:
        return await alarms(look)
    return still(render_alarm(view, row, look.text, notice=look.notice))
