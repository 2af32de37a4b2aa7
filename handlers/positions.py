"""Open positions: their exits, closing a part, break-even."""

from bot.callbacks import Press
from bot.place import POSITIONS, Place
from bot.render.order_plan import EDITOR_OF
from bot.render.position_card import CHART, CLOSE
from bot.states import Typing
from core.errors import InputError
from handlers.turn import Turn


async def page(turn: Turn, press: Press) -> None:
    await turn.open(Place("plist", press.arg or "1"))


async def card(turn: Turn, press: Press) -> None:
    await turn.open(Place("pos", press.arg))


async def chart(turn: Turn, press: Press) -> None:
    await turn.open(Place("pos", f"{press.arg}/{CHART}"))


async def at(turn: Turn, press: Press) -> None:
    """One exit, from another screen."""
    field, _, trade = press.arg.partition(".")
    await _wait(turn, trade, field)


async def edit(turn: Turn, press: Press) -> None:
    await _wait(turn, await _shown(turn), press.arg)


async def put(turn: Turn, press: Press) -> None:
    field, value = press.assignment
    await _put(turn, await _shown(turn), field, value)


async def typed(turn: Turn, text: str) -> None:
    """What cannot be used says why and waits on."""
    trade = str(await turn.talk.get_value("trade", ""))
    field = str(await turn.talk.get_value("field", ""))
    try:
        if field == CLOSE:
            await _ask(turn, trade, text)
        else:
            await _put(turn, trade, field, text)
    except InputError as error:
        await turn.explain(error, Place("pos", f"{trade}/{field}"))


async def close(turn: Turn, press: Press) -> None:
    await _ask(turn, await _shown(turn), press.arg)


async def close_all(turn: Turn, _: Press) -> None:
    await turn.ask("close_all", back=POSITIONS)


async def break_even(turn: Turn, press: Press) -> None:
    trade = await _shown(turn)
    code = await turn.services.positions.break_even(turn.user.id, trade, press.arg)
    await turn.open(Place("pos", trade), turn.say(code))


async def force_exit(turn: Turn) -> None:
    """`/forceexit ID|all`: opens the question."""
    name = turn.words[0] if turn.words else ""
    if name.lower() == "all":
        await turn.ask("close_all", back=POSITIONS)
    elif name:
        trade = await turn.services.positions.find(turn.user.id, name)
        await _ask(turn, trade, turn.words[1] if len(turn.words) > 1 else "100")
    else:
        await turn.open(POSITIONS)


async def _ask(turn: Turn, trade: str, share: str) -> None:
    await turn.ask("reduce", back=Place("pos", trade), version=f"{trade}:{share}")


async def _wait(turn: Turn, trade: str, field: str) -> None:
    place = Place("pos", f"{trade}/{field}")
    await turn.wait(Typing.position, place, trade=trade, field=field)


async def _put(turn: Turn, trade: str, field: str, value: str) -> None:
    """A ladder and a trailing stop are put together in their own editors."""
    code = await turn.services.positions.put(turn.user.id, trade, field, value)
    if field in EDITOR_OF and code == "exits_set":
        await _wait(turn, trade, EDITOR_OF[field])
    else:
        await turn.open(Place("pos", trade), turn.say(code))


async def _shown(turn: Turn) -> str:
    """The position that the screen is about: only the newest screen acts."""
    place = await turn.hub.place(turn.chat)
    if place.screen != "pos":
        raise InputError("The position is another one now", code="stale")
    return place.arg.partition("/")[0]
