"""The orders that an agent's strategy lets rest."""

from bot.callbacks import Press
from bot.live import Painted
from bot.place import LADDER
from bot.render.ladder import render_ladder
from handlers.look import Look
from handlers.turn import Turn


async def open_ladder(turn: Turn, press: Press) -> None:
    await turn.services.auto.about(turn.user.id, press.agent)
    await turn.open(LADDER)


async def page(look: Look) -> Painted:
    """Prices change the picture, so that nothing but its caption ever ages."""
    view = await look.services.ladders.view(look.user.id)
    picture = await look.services.pictures.candles(look.user.id)
    screen = render_ladder(view, look.text, picture, notice=look.notice)
    return Painted(screen, screen)
