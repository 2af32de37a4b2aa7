"""One table from a button's `screen:action` to what it does."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.place import (
    ANALYTICS,
    AUTO,
    DEBUG,
    DEBUG_STATE,
    HELP,
    JOURNAL,
    MENU,
    RISK,
    SETTINGS,
    STATUS,
)
from core.types import Access
from handlers import auto, debug, journal, kill, risk, settings, stats
from handlers.turn import Action, Command, go

TRADER = Access.TRADER

ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "menu:open": Action(go(MENU)),
        "auto:open": Action(go(AUTO), from_alert=True),
        "auto:start": Action(auto.act, TRADER),
        "auto:observe": Action(auto.act, TRADER),
        "auto:stop": Action(auto.act, TRADER),
        "auto:pause": Action(auto.act, TRADER, from_alert=True),
        "auto:resume": Action(auto.act, TRADER),
        "auto:check": Action(auto.check),
        "auto:unlock": Action(auto.unlock, TRADER),
        "auto:close": Action(auto.close, TRADER),
        "auto:half": Action(auto.half, TRADER),
        "auto:be": Action(auto.break_even, TRADER),
        "auto:fix": Action(auto.fix, TRADER),
        "pick:strategy": Action(auto.pick),
        "pick:symbol": Action(auto.pick),
        "pick:timeframe": Action(auto.pick),
        "pick:leverage": Action(auto.pick),
        "pick:set": Action(auto.choose, TRADER),
        "risk:open": Action(go(RISK), from_alert=True),
        "risk:edit": Action(risk.edit, TRADER),
        "risk:put": Action(risk.put, TRADER),
        "risk:reset": Action(risk.reset, TRADER),
        "risk:cancel": Action(go(RISK)),
        "jour:page": Action(journal.page, from_alert=True),
        "jour:card": Action(journal.card, from_alert=True),
        "set:open": Action(go(SETTINGS)),
        "set:menu": Action(settings.values),
        "set:lang": Action(settings.choose, TRADER),
        "set:alerts": Action(settings.choose, TRADER),
        "set:refresh": Action(settings.choose, TRADER),
        "set:tz": Action(settings.choose, TRADER),
        "stats:open": Action(stats.open_window),
        "stat:open": Action(go(STATUS)),
        "help:open": Action(go(HELP)),
        "dbg:open": Action(go(DEBUG), TRADER, from_alert=True),
        "dbg:state": Action(go(DEBUG_STATE), TRADER),
        "dbg:do": Action(debug.press, TRADER),
        "conf:yes": Action(kill.yes, TRADER),
        "conf:no": Action(kill.no, TRADER),
        "alert:mute": Action(auto.mute, TRADER, from_alert=True, said="muted"),
    }
)

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "start": Command(MENU),
        "menu": Command(MENU),
        "help": Command(HELP),
        "auto": Command(AUTO),
        "risk": Command(RISK),
        "journal": Command(JOURNAL),
        "settings": Command(SETTINGS),
        "stats": Command(ANALYTICS),
        "status": Command(STATUS),
        "stop": Command(AUTO, auto.stop, TRADER),
        "kill": Command(AUTO, kill.kill, TRADER),
        "debug_auto_screen": Command(DEBUG, needs=TRADER, is_debug=True),
        "debug_state": Command(DEBUG_STATE, needs=TRADER, is_debug=True),
        "debug_signal": Command(DEBUG, debug.typed("signal"), TRADER, is_debug=True),
        "debug_force_signal": Command(DEBUG, debug.typed("force"), TRADER, is_debug=True),
        "debug_price": Command(DEBUG, debug.typed("price"), TRADER, is_debug=True),
        "debug_fault": Command(DEBUG, debug.typed("fault"), TRADER, is_debug=True),
        "debug_alert": Command(DEBUG, debug.typed("alert"), TRADER, is_debug=True),
        "debug_live": Command(DEBUG, debug.live, TRADER, is_debug=True),
    }
)
