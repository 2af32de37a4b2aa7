"""The journal: pages, cards, trades by their ids, files."""

from bot.callbacks import Press
from bot.place import JOURNAL, Place
from bot.render.journal import export_caption
from bot.screen import Document, Screen
from core.errors import InputError
from handlers.turn import Turn


async def page(turn: Turn, press: Press) -> None:
    await turn.open(Place("jour", press.arg))


async def card(turn: Turn, press: Press) -> None:
    await turn.open(Place("card", press.arg))


async def file(turn: Turn, press: Press) -> None:
    form, kind, agent = press.file
    made = await turn.services.journal.export(turn.user.id, kind, agent, form)
    turn.hand(Document(made.name, made.content, export_caption(made, turn.text)))
    await turn.redraw(turn.say("exported"))


async def share(turn: Turn, press: Press) -> None:
    """The card of a closed trade as a message of its own, to be sent on."""
    picture = await turn.services.pictures.trade_card(turn.user.id, press.number)
    if picture is None:
        await turn.redraw(turn.text.t("picture.none"))
    else:
        turn.post(Screen("", picture=picture))


async def clear(turn: Turn, _: Press) -> None:
    await turn.ask("clear", back=JOURNAL)


async def uncover(turn: Turn, _: Press) -> None:
    await turn.redraw(turn.say(await turn.services.journal.uncover(turn.user.id)))


async def hide(turn: Turn, press: Press) -> None:
    await _set_hidden(turn, press.arg, is_hidden=True)


async def count(turn: Turn, press: Press) -> None:
    await _set_hidden(turn, press.arg, is_hidden=False)


async def find(turn: Turn) -> None:
    """`/trade ID`."""
    trade_id = _named(turn)
    await turn.services.journal.trade(turn.user.id, trade_id)
    await turn.open(Place("trade", trade_id))


async def delete(turn: Turn) -> None:
    """`/delete ID`: the trade stays in the journal, and out of the statistics."""
    await _set_hidden(turn, _named(turn), is_hidden=True)


async def _set_hidden(turn: Turn, trade_id: str, *, is_hidden: bool) -> None:
    said = await turn.services.journal.hide(turn.user.id, trade_id, is_hidden=is_hidden)
    await turn.open(Place("trade", trade_id), turn.say(said))


def _named(turn: Turn) -> str:
    if not turn.words:
        raise InputError("Type the id of a trade after the command", code="which_trade")
    return turn.words[0]
