"""A page of the journal, newest first; a number button opens its row's card."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import ROW, clip, pair
from bot.locales import Text
from bot.render.page import CHECK, compose, home, in_rows, title
from bot.render.record import headline
from bot.screen import Button, Rows, Screen
from core.types import ExitReason
from core.views import JournalRow, JournalView

KINDS = ("all", "trades", "signals", "errors")
_SHOWN_ROWS = 10


def render_journal(view: JournalView, text: Text) -> Screen:
    named = text.t(f"journal.{view.kind if view.kind in KINDS else 'all'}")
    header = title(text, "journal.title", view.mode)
    figures = [f"{named} · {max(view.page, 1)}/{max(view.pages, 1)}", *_days(view, text)]
    if view.trades:
        count = text.plural("trades", view.trades)
        figures += pair(f"{text.t('journal.page')} {count}", fmt.signed_money(view.net))
    notes = [] if view.rows else [text.t("journal.empty")]
    return Screen(compose(header, figures, notes), _rows(view, text))


def _days(view: JournalView, text: Text) -> list[str]:
    """The rows under the day they belong to."""
    rows: list[str] = []
    shown = ""
    for number, row in enumerate(view.rows[:_SHOWN_ROWS], 1):
        day = fmt.day(row.at_ns, view.utc_offset_min, text)
        if day != shown:
            rows.append(f"── {day} ──")
            shown = day
        rows += _line(number, row, view.utc_offset_min, text)
    return rows


def _line(number: int, row: JournalRow, utc_offset_min: int, text: Text) -> list[str]:
    head = f"{number} {fmt.short_clock(row.at_ns, utc_offset_min)}"
    if row.net is not None and row.side is not None:
        what = f"{head} {row.side.name:<5} {clip(row.base, 6)} {exit_name(row.reason, text)}"
        return pair(what, fmt.signed_money(row.net))
    return [clip(f"{head} {headline(row, text)}", ROW)]


def exit_name(code: str, text: Text) -> str:
    """`SL`, `TP`, by hand: why a trade ended; an unknown code is shown as it is."""
    return text.t(f"exit.{code}") if code in set(ExitReason) else clip(code, 10)


def _rows(view: JournalView, text: Text) -> Rows:
    numbers = tuple(
        Button(str(number), build("jour:card", f"{row.id}.{view.kind}.{view.page}"))
        for number, row in enumerate(view.rows[:_SHOWN_ROWS], 1)
    )
    kinds = tuple(_kind(kind, view.kind, text) for kind in KINDS)
    return *in_rows(numbers, 6), kinds, (*_pages(view), home(text))


def _kind(kind: str, current: str, text: Text) -> Button:
    name = text.t(f"journal.{kind}")
    return Button(f"{CHECK} {name}" if kind == current else name, build("jour:page", f"{kind}.1"))


def _pages(view: JournalView) -> list[Button]:
    """Only the directions that have a page."""
    steps = (("◀️", view.page - 1, view.page > 1), ("▶️", view.page + 1, view.page < view.pages))
    return [
        Button(sign, build("jour:page", f"{view.kind}.{page}"))
        for sign, page, is_there in steps
        if is_there
    ]
