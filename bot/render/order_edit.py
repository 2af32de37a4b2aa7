"""One field of the draft: what it is, quick values, and what may be typed."""

from collections.abc import Mapping
from types import MappingProxyType

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import order_words as words
from bot.render.order_plan import PLAN_FIELDS, plan_figures, plan_rows, quick_button
from bot.render.page import button, choice_button, compose, home, in_rows
from bot.screen import Button, Rows, Screen
from core.trading import DraftKind
from core.types import Source, TimeInForce
from core.views.builder import BuilderView

FIELDS = (
    *("instrument", "kind", "size", "leverage", "price", "trigger", "trail", "tif", "source"),
    *("drift", "preset"),
    *PLAN_FIELDS,
)
_LEVERAGES = (1, 2, 3, 5, 10, 20, 50, 100)
_SHOWN_SYMBOLS = 40
_QUICK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "size": ("10%", "25%", "50%", "100%", "risk 0.1%", "risk 0.5%", "risk 1%"),
        "reduce": ("25%", "50%", "75%", "100%"),
        "price": ("-0.5%", "-0.1%", "+0.1%", "+0.5%"),
        "trigger": ("-0.5%", "-0.1%", "+0.1%", "+0.5%"),
        "trail": ("0.5%", "1%", "2%", "3%"),
        "drift": ("0.05%", "0.1%", "0.3%", "1%"),
    }
)


def render_field(
    view: BuilderView, field: str, header: str, text: Text, *, notice: str = ""
) -> Screen:
    figures = [*_identity(view), *_figures(view, field, text)]
    hint = f"hint.{field}"
    notes = [text.t(hint)] if text.has(hint) else []
    back = button(text, "back", "ord:open")
    rows = (*_rows(view, field, text), (back, home(text)))
    return Screen(compose(header, figures, notes, notice=notice), rows)


def _identity(view: BuilderView) -> list[str]:
    at = view.preview
    quote = ""
    if at.bid is not None and at.ask is not None:
        quote = f"{fmt.price(at.bid, at.tick)} / {fmt.price(at.ask, at.tick)}"
    return pair(clip(at.title, 14), quote)


def _figures(view: BuilderView, field: str, text: Text) -> list[str]:
    at = view.preview
    if field in PLAN_FIELDS:
        return plan_figures(at.draft.exits, field, text)
    if field == "instrument":
        return pair(f"✏️ {text.t('field.instrument')}", clip(at.title, 16))
    if field == "drift":
        return pair(f"✏️ {text.t('field.drift')}", fmt.percent(view.max_drift_pct, 2))
    if field == "preset":
        return pair(f"✏️ {text.t('field.preset')}", f"{len(view.presets)}/5")
    value = words.field_value(at.draft, field, at.tick, at.base, text)
    return pair(f"✏️ {text.t(f'field.{field}')}", value)


def _rows(view: BuilderView, field: str, text: Text) -> Rows:
    draft = view.preview.draft
    if field in PLAN_FIELDS:
        return plan_rows(draft.exits, field, "ord", text)
    match field:
        case "instrument":
            return in_rows(_symbols(view), 2)
        case "kind":
            return in_rows(_kinds(view, text), 2)
        case "leverage":
            return in_rows(_leverages(view), 4)
        case "tif":
            return (_choices("tif", TimeInForce, draft.time_in_force, text),)
        case "source":
            sources = (Source.LAST, Source.MARK)
            return (_choices("source", sources, draft.source, text),)
        case "preset":
            return _presets(view)
    quick = _QUICK["reduce" if field == "size" and draft.is_reduce_only else field]
    made = [_quick(field, value, text) for value in quick]
    return in_rows(made, 4)


def _quick(field: str, value: str, text: Text) -> Button:
    if not value.startswith("risk"):
        return quick_button("ord:put", field, value, text)
    share = value.removeprefix("risk ")
    return Button(text.t("size.risk", share=share), build("ord:put", f"size=risk{share}"))


def _symbols(view: BuilderView) -> list[Button]:
    return [
        choice_button(
            label,
            "ord:put",
            f"instrument={symbol}",
            is_chosen=label == view.preview.title or symbol == view.preview.draft.instrument,
        )
        for label, symbol in view.symbols[:_SHOWN_SYMBOLS]
    ]


def _kinds(view: BuilderView, text: Text) -> list[Button]:
    return [
        choice_button(
            words.kind(kind, text),
            "ord:put",
            f"kind={kind.value}",
            is_chosen=kind is view.preview.draft.kind,
        )
        for kind in DraftKind
        if kind is not DraftKind.OCO or view.position is not None
    ]


def _leverages(view: BuilderView) -> list[Button]:
    most = 1 if view.preview.is_spot else view.preview.max_leverage
    return [
        choice_button(
            f"x{level}",
            "ord:put",
            f"leverage={level}",
            is_chosen=level == view.preview.draft.leverage,
        )
        for level in _LEVERAGES
        if level <= most
    ]


def _choices(
    field: str,
    options: type[TimeInForce] | tuple[Source, ...],
    chosen: TimeInForce | Source,
    text: Text,
) -> tuple[Button, ...]:
    return tuple(
        choice_button(
            text.name(field, option.name.lower()),
            "ord:put",
            f"{field}={option.name.lower()}",
            is_chosen=option is chosen,
        )
        for option in options
    )


def _presets(view: BuilderView) -> Rows:
    """A press takes a set, its bin removes it."""
    return tuple(
        (
            Button(f"⭐ {clip(name, 20)}", build("ord:put", f"preset={number}")),
            Button(f"🗑 {number}", build("ord:put", f"unpreset={number}")),
        )
        for number, name in enumerate(view.presets, 1)
    )
