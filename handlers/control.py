"""Commands that look after trading as a whole: locks, lists, direction, data, configuration."""

from bot.callbacks import Press
from bot.place import (
    AUTO,
    CONFIG,
    LISTS,
    LOCKS,
    LOGS,
    POSITIONS,
    RISK,
    STATUS,
    SYSTEM,
    Place,
)
from bot.render.control import reload_notice
from bot.render.notice import saved
from bot.states import Typing
from core.errors import InputError
from core.types import Access, AgentId
from handlers.turn import ERROR_S, Turn

LINES = 20


async def status(turn: Turn) -> None:
    """All at a glance; `/status table` the positions, `/status ID` one trade."""
    if not turn.words:
        await turn.open(STATUS)
    elif turn.words[0].lower() == "table":
        await turn.open(POSITIONS)
    else:
        await turn.services.journal.trade(turn.user.id, turn.words[0])
        await turn.open(Place("trade", turn.words[0]))


async def pause(turn: Turn) -> None:
    """No new entries of the agent that the screens are about."""
    await turn.open(AUTO, turn.say(await turn.services.auto.press(turn.user.id, "pause")))


async def resume(turn: Turn) -> None:
    await turn.open(AUTO, turn.say(await turn.services.auto.press(turn.user.id, "start")))


async def version(turn: Turn) -> None:
    view = await turn.services.system.view(turn.user.id)
    await turn.open(SYSTEM, f"Dzentra {view.version}", notice_s=ERROR_S)


async def unlock(turn: Turn) -> None:
    """A halt is asked about; an agent that is named rests no more."""
    if not turn.words:
        await turn.ask("unlock", back=LOCKS)
        return
    view = await turn.services.control.data(turn.user.id, " ".join(turn.words))
    await turn.open(LOCKS, turn.say(await turn.services.control.unlock(turn.user.id, view.agent)))


async def end_rest(turn: Turn, press: Press) -> None:
    said = await turn.services.control.unlock(turn.user.id, AgentId(press.arg))
    await turn.open(LOCKS, turn.say(said))


async def direction(turn: Turn) -> None:
    """`/direction long`; without a word, the choice."""
    if not turn.words:
        await turn.wait(Typing.risk, Place("risk", "direction"), setting="direction", agent="")
        return
    now = await turn.services.risk.set(turn.user.id, "direction", turn.words[0])
    await turn.open(RISK, saved("direction", now, turn.text))


async def blacklist(turn: Turn) -> None:
    """`/blacklist BTC ETH` adds; without words, the lists."""
    await _bar(turn, is_barred=True)


async def whitelist(turn: Turn) -> None:
    """`/whitelist BTC` takes off the blacklist; without words, the lists."""
    await _bar(turn, is_barred=False)


async def _bar(turn: Turn, *, is_barred: bool) -> None:
    if not turn.words:
        await turn.open(LISTS)
        return
    if not turn.user.access.allows(Access.TRADER):
        await turn.open(LISTS, turn.say("not_allowed"))
        return
    said = await turn.services.control.bar(turn.user.id, turn.words, is_barred=is_barred)
    await turn.open(LISTS, turn.say(said))


async def bar(turn: Turn, press: Press) -> None:
    is_barred = press.action == "bar"
    said = await turn.services.control.bar(turn.user.id, [press.arg], is_barred=is_barred)
    await turn.open(LISTS, turn.say(said))


async def custom_data(turn: Turn) -> None:
    """`/customdata NAME`; without one, of the agent that the screens are about."""
    view = await turn.services.control.data(turn.user.id, " ".join(turn.words))
    await turn.open(Place("data", view.agent))


async def reload_trade(turn: Turn) -> None:
    if not turn.words:
        raise InputError("Type the id of a trade after the command", code="which_trade")
    trade_id = turn.words[0]
    said = await turn.services.control.reload_trade(turn.user.id, trade_id)
    await turn.open(Place("trade", trade_id), turn.say(said), notice_s=ERROR_S)


async def reload(turn: Turn) -> None:
    """A wrong value is named; what was in force stays in force."""
    view = await turn.services.control.reload(turn.user.id)
    await turn.open(CONFIG, reload_notice(view, turn.text), notice_s=ERROR_S)


async def press_reload(turn: Turn, _: Press) -> None:
    await reload(turn)


async def logs(turn: Turn) -> None:
    """`/logs 20`."""
    count = turn.words[0] if turn.words else ""
    lines = int(count) if count.isascii() and count.isdigit() and len(count) < 5 else LINES
    await turn.open(Place(LOGS.screen, str(lines)))
