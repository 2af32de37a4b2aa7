"""What stands at the places of manual trading."""

import dataclasses

from bot.live import Painted
from bot.place import ORDERS, POSITIONS
from bot.render.order_builder import render_builder
from bot.render.order_edit import FIELDS
from bot.render.order_plan import PLAN_FIELDS
from bot.render.orders import render_order_card, render_orders
from bot.render.position_card import (
    CHART,
    CLOSE,
    render_position_card,
    render_position_chart,
    render_positions,
)
from core.types import ClientId
from core.values import replace
from core.views import PositionView
from core.views.builder import PositionCardView
from handlers.look import Look

EDITABLE = frozenset({*PLAN_FIELDS, CLOSE})
AMENDABLE = frozenset({"price", "qty", "trigger"})


async def builder(look: Look) -> Painted:
    view = await look.services.manual.view(look.user.id)
    editing = look.arg if look.arg in FIELDS else ""
    access, notice = look.user.access, look.notice
    screen = render_builder(view, look.text, access=access, editing=editing, notice=notice)
    return Painted(screen, screen)


async def orders(look: Look) -> Painted:
    view = await look.services.orders.view(look.user.id, _number(look.arg))
    screen = render_orders(view, look.text, access=look.user.access, notice=look.notice)
    return Painted(screen, screen)


async def order(look: Look) -> Painted:
    """An order that is no longer open shows the list."""
    name, _, field = look.arg.partition("/")
    view = await look.services.orders.card(look.user.id, ClientId(name))
    if view is None:
        return await orders(dataclasses.replace(look, arg=ORDERS.arg))
    editing = field if field in AMENDABLE else ""
    access, notice = look.user.access, look.notice
    screen = render_order_card(view, look.text, access=access, editing=editing, notice=notice)
    return Painted(screen, screen)


async def positions(look: Look) -> Painted:
    view = await look.services.positions.view(look.user.id, _number(look.arg))
    screen = render_positions(view, look.text, access=look.user.access, notice=look.notice)
    return Painted(screen, screen)


async def position(look: Look) -> Painted:
    """A position that is closed shows the list."""
    trade, _, field = look.arg.partition("/")
    view = await look.services.positions.card(look.user.id, trade)
    if view is None:
        return await positions(dataclasses.replace(look, arg=POSITIONS.arg))
    if field == CHART:
        return await _position_chart(look, view)
    editing = field if field in EDITABLE else ""
    access, notice = look.user.access, look.notice
    calm = replace(view, position=_still(view.position))
    return Painted(
        render_position_card(view, look.text, access=access, editing=editing, notice=notice),
        render_position_card(calm, look.text, access=access, editing=editing, notice=notice),
    )


async def _position_chart(look: Look, view: PositionCardView) -> Painted:
    picture = await look.services.pictures.position(look.user.id, view.position.trade_id)
    calm = replace(view, position=_still(view.position))
    return Painted(
        render_position_chart(view, picture, look.text, notice=look.notice),
        render_position_chart(calm, picture, look.text, notice=look.notice),
    )


def _still(view: PositionView) -> PositionView:
    return replace(view, held_s=0)


def _number(arg: str) -> int:
    return int(arg) if arg.isascii() and arg.isdigit() else 1
