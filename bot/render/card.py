"""One row of the journal in full: a trade with its money and its events, or a record."""

from bot import format as fmt
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.page import button, compose, home, title
from bot.render.record import headline, record_of
from bot.render.refusal import amount_of
from bot.render.result import flag_rows, held, path_row, result_rows, slip_rows
from bot.screen import Screen
from core import events as ev
from core.views import CardView, JournalRow

_FIRST_EVENTS, _LAST_EVENTS = 10, 10


def render_card(view: CardView, text: Text, *, kind: str = "all", page: int = 1) -> Screen:
    """`kind` and `page` say where Back leads."""
    row = view.row
    at = f"{fmt.day(row.at_ns, view.utc_offset_min, text)} " + fmt.clock(
        row.at_ns, view.utc_offset_min
    )
    figures = [headline(row, text), at, *_details(record_of(row), text), *_events(view, text)]
    back = button(text, "back", "jour:page", f"{kind}.{page}")
    return Screen(compose(title(text, "card.title", view.mode), figures), ((back, home(text)),))


def _details(record: ev.Record | None, text: Text) -> list[str]:
    match record:
        case ev.PositionClosed():
            return _trade(record.result, record, text)
        case ev.PositionFlipped():
            return [*_trade(record.closed, record, text), *_opened(record, text)]
        case ev.FlipLeftFlat():
            return _trade(record.closed, record, text)
        case ev.SignalReady() | ev.SignalChanged():
            found = words.reasons(record.reasons, text)
            return [found] if found else []
        case ev.EntryRefused():
            return _numbers(record, text)
        case ev.Fault() | ev.Audit():
            return [clip(record.detail, 200)] if record.detail else []
        case _:
            return []


def _trade(
    result: ev.TradeResult,
    record: ev.PositionClosed | ev.PositionFlipped | ev.FlipLeftFlat,
    text: Text,
) -> list[str]:
    rows = pair(path_row(result, record.tick), held(result, text))
    rows += pair(f"{result.side.name} {fmt.size(result.qty)}", f"x{result.leverage}")
    rows += [*result_rows(result, text), *slip_rows(result, text), *flag_rows(result, text)]
    if isinstance(record, ev.PositionClosed):
        rows += pair(text.t("card.strategy"), clip(record.strategy, 20))
        if record.rule:
            rows += pair(text.t("card.rule"), clip(record.rule, 20))
    return rows


def _opened(record: ev.PositionFlipped, text: Text) -> list[str]:
    now = f"{record.opened.name} {fmt.size(record.qty)} x{record.leverage}"
    return pair(now, fmt.price(record.entry, record.tick))


def _numbers(record: ev.EntryRefused, text: Text) -> list[str]:
    rows: list[str] = []
    for end, amount in (("needed", record.needed), ("limit", record.limit)):
        if amount is not None:
            rows += pair(text.t(f"refusal.other.{end}"), amount_of(amount, record.unit, text))
    return rows


def _events(view: CardView, text: Text) -> list[str]:
    """The trade's events in order; of very many, the first and the last."""
    hidden = len(view.events) - _FIRST_EVENTS - _LAST_EVENTS
    if hidden <= 0:
        lines = _lines(view.events, view.utc_offset_min, text)
    else:
        lines = _lines(view.events[:_FIRST_EVENTS], view.utc_offset_min, text)
        lines.append(text.t("more", n=hidden))
        lines += _lines(view.events[-_LAST_EVENTS:], view.utc_offset_min, text)
    return [f"── {text.t('card.events')} ──", *lines] if lines else []


def _lines(rows: tuple[JournalRow, ...], utc_offset_min: int, text: Text) -> list[str]:
    return [line for row in rows for line in _event(row, utc_offset_min, text)]


def _event(row: JournalRow, utc_offset_min: int, text: Text) -> list[str]:
    rows = [f"{fmt.clock(row.at_ns, utc_offset_min)} {headline(row, text)}"]
    record = record_of(row)
    if isinstance(record, ev.SignalReady):
        found = words.reasons(record.reasons, text)
        rows += [found] if found else []
    return rows
