"""What stands at the places of studies."""

import dataclasses

from bot.live import Painted
from bot.render.chart import pictured
from bot.render.notice import input_error
from bot.render.studies import render_studies
from bot.render.study import render_beside, render_study
from bot.render.study_run import render_run
from core.errors import InputError
from core.views.studies import RunState
from handlers.look import Look
from handlers.watch_pages import number

NOW, AUTO = "now", "auto"


async def run(look: Look) -> Painted:
    """What goes on; who has waited for it sees what it came to."""
    view = await look.services.studies.now(look.user.id, _detail(look.arg))
    if look.arg == NOW and view.state is RunState.DONE:
        return await found(dataclasses.replace(look, arg=view.done))
    screen = render_run(view, look.text, notice=look.notice)
    return Painted(screen, screen)


def _detail(arg: str) -> str | None:
    return None if arg in ("", NOW) else arg.replace(AUTO, "")


async def found(look: Look) -> Painted:
    """One that is gone shows those that are there."""
    studies = look.services.studies
    try:
        view = await studies.one(look.user.id, look.arg)
    except InputError as error:
        return await kept(_told(look, error))
    screen = render_study(view, look.text, notice=look.notice)
    picture = await studies.picture(look.user.id, look.arg)
    is_due = len(view.study.curve) > 1
    painted = pictured(screen, picture, look.text, is_due=is_due)
    return Painted(painted, painted)


async def kept(look: Look) -> Painted:
    """A page; with the one named that another is being chosen for."""
    name, _, page = look.arg.rpartition(".")
    view = await look.services.studies.kept(look.user.id, number(page), name)
    screen = render_studies(view, look.text, notice=look.notice)
    return Painted(screen, screen)


async def beside(look: Look) -> Painted:
    left, _, right = look.arg.partition(".")
    studies = look.services.studies
    try:
        view = await studies.beside(look.user.id, left, right)
    except InputError as error:
        return await kept(_told(look, error))
    screen = render_beside(view, look.text, notice=look.notice)
    painted = pictured(screen, await studies.both(look.user.id, left, right), look.text)
    return Painted(painted, painted)


def _told(look: Look, error: InputError) -> Look:
    return dataclasses.replace(look, arg="1", notice=look.notice or input_error(error, look.text))
