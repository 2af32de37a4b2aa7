"""One row of the journal in full: a trade with its money and its events, or a record."""

from bot import format as fmt
from bot.cells import clip
from bot.locales import Text
from bot.render import words
from bot.render.details import detail_rows
from bot.render.page import button, compose, home, may_trade, title
from bot.render.record import headline, record_of
from bot.screen import Rows, Screen
from core.events import SignalReady
from core.views import CardView, JournalRow

_FIRST_EVENTS, _LAST_EVENTS = 10, 10


def render_card(view: CardView, text: Text, *, back: str = "all.1") -> Screen:
    """`back` is the page of the journal that Back leads to."""
    row = view.row
    day = fmt.day(row.at_ns, view.utc_offset_min, text)
    at = f"{day} {fmt.clock(row.at_ns, view.utc_offset_min)}"
    figures = [clip(headline(row, text), 68), at]
    if view.trade_id:
        figures.append(clip(view.trade_id, 34))
    record = record_of(row)
    if record is not None:
        figures += detail_rows(record, text)
    figures += _events(view, text)
    notes = [text.t("card.hidden")] if view.is_hidden else []
    ways = (button(text, "back", "jour:page", back), home(text))
    rows = (*_sharing(view, text), *_statistics(view, text), ways)
    return Screen(compose(title(text, "card.title", view.mode), figures, notes), rows)


def _sharing(view: CardView, text: Text) -> Rows:
    """A closed trade may be shown to others."""
    if view.row.net is None:
        return ()
    return ((button(text, "share", "jour:share", view.row.id),),)


def _statistics(view: CardView, text: Text) -> Rows:
    """Whether the trade counts."""
    if not (view.is_closed and may_trade(view.access)):
        return ()
    verb = "count" if view.is_hidden else "hide"
    return ((button(text, f"card.{verb}", f"jour:{verb}", view.trade_id),),)


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
    """When and what; of a signal also why."""
    rows = [clip(f"{fmt.clock(row.at_ns, utc_offset_min)} {headline(row, text)}", 68)]
    record = record_of(row)
    if isinstance(record, SignalReady) and record.reasons:
        rows.append(words.reasons(record.reasons, text))
    return rows
