"""What became of a person's own orders: filled, refused, cancelled by the venue, left behind."""

from collections.abc import Mapping
from types import MappingProxyType

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.alert_frame import Alert, Frame
from bot.screen import Button
from core.events import OrderEnded, OrderTerms, OrderTriggered
from core.types import OrderState

_WORDS: Mapping[OrderState, str] = MappingProxyType(
    {OrderState.FILLED: "filled", OrderState.REJECTED: "rejected"}
)


def ended_alert(record: OrderEnded, frame: Frame) -> Alert | None:
    """None for an order that the engine decided: its position's alerts tell of it."""
    terms, text = record.terms, frame.text
    if terms is None:
        return None
    what = _WORDS.get(record.state, "cancelled")
    why = text.name("end", clip(record.reason, 18)) if record.reason else ""
    return Alert(
        header=f"{text.t(f'alert.order.{what}')} {_what(terms)} · {frame.badge}",
        figures=(_came_to(record, terms), *_levels(terms, frame)),
        notes=(why,) if why else (),
        buttons=_buttons(text),
    )


def triggered_alert(record: OrderTriggered, frame: Frame) -> Alert | None:
    """Of a stop-limit that the market has jumped over: it rests, and protects nothing."""
    if not record.is_skipped:
        return None
    text, terms = frame.text, record.terms
    return Alert(
        header=f"{text.t('alert.order.skipped')} {_what(terms)} · {frame.badge}",
        figures=(_size(fmt.size(record.qty), terms), *_levels(terms, frame)),
        notes=(text.t("alert.order.rests"),),
        buttons=_buttons(text),
    )


def _came_to(record: OrderEnded, terms: OrderTerms) -> str:
    """`0.0152 BTC`, of one that was filled in part `0.0052 / 0.0152 BTC`."""
    whole = _size(fmt.size(record.filled + record.unfilled), terms)
    is_part = record.filled and record.unfilled
    return f"{fmt.size(record.filled)} / {whole}" if is_part else whole


def _what(terms: OrderTerms) -> str:
    """`SELL BTC`."""
    return f"{terms.side.name} {words.base_of(terms.title)}"


def _size(size: str, terms: OrderTerms) -> str:
    return f"{size} {clip(terms.base, 12)}"


def _levels(terms: OrderTerms, frame: Frame) -> list[str]:
    text, rows = frame.text, list[str]()
    if terms.trigger is not None:
        rows += pair(text.t("field.trigger"), frame.price(terms.trigger))
    if terms.price is not None:
        rows += pair(text.t("field.price"), frame.price(terms.price))
    return rows


def _buttons(text: Text) -> tuple[Button, ...]:
    return (
        Button(text.t("button.orders"), build("olist:open")),
        Button(text.t("button.positions"), build("plist:open")),
    )
