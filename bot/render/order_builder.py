"""The order builder: one message on which every value is a button."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import order_words as words
from bot.render.order_buttons import builder_rows
from bot.render.order_edit import render_field
from bot.render.order_notes import builder_notes
from bot.render.page import compose, home, may_trade, title
from bot.screen import Button, Screen
from core.trading import DraftKind, OrderDraft
from core.types import Access
from core.views import PreviewView, RungView
from core.views.builder import BuilderView


def render_builder(
    view: BuilderView,
    text: Text,
    *,
    access: Access = Access.OWNER,
    editing: str = "",
    notice: str = "",
) -> Screen:
    """`editing` names the field whose values are shown and whose typed one is awaited."""
    header = title(text, "build.title", view.preview.mode)
    if editing and may_trade(access):
        return render_field(view, editing, header, text, notice=notice)
    figures = builder_figures(view.preview, text)
    notes = builder_notes(view, text)
    if may_trade(access):
        rows = builder_rows(view, text)
    else:
        rows = ((Button(text.t("button.orders"), build("olist:open")), home(text)),)
    return Screen(compose(header, figures, notes, notice=notice), rows)


def builder_figures(at: PreviewView, text: Text) -> list[str]:
    draft = at.draft
    rows = [identity(at, text), *_size(at, text), *_prices(at, text), *_entry(at, text)]
    if at.stop is not None:
        rows += pair(rung("SL", at.stop, at, is_stop=True), fmt.signed_money(at.stop.result))
    rows += _targets(at, text)
    if draft.exits.trail is not None:
        rows += pair(text.t("field.trailing"), "")
        rows.append(words.trail(draft.exits.trail, text))
    if draft.exits.time_stop_s:
        rows += pair(text.t("field.time"), words.seconds(draft.exits.time_stop_s, text))
    return rows + _money(at, text)


def identity(at: PreviewView, text: Text) -> str:
    """`BTC/USDT  BUY  MARKET  x2`."""
    parts = [clip(at.title, 14), at.draft.side.name, words.kind(at.draft.kind, text)]
    if not at.is_spot and not at.draft.is_reduce_only:
        parts.append(f"x{at.draft.leverage}")
    return " ".join(parts) if len(parts[2]) > 8 else "  ".join(parts)


def _size(at: PreviewView, text: Text) -> list[str]:
    asked = words.size(at.draft.size, at.base, text)
    if at.qty is None or at.notional is None:
        return pair(text.t("field.size"), asked)
    worth = f"{fmt.money(at.notional)} {clip(at.quote, 6)} = {fmt.size(at.qty)}"
    rows = pair(text.t("field.size"), worth)
    if at.margin is not None and at.margin_pct is not None and not at.draft.is_reduce_only:
        share = text.t("build.of_equity", share=fmt.tenths(at.margin_pct))
        rows += pair(text.t("build.margin"), f"{fmt.money(at.margin)} {share}")
    return rows


def _prices(at: PreviewView, text: Text) -> list[str]:
    draft, rows = at.draft, list[str]()
    for field in price_fields(draft):
        label = text.t(f"field.{field}")
        if field == "trigger":
            label = f"{label} ({words.source(draft.source, text)})"
        rows += pair(label, words.field_value(draft, field, at.tick, at.base, text))
    return rows


def price_fields(draft: OrderDraft) -> list[str]:
    """The prices that the kind needs."""
    fields = ["trigger"] if draft.kind.needs_trigger else []
    if draft.kind.needs_price:
        fields.append("price")
    if draft.kind is DraftKind.TRAILING:
        fields.append("trail")
    return fields


def _entry(at: PreviewView, text: Text) -> list[str]:
    if at.entry is None:
        return []
    left = f"{text.t('build.entry')} ≈ {fmt.price(at.entry, at.tick)}"
    if at.slippage is None or not fmt.round_to(at.slippage, 2):
        return [left]
    return pair(left, text.t("build.slip", amount=fmt.money(at.slippage)))


def _targets(at: PreviewView, text: Text) -> list[str]:
    rows: list[str] = []
    is_ladder = len(at.targets) > 1
    for number, target in enumerate(at.targets, 1):
        name = f"TP{number}" if is_ladder else "TP"
        share = f" {fmt.plain(target.share_pct, 0)}%" if is_ladder else ""
        left = rung(name, target, at, is_stop=False) + share
        rows += pair(left, fmt.signed_money(target.result))
    return rows


def rung(name: str, level: RungView, at: PreviewView, *, is_stop: bool) -> str:
    """`SL 66 449.40  -1.0%`."""
    sign = "-" if is_stop and level.result < 0 else "+"
    distance = fmt.number(abs(level.distance_pct), 1)
    return f"{name} {fmt.price(level.price, at.tick)} {sign}{distance}%"


def _money(at: PreviewView, text: Text) -> list[str]:
    rows: list[str] = []
    ratio = f"R:R 1 : {fmt.number(at.rr, 1)}" if at.rr is not None else ""
    fee = f"{text.t('build.fee')} ≈ {fmt.money(at.fee)}" if at.fee is not None else ""
    rows += pair(ratio, fee) if ratio and fee else [row for row in (ratio, fee) if row]
    if at.loss is not None:
        rows += pair(text.t("build.loss"), loss(at))
    if at.gain is not None and len(at.targets) > 1:
        rows += pair(text.t("build.gain"), fmt.signed_money(at.gain))
    if at.liquidation is not None and not at.draft.is_reduce_only:
        rows += pair(text.t("position.liquidation"), fmt.price(at.liquidation, at.tick))
    return rows


def loss(at: PreviewView) -> str:
    """`-10.20 (0.10%)`."""
    if at.loss is None:
        return ""
    shown = fmt.signed_money(-abs(at.loss))
    if at.loss_pct is None:
        return shown
    return f"{shown} ({fmt.number(abs(at.loss_pct), 2)}%)"
