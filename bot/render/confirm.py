"""A question that trades: one use, 30 seconds, and the screen says until when."""

from bot import format as fmt
from bot.cells import pair
from bot.locales import Text
from bot.render.halt import cause_row
from bot.render.order_confirm import render_manual_confirm, render_order_confirm
from bot.render.page import button, compose, title
from bot.render.plugin_market import may_do
from bot.render.position import what
from bot.render.strategies import values
from bot.screen import Rows, Screen, Style
from core.views import ConfirmView

_MANUAL = frozenset({"reduce", "close_all", "cancel_all"})


def render_confirm(view: ConfirmView, text: Text) -> Screen:
    if view.order is not None:
        return render_order_confirm(view, view.order, text)
    if view.what in _MANUAL:
        return render_manual_confirm(view, text)
    until = fmt.clock(view.until_ns, view.utc_offset_min)
    figures = [*_body(view, text), text.t("confirm.until", at=until)]
    note = f"confirm.note.{view.what}"
    notes = [text.t(note)] if text.has(note) else []
    header = title(text, f"confirm.{view.what}", view.mode)
    return Screen(compose(header, figures, notes), _rows(view, text))


def _body(view: ConfirmView, text: Text) -> list[str]:
    rows = [cause_row(view.halt, text)] if view.halt is not None else []
    if view.position is not None:
        position = view.position
        now = text.t("confirm.market", price=fmt.price(position.now, position.tick))
        rows += [what(position), now]
        if view.result is not None:
            rows += pair(text.t("confirm.result"), fmt.signed_money(view.result))
    elif view.positions:
        result = fmt.signed_money(view.result) if view.result is not None else "0.00"
        rows.append(text.plural("confirm.positions", view.positions, result=result))
    elif view.what == "kill":
        rows.append(text.t("confirm.flat"))
    rows += [view.about] if view.about else []
    rows += values(view.strategy, view.parameters, text)
    return [*rows, *(may_do(view.may, text) if view.what == "install" else [])]


def _rows(view: ConfirmView, text: Text) -> Rows:
    style: Style = "success" if view.what in ("unlock", "backup", "study_apply") else "danger"
    yes = button(text, f"yes.{view.what}", "conf:yes", view.nonce, style)
    return ((yes, button(text, "cancel", "conf:no", view.nonce)),)
