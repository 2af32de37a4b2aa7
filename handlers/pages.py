"""What stands at each place: ask a service, render, once as it is and once without its ages."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from bot.live import Painted
from bot.locales import Text
from bot.place import Place
from bot.services import Services
from core.ports import User
from handlers import (
    agent_pages,
    alarm_pages,
    control_pages,
    journal_pages,
    main_pages,
    manual_pages,
    plugin_pages,
    result_pages,
    strategy_pages,
    study_pages,
    watch_pages,
)
from handlers.look import Look


class Pages:
    """Paints every place of the bot."""

    def __init__(self, services: Services, texts: Mapping[str, Text]) -> None:
        self._services = services
        self._texts = texts

    async def __call__(self, user: User, place: Place, notice: str) -> Painted:
        page = PAGES.get(place.screen, main_pages.menu)
        text = self._texts[user.language]
        return await page(Look(self._services, user, text, place.arg, notice))


PAGES: Mapping[str, Callable[[Look], Awaitable[Painted]]] = MappingProxyType(
    {
        "menu": main_pages.menu,
        "auto": main_pages.auto,
        "chart": main_pages.chart,
        "ladder": main_pages.ladder,
        "pick": main_pages.pick,
        "strat": strategy_pages.own,
        "strats": strategy_pages.offered,
        "study": study_pages.run,
        "studies": study_pages.kept,
        "found": study_pages.found,
        "beside": study_pages.beside,
        "risk": main_pages.risk,
        "jour": journal_pages.journal,
        "card": journal_pages.card,
        "trade": journal_pages.trade,
        "users": control_pages.users,
        "alarms": alarm_pages.alarms,
        "alarm": alarm_pages.alarm,
        "locks": control_pages.locks,
        "lists": control_pages.lists,
        "data": control_pages.data,
        "config": control_pages.config,
        "logs": control_pages.logs,
        "audit": control_pages.audit,
        "set": main_pages.settings,
        "stats": journal_pages.analytics,
        "rep": result_pages.report,
        "gain": result_pages.profit,
        "rank": result_pages.ranking,
        "days": result_pages.periods,
        "stat": main_pages.status,
        "sys": main_pages.system,
        "plugs": plugin_pages.plugins,
        "plug": plugin_pages.plugin,
        "shop": plugin_pages.shop,
        "offer": plugin_pages.offer,
        "help": main_pages.help_,
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
        "dbg": main_pages.debug,
    }
)
