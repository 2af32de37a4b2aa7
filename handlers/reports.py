"""Reports: the screen, and its files."""

import re

from bot.callbacks import Press
from bot.place import Place
from bot.render.report import report_caption
from bot.screen import Document
from core.errors import InputError
from core.reports import UNITS
from handlers.result_pages import day_of
from handlers.turn import Turn

_STRATEGY = re.compile(r"[\w-]{0,30}", re.ASCII)


async def go_on(turn: Turn, press: Press) -> None:
    await turn.open(Place("rep", press.arg))


async def named(turn: Turn) -> None:
    """`/report`, `/report week`, `/report month TREND`."""
    unit = turn.words[0].lower() if turn.words else "day"
    strategy = turn.words[1].upper() if len(turn.words) > 1 else ""
    if unit not in UNITS or not _STRATEGY.fullmatch(strategy):
        raise InputError("A report is of a day, week, month or all", code="which_report")
    await turn.open(Place("rep", f"{unit}..{strategy}" if strategy else unit))


async def file(turn: Turn, press: Press) -> None:
    """The file comes beside the screen, which stays where it is."""
    form, _, rest = press.arg.partition(".")
    unit, first, strategy = Press("rep", "open", rest).report
    made = await turn.services.reports.file(turn.user.id, unit, day_of(first), strategy, form)
    turn.hand(Document(made.name, made.content, report_caption(made, turn.text)))
    await turn.redraw(turn.say("exported"))
