"""What stands at the places of plugins."""

import dataclasses

from bot.callbacks import Press
from bot.live import Painted
from bot.render.notice import input_error
from bot.render.plugin_market import render_offers, render_package
from bot.render.plugins import render_plugin, render_plugins
from core.errors import InputError
from core.plugins import PluginState
from core.types import Access
from core.values import replace
from handlers.look import Look
from handlers.watch_pages import number

SEEKING = "?"


async def plugins(look: Look) -> Painted:
    view = await look.services.plugins.view(look.user.id, number(look.arg))
    quiet = replace(view, plugins=tuple(_still(each) for each in view.plugins))
    return Painted(
        render_plugins(view, look.text, notice=look.notice),
        render_plugins(quiet, look.text, notice=look.notice),
    )


async def plugin(look: Look) -> Painted:
    """One that is gone shows those there are."""
    name, page = Press("plug", "card", look.arg).plugin
    try:
        view = await look.services.plugins.card(look.user.id, name, page)
    except InputError as error:
        return await plugins(_back(look, error))
    quiet = replace(view, plugin=_still(view.plugin))
    return Painted(
        render_plugin(view, look.text, notice=look.notice),
        render_plugin(quiet, look.text, notice=look.notice),
    )


async def shop(look: Look) -> Painted:
    """The marketplace is for owners; others see what is here."""
    if not look.user.access.allows(Access.OWNER):
        return await plugins(dataclasses.replace(look, arg="1"))
    page, _, words = look.arg.partition(".")
    is_seeking = words == SEEKING
    sought = "" if is_seeking else words
    view = await look.services.plugins.offers(look.user.id, sought, number(page))
    screen = render_offers(view, look.text, is_seeking=is_seeking, notice=look.notice)
    return Painted(screen, screen)


async def offer(look: Look) -> Painted:
    if not look.user.access.allows(Access.OWNER):
        return await plugins(dataclasses.replace(look, arg="1"))
    try:
        view = await look.services.plugins.package(look.user.id, look.arg)
    except InputError as error:
        return await shop(_back(look, error))
    screen = render_package(view, look.text, notice=look.notice)
    return Painted(screen, screen)


def _back(look: Look, error: InputError) -> Look:
    return dataclasses.replace(look, arg="1", notice=look.notice or input_error(error, look.text))


def _still(plugin: PluginState) -> PluginState:
    """Without the figures that every call changes."""
    return replace(plugin, calls=0, p50_ms=0.0, p99_ms=0.0)
