"""Every state of the screens of manual trading."""

from bot.locales import Text
from bot.render.confirm import render_confirm
from bot.render.notice import input_error
from bot.render.order_builder import render_builder
from bot.render.order_edit import FIELDS
from bot.render.order_plan import PLAN_FIELDS
from bot.render.orders import render_order_card, render_orders
from bot.render.position_card import (
    CLOSE,
    render_position_card,
    render_position_chart,
    render_positions,
)
from bot.screen import Screen
from core.errors import InputError
from core.types import Access
from core.values import replace
from tests.screens import manual_samples as m


def manual_screens(text: Text) -> dict[str, dict[str, Screen]]:
    """By file of snapshots, then by state."""
    return {
        "builder": _builder(text),
        "builder_edit": _fields(text),
        "orders": _orders(text),
        "positions": _positions(text),
        "confirm_manual": {name: render_confirm(view, text) for name, view in m.CONFIRMS.items()},
    }


def _builder(text: Text) -> dict[str, Screen]:
    wrong = input_error(InputError("", code="shares_missing", sum="80", rest="20"), text)
    return {
        **{name: render_builder(view, text) for name, view in m.BUILDERS.items()},
        "for a viewer": render_builder(m.BUILT, text, access=Access.VIEWER),
        "typed wrong": render_builder(m.BUILT, text, editing="share", notice=wrong),
    }


def _fields(text: Text) -> dict[str, Screen]:
    shown = {
        field: render_builder(m.EDITED.get(field, m.BUILT), text, editing=field) for field in FIELDS
    }
    bare = {
        f"{field}, nothing set": render_builder(m.BUILDERS["no stop"], text, editing=field)
        for field in ("target", "trailing", "stop")
    }
    return shown | bare


def _orders(text: Text) -> dict[str, Screen]:
    return {
        "several": render_orders(m.ORDER_LIST, text),
        "none": render_orders(m.NO_ORDERS, text),
        "for a viewer": render_orders(m.ORDER_LIST, text, access=Access.VIEWER),
        "a limit": render_order_card(m.order_card(0), text),
        "half filled": render_order_card(m.order_card(1), text),
        "of an agent, in an OCO": render_order_card(m.order_card(2), text),
        "trailing": render_order_card(m.order_card(3), text),
        "one for a viewer": render_order_card(m.order_card(0), text, access=Access.VIEWER),
        **{
            f"amending {field}": render_order_card(m.order_card(2), text, editing=field)
            for field in ("price", "trigger", "qty")
        },
    }


def _positions(text: Text) -> dict[str, Screen]:
    return {
        "several": render_positions(m.POSITION_LIST, text),
        "none": render_positions(m.NO_POSITIONS, text),
        "of a silent feed": render_positions(m.UNFRESH_LIST, text),
        **{
            f"one, {held.feed.value}": render_position_card(
                replace(m.HAND_CARD, position=held), text
            )
            for held in m.UNFRESH
        },
        "dust": render_positions(m.DUST_LIST, text),
        "dust alone": render_position_card(m.DUST_CARD, text),
        "for a viewer": render_positions(m.POSITION_LIST, text, access=Access.VIEWER),
        "by hand": render_position_card(m.HAND_CARD, text),
        "of an agent": render_position_card(m.AGENT_CARD, text),
        "without its picture": render_position_chart(m.HAND_CARD, None, text),
        "one for a viewer": render_position_card(m.HAND_CARD, text, access=Access.VIEWER),
        **{
            f"editing {field}": render_position_card(m.HAND_CARD, text, editing=field)
            for field in (*PLAN_FIELDS, CLOSE)
        },
    }
