"""What stands at each place: ask a service, render, once as it is and once without its ages."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.callbacks import Press
from bot.live import Painted
from bot.locales import Text
from bot.place import JOURNAL, Place
from bot.render.alarms import render_alarm, render_alarms, render_new_alarm
from bot.render.analytics import render_analytics
from bot.render.auto import render_auto
from bot.render.card import render_card
from bot.render.chart import pictured, render_chart
from bot.render.choice import render_choice
from bot.render.control import (
    render_config,
    render_data,
    render_lists,
    render_locks,
    render_logs,
)
from bot.render.debug import render_debug, render_debug_absent, render_debug_state
from bot.render.help import render_help
from bot.render.journal import render_journal
from bot.render.menu import render_menu
from bot.render.notice import input_error
from bot.render.risk import render_risk
from bot.render.settings import render_settings
from bot.render.status import render_status
from bot.render.system import render_system
from bot.render.users import render_audit, render_member, render_users
from bot.screen import Screen
from bot.services import Services
from core.errors import InputError
from core.ports import User
from core.types import Access, Timeframe, UserId
from core.views import CardView
from handlers import agent_pages, manual_pages, strategy_pages, watch_pages
from handlers.look import Look
from handlers.menus import commands_of
from handlers.still import still_auto, still_menu, still_sandbox, still_status, still_system


class Pages:
    """Paints every place of the bot."""

    def __init__(self, services: Services, texts: Mapping[str, Text]) -> None:
        self._services = services
        self._texts = texts

    async def __call__(self, user: User, place: Place, notice: str) -> Painted:
        page = PAGES.get(place.screen, menu)
        text = self._texts[user.language]
        return await page(Look(self._services, user, text, place.arg, notice))


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


async def journal(look: Look) -> Painted:
    kind, page, agent = Press("jour", "page", look.arg).page
    view = await look.services.journal.view(look.user.id, kind, page, agent)
    return still(noted(render_journal(view, look.text), look.notice))


async def card(look: Look) -> Painted:
    """A row that is gone shows the page it stood on."""
    row, back = Press("jour", "card", look.arg).card
    view = await look.services.journal.card(look.user.id, row)
    if view is None:
        return await journal(replace(look, arg=back))
    return await _card(look, view, back)


async def trade(look: Look) -> Painted:
    """One trade by its id; an unknown one shows the trades."""
    try:
        view = await look.services.journal.trade(look.user.id, look.arg)
    except InputError:
        return await journal(replace(look, arg=JOURNAL.arg))
    return await _card(look, view, JOURNAL.arg)


async def _card(look: Look, view: CardView, back: str) -> Painted:
    """A closed trade with its candles."""
    screen = noted(render_card(view, look.text, back=back), look.notice)
    if view.row.net is None:
        return still(screen)
    picture = await look.services.pictures.trade(look.user.id, view.row.id)
    return still(pictured(screen, picture, look.text))


async def analytics(look: Look) -> Painted:
    days, by = Press("stats", "open", look.arg).window
    view = await look.services.analytics.view(look.user.id, days, by)
    screen = render_analytics(view, look.text, notice=look.notice)
    picture = await look.services.pictures.equity(look.user.id, days)
    return still(pictured(screen, picture, look.text, is_due=view.statistics.trades > 0))


async def settings(look: Look) -> Painted:
    view = await look.services.preferences.view(look.user.id)
    return still(render_settings(view, look.text, choosing=look.arg, notice=look.notice))


async def alarms(look: Look) -> Painted:
    view = await look.services.alarms.view(look.user.id)
    return still(render_alarms(view, look.text, notice=look.notice))


async def alarm(look: Look) -> Painted:
    """One by its number, or a new one; one that is gone shows them all."""
    if not look.user.access.allows(Access.TRADER):
        return await alarms(look)
    view = await look.services.alarms.view(look.user.id)
    if not look.arg:
        return still(render_new_alarm(view, look.text, notice=look.notice))
    try:
        row = await look.services.alarms.one(look.user.id, int(look.arg))
    except InputError:
        return await alarms(look)
    return still(render_alarm(view, row, look.text, notice=look.notice))


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
    view = await look.services.control.data(look.user.id, look.arg)
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
        return await users(replace(look, arg="", notice=input_error(error, look.text)))
    view = await look.services.people.view(look.user.id)
    return still(render_users(view, look.text, notice=look.notice))


async def audit(look: Look) -> Painted:
    if not look.user.access.allows(Access.OWNER):
        return await menu(look)
    view = await look.services.people.audit(look.user.id, int(look.arg))
    return still(noted(render_audit(view, look.text), look.notice))


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


def still(screen: Screen) -> Painted:
    """A screen on which nothing ages."""
    return Painted(screen, screen)


def noted(screen: Screen, notice: str) -> Screen:
    """With a status line, where the screen itself has no room for one."""
    return Screen(f"{screen.text}\n{notice}", screen.rows) if notice else screen


PAGES: Mapping[str, Callable[[Look], Awaitable[Painted]]] = MappingProxyType(
    {
        "menu": menu,
        "auto": auto,
        "chart": chart,
        "pick": pick,
        "strat": strategy_pages.own,
        "strats": strategy_pages.offered,
        "risk": risk,
        "jour": journal,
        "card": card,
        "trade": trade,
        "users": users,
        "alarms": alarms,
        "alarm": alarm,
        "locks": locks,
        "lists": lists,
        "data": data,
        "config": config,
        "logs": logs,
        "audit": audit,
        "set": settings,
        "stats": analytics,
        "stat": status,
        "sys": system,
        "help": help_,
        "mkt": watch_pages.market,
        "mktpick": watch_pages.symbols,
        "watch": watch_pages.watch,
        "watchpick": watch_pages.watch_choices,
        "port": watch_pages.portfolio,
        "mon": watch_pages.monitor,
        "agents": agent_pages.agents,
        "agent": agent_pages.agent,
        "newagent": agent_pages.new_agent,
        "compare": agent_pages.compare,
        "ord": manual_pages.builder,
        "olist": manual_pages.orders,
        "order": manual_pages.order,
        "plist": manual_pages.positions,
        "pos": manual_pages.position,
        "dbg": debug,
    }
)
