"""What stands at the places of looking: the market, the watch list, the portfolio, the monitor."""

from bot.live import Painted
from bot.render.chart import pictured
from bot.render.market import render_market
from bot.render.monitor import render_monitor
from bot.render.portfolio import render_portfolio
from bot.render.symbols import render_symbols
from bot.render.watch import EDITING, render_watch
from bot.screen import Screen
from core.types import InstrumentId
from core.views.watching import MarketView, PortfolioView
from handlers.look import Look
from handlers.market import Search, Shown
from handlers.still_watching import still_market, still_monitor, still_portfolio, still_watch


async def market(look: Look) -> Painted:
    """The candles are the picture's."""
    shown, services, text = Shown.parse(look.arg), look.services, look.text
    view = await services.market.view(look.user.id, shown.instrument, shown.timeframe)
    picture = await services.pictures.candles(look.user.id, view.instrument, view.timeframe)

    def render(view: MarketView) -> Screen:
        screen = render_market(view, text, is_paused=shown.is_paused, notice=look.notice)
        return pictured(screen, picture, text)

    return Painted(render(view), render(still_market(view)), is_held=shown.is_paused)


async def symbols(look: Look) -> Painted:
    search = Search.parse(look.arg)
    back = Shown.parse(search.back)
    view = await look.services.market.symbols(
        look.user.id,
        back.instrument or InstrumentId(""),
        back.timeframe,
        search.page,
        search.sought,
    )
    screen = render_symbols(view, look.text, is_list=False, notice=look.notice)
    return Painted(screen, screen)


async def watch(look: Look) -> Painted:
    is_editing = look.arg.endswith(EDITING)
    view = await look.services.watch.view(look.user.id, number(look.arg.removesuffix(EDITING)))
    return Painted(
        render_watch(view, look.text, is_editing=is_editing, notice=look.notice),
        render_watch(still_watch(view), look.text, is_editing=is_editing, notice=look.notice),
    )


async def watch_choices(look: Look) -> Painted:
    search = Search.parse(look.arg)
    view = await look.services.watch.choices(look.user.id, search.page, search.sought)
    screen = render_symbols(view, look.text, is_list=True, notice=look.notice)
    return Painted(screen, screen)


async def portfolio(look: Look) -> Painted:
    view = await look.services.portfolio.view(look.user.id, number(look.arg))
    picture = await look.services.pictures.allocation(look.user.id)

    def render(view: PortfolioView) -> Screen:
        screen = render_portfolio(view, look.text, notice=look.notice)
        return pictured(screen, picture, look.text, is_due=False)

    return Painted(render(view), render(still_portfolio(view)))


async def monitor(look: Look) -> Painted:
    view = await look.services.monitoring.view(look.user.id, number(look.arg))
    return Painted(
        render_monitor(view, look.text, notice=look.notice),
        render_monitor(still_monitor(view), look.text, notice=look.notice),
    )


def number(arg: str) -> int:
    return int(arg) if arg.isdecimal() else 1
