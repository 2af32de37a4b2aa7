"""How trading did: profit, rankings, results by time."""

from datetime import date

from bot.callbacks import Press
from bot.live import Painted
from bot.render.chart import pictured
from bot.render.report import render_report
from bot.render.results import render_periods, render_profit, render_ranking
from core.types import Side
from handlers.look import Look


async def profit(look: Look) -> Painted:
    name, days = Press("gain", "open", look.arg).gain
    side = None if name == "all" else Side[name.upper()]
    view = await look.services.analytics.profit(look.user.id, side, days)
    screen = render_profit(view, look.text, notice=look.notice)
    return Painted(screen, screen)


async def report(look: Look) -> Painted:
    unit, first, strategy = Press("rep", "open", look.arg).report
    view = await look.services.reports.view(look.user.id, unit, day_of(first), strategy)
    screen = render_report(view, look.text, notice=look.notice)
    if view.report.statistics.trades > 1:
        picture = await look.services.pictures.report(look.user.id, view.report)
        screen = pictured(screen, picture, look.text)
    return Painted(screen, screen)


def day_of(digits: str) -> date | None:
    """The day of `20261120`; None for no day at all."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


async def ranking(look: Look) -> Painted:
    by, days, page = Press("rank", "open", look.arg).ranking
    view = await look.services.analytics.ranking(look.user.id, by, days, page)
    screen = render_ranking(view, look.text, notice=look.notice)
    return Painted(screen, screen)


async def periods(look: Look) -> Painted:
    unit, count = Press("days", "open", look.arg).span
    view = await look.services.analytics.periods(look.user.id, unit, count)
    screen = render_periods(view, look.text, notice=look.notice)
    return Painted(screen, screen)
