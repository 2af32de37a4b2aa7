"""The order builder, orders in words, and the open orders."""

from bot.callbacks import Press
from bot.place import BUILDER, MENU, ORDERS, Place
from bot.render.order_plan import EDITOR_OF
from bot.states import Typing
from core.errors import InputError
from core.types import ClientId
from handlers.turn import Act, Turn


async def new(turn: Turn, press: Press) -> None:
    symbol, _, side = press.arg.partition(".")
    await turn.services.manual.start(turn.user.id, symbol, side)
    await turn.open(BUILDER)


async def edit(turn: Turn, press: Press) -> None:
    await turn.wait(Typing.draft, Place("ord", press.arg), field=press.arg)


async def put(turn: Turn, press: Press) -> None:
    field, value = press.assignment
    await turn.services.manual.put(turn.user.id, field, value)
    await _after(turn, field)


async def typed(turn: Turn, text: str) -> None:
    """What cannot be used says why and waits on."""
    field = str(await turn.talk.get_value("field", ""))
    asked = "save" if field == "preset" else field
    try:
        await turn.services.manual.put(turn.user.id, asked, text)
    except InputError as error:
        await turn.explain(error, Place("ord", field))
        return
    await _after(turn, asked)


async def _after(turn: Turn, field: str) -> None:
    """A ladder, a trailing stop and the sets are put together in their own editors."""
    if field in ("save", "unpreset"):
        await turn.wait(Typing.draft, Place("ord", "preset"), field="preset")
    elif field in EDITOR_OF:
        editor = EDITOR_OF[field]
        await turn.wait(Typing.draft, Place("ord", editor), field=editor)
    else:
        await turn.open(BUILDER)


async def review(turn: Turn, _: Press) -> None:
    await turn.ask("order", back=BUILDER)


async def bracket(turn: Turn, press: Press) -> None:
    await turn.services.manual.bracket(turn.user.id, press.arg)
    await turn.open(BUILDER)


async def hear(turn: Turn, text: str) -> None:
    """An order in words becomes a draft; nothing is sent."""
    await turn.services.manual.hear(turn.user.id, text)
    await turn.open(BUILDER)


def force(verb: str) -> Act:
    """`/long SYMBOL [size] ...`: the words behind a verb; alone it opens the builder."""
    side = "buy" if verb in ("long", "buy") else "sell"

    async def act(turn: Turn) -> None:
        if turn.words:
            await hear(turn, " ".join((verb, *turn.words)))
            return
        await turn.services.manual.start(turn.user.id, "", side)
        await turn.open(BUILDER)

    return act


async def page(turn: Turn, press: Press) -> None:
    await turn.open(Place("olist", press.arg or "1"))


async def card(turn: Turn, press: Press) -> None:
    await turn.open(Place("order", press.arg))


async def amend_edit(turn: Turn, press: Press) -> None:
    order = await _shown(turn)
    place = Place("order", f"{order}/{press.arg}")
    await turn.wait(Typing.order, place, order=order, field=press.arg)


async def amend_put(turn: Turn, press: Press) -> None:
    field, value = press.assignment
    await _amend(turn, await _shown(turn), field, value)


async def amend_typed(turn: Turn, text: str) -> None:
    order = str(await turn.talk.get_value("order", ""))
    field = str(await turn.talk.get_value("field", ""))
    try:
        await _amend(turn, order, field, text)
    except InputError as error:
        await turn.explain(error, Place("order", f"{order}/{field}"))


async def _amend(turn: Turn, order: str, field: str, value: str) -> None:
    """An amended order has another id: it is found in the list."""
    code = await turn.services.orders.amend(turn.user.id, ClientId(order), field, value)
    still = await turn.services.orders.card(turn.user.id, ClientId(order))
    await turn.open(Place("order", order) if still is not None else ORDERS, _said(turn, code))


def _said(turn: Turn, code: str) -> str:
    """A toast, or the gate that refused."""
    said = turn.say(code)
    return f"❌ {turn.text.name('gate', code)}" if said == code else said


async def cancel(turn: Turn, press: Press) -> None:
    code = await turn.services.orders.cancel(turn.user.id, ClientId(press.arg))
    await turn.open(ORDERS, turn.say(code))


async def cancel_all(turn: Turn, _: Press) -> None:
    await turn.ask("cancel_all", back=ORDERS)


async def cancel_named(turn: Turn) -> None:
    """`/cancel ID|all`."""
    name = turn.words[0].lower() if turn.words else ""
    if name == "all":
        await turn.ask("cancel_all", back=ORDERS)
    elif name:
        code = await turn.services.orders.cancel(turn.user.id, ClientId(turn.words[0]))
        await turn.open(ORDERS, turn.say(code))
    else:
        await turn.open(ORDERS)


async def drop(turn: Turn, press: Press) -> None:
    """Drops the question and leaves; the draft is kept."""
    await turn.services.confirming.cancel(turn.user.id, press.arg)
    await turn.open(MENU, turn.say("cancelled"))


async def _shown(turn: Turn) -> str:
    """The order that the screen is about: only the newest screen acts."""
    place = await turn.hub.place(turn.chat)
    if place.screen != "order":
        raise InputError("The order is no longer open", code="gone")
    return place.arg.partition("/")[0]
