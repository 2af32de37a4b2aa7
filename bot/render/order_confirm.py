"""The questions of manual trading: send this order, cancel them all, close a share."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import order_words as words
from bot.render.order_builder import loss, price_fields
from bot.render.page import button, compose, title
from bot.render.position import what
from bot.screen import Button, Screen, Style
from core.trading import DraftKind
from core.types import OrderSide
from core.views import ConfirmView, PreviewView


def render_order_confirm(view: ConfirmView, at: PreviewView, text: Text) -> Screen:
    """The draft as it will be sent, and how far the price may drift until then."""
    figures = [*_what(at, text), *_levels(at, text)]
    if at.loss is not None:
        figures += pair(text.t("build.loss"), loss(at))
    if at.draft.kind is DraftKind.MARKET and at.entry is not None and view.share_pct is not None:
        drift = text.t("confirm.drift", share=fmt.percent(view.share_pct, 2))
        figures += pair(f"≈ {fmt.price(at.entry, at.tick)}", drift)
    figures.append(_until(view, text))
    side = at.draft.side
    yes = text.t("button.yes.order", side=side.name)
    style: Style = "success" if side is OrderSide.BUY else "danger"
    rows = (
        (
            Button(yes, build("conf:yes", view.nonce), style),
            button(text, "edit", "conf:no", view.nonce),
        ),
        (button(text, "cancel", "conf:drop", view.nonce),),
    )
    return Screen(compose(title(text, "confirm.order", view.mode), figures), rows)


def _what(at: PreviewView, text: Text) -> list[str]:
    qty = fmt.size(at.qty) if at.qty is not None else ""
    head = f"{at.draft.side.name} {qty} {clip(at.base, 12)}".replace("  ", " ")
    rows = pair(head, words.kind(at.draft.kind, text))
    for field in price_fields(at.draft):
        value = words.field_value(at.draft, field, at.tick, at.base, text)
        rows += pair(text.t(f"field.{field}"), value)
    return rows


def _levels(at: PreviewView, text: Text) -> list[str]:
    stop = f"SL {fmt.price(at.stop.price, at.tick)}" if at.stop is not None else ""
    target = f"TP {fmt.price(at.targets[0].price, at.tick)}" if at.targets else ""
    if len(at.targets) > 1:
        target = f"{target} +{len(at.targets) - 1}"
    rows = pair(stop, target) if stop and target else [row for row in (stop, target) if row]
    if at.draft.exits.trail is not None:
        rows.append(words.trail(at.draft.exits.trail, text))
    return rows


def _until(view: ConfirmView, text: Text) -> str:
    return text.t("confirm.until", at=fmt.clock(view.until_ns, view.utc_offset_min))


def render_manual_confirm(view: ConfirmView, text: Text) -> Screen:
    """reduce, close_all, cancel_all."""
    figures: list[str] = []
    if view.position is not None:
        share = fmt.plain(view.share_pct, 2) if view.share_pct is not None else "100"
        figures += pair(what(view.position), f"{share}%")
        now = fmt.price(view.position.now, view.position.tick)
        figures.append(text.t("confirm.market", price=now))
    elif view.positions:
        figures.append(text.plural("confirm.some", view.positions))
    if view.orders:
        figures.append(text.plural("confirm.orders", view.orders))
    if view.result is not None:
        figures += pair(text.t("confirm.result"), fmt.signed_money(view.result))
    figures.append(_until(view, text))
    yes = button(text, f"yes.{view.what}", "conf:yes", view.nonce, "danger")
    rows = ((yes, button(text, "cancel", "conf:no", view.nonce)),)
    return Screen(compose(title(text, f"confirm.{view.what}", view.mode), figures), rows)
