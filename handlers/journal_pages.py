"""What stands at the places of what happened: the journal, its cards, the results."""

import dataclasses

from bot.callbacks import Press
from bot.live import Painted
from bot.place import JOURNAL
from bot.render.analytics import render_analytics
from bot.render.card import render_card
from bot.render.chart import pictured
from bot.render.journal import render_journal
from core.errors import InputError
from core.views import CardView
from handlers.look import Look, noted, still


async def journal(look: Look) -> Painted:
    kind, page, agent = Press("jour", "page", look.arg).page
    view = await look.services.journal.view(look.user.id, kind, page, agent)
    return still(noted(render_journal(view, look.text), look.notice))


async def card(look: Look) -> Painted:
    """A row that is gone shows the page it stood on."""
    row, back = Press("jour", "card", look.arg).card
    view = await look.services.journal.card(look.user.id, row)
    if view is None:
        return await journal(dataclasses.replace(look, arg=back))
    return await _card(look, view, back)


async def trade(look: Look) -> Painted:
    """One trade by its id; an unknown one shows the trades."""
    try:
        view = await look.services.journal.trade(look.user.id, look.arg)
    except InputError:
        return await journal(dataclasses.replace(look, arg=JOURNAL.arg))
    return await _card(look, view, JOURNAL.arg)


async def _card(look: Look, view: CardView, back: str) -> Painted:
    """A closed trade with its candles."""
    screen = noted(render_card(view, look.text, back=back), look.notice)
    if view.row.net is None:
        return still(screen)
    picture = await look.services.pictures.trade(look.user.id, view.row.id)
    return still(pictured(screen, picture, look.text))


async def analytics(look: Look) -> Painted:
    days = Press("stats", "open", look.arg).number
    view = await look.services.analytics.view(look.user.id, days)
    screen = render_analytics(view, look.text, notice=look.notice)
    if view.equity is None:  # nothing to draw, or too much to read
        return still(screen)
    picture = await look.services.pictures.equity(look.user.id, days)
    return still(pictured(screen, picture, look.text))
