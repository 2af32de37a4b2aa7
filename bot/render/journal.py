"""A page of the journal, newest first; a number button opens its row's card."""

from html import escape

from bot import format as fmt
from bot.callbacks import build
from bot.cells import ROW, clip, pair
from bot.locales import Text
from bot.render.page import button, choice_button, compose, home, in_rows, may_trade, title
from bot.render.record import headline
from bot.screen import Button, Rows, Screen
from core.types import ExitReason
from core.views import ExportView, JournalRow, JournalView

KINDS = ("all", "trades", "orders", "signals", "errors")
_SHOWN_ROWS = 10
_SHOWN_AGENTS = 8


def render_journal(view: JournalView, text: Text) -> Screen:
    named = text.t(f"journal.{view.kind if view.kind in KINDS else 'all'}")
    header = title(text, "journal.title", view.mode)
    head = f"{named} · {max(view.page, 1)}/{max(view.pages, 1)}"
    if view.agent:
        head = f"{head} · {clip(_agent_name(view), 14)}"
    figures = [head, *_days(view, text)]
    if view.trades:
        count = text.plural("trades", view.trades)
        figures += pair(f"{text.t('journal.page')} {count}", fmt.signed_money(view.net))
    notes = [] if view.rows else [text.t("journal.empty")]
    if view.is_cleared:
        notes.append(text.t("journal.cleared"))
    return Screen(compose(header, figures, notes), _rows(view, text))


def export_caption(made: ExportView, text: Text) -> str:
    """Under the file, as HTML."""
    count = text.plural("journal.rows", made.rows)
    said = text.t("journal.cut", rows=count) if made.is_cut else count
    return escape(said, quote=False)


def _agent_name(view: JournalView) -> str:
    return next((name for agent, name in view.agents if agent == view.agent), view.agent)


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
    back = page_arg(view.kind, view.page, view.agent)
    numbers = tuple(
        Button(str(number), build("jour:card", f"{row.id}.{back}"))
        for number, row in enumerate(view.rows[:_SHOWN_ROWS], 1)
    )
    kinds = [
        _choice(text.t(f"journal.{kind}"), kind, view.agent, is_chosen=kind == view.kind)
        for kind in KINDS
    ]
    rows = (*in_rows(numbers, 6), *in_rows(kinds, 3), *_agents(view, text))
    return *rows, tuple(_pages(view)), *_last(view, text)


def page_arg(kind: str, page: int, agent: str) -> str:
    """As `jour:page` carries it."""
    return f"{kind}.{page}.{agent}" if agent else f"{kind}.{page}"


def _agents(view: JournalView, text: Text) -> Rows:
    """Whose rows; with one agent there is nothing to choose."""
    if len(view.agents) < 2 and not view.agent:
        return ()
    named = view.agents[:_SHOWN_AGENTS]
    choices = [("", text.t("journal.everybody")), *((agent, name) for agent, name in named)]
    buttons = [
        _choice(name, view.kind, agent, is_chosen=agent == view.agent) for agent, name in choices
    ]
    return in_rows(buttons, 3)


def _choice(name: str, kind: str, agent: str, *, is_chosen: bool) -> Button:
    return choice_button(name, "jour:page", page_arg(kind, 1, agent), is_chosen=is_chosen)


def _pages(view: JournalView) -> list[Button]:
    """Where the page stands, and the directions that have one."""
    here = Button(f"{max(view.page, 1)}/{max(view.pages, 1)}", _page_data(view, max(view.page, 1)))
    before = [Button("◀️", _page_data(view, view.page - 1))] if view.page > 1 else []
    after = [Button("▶️", _page_data(view, view.page + 1))] if view.page < view.pages else []
    return [*before, here, *after]


def _page_data(view: JournalView, page: int) -> str:
    return build("jour:page", page_arg(view.kind, page, view.agent))


def _last(view: JournalView, text: Text) -> Rows:
    what = f"{view.kind}.{view.agent}" if view.agent else view.kind
    files = (
        Button("📤 CSV", build("jour:file", f"csv.{what}")),
        Button("📤 JSON", build("jour:file", f"json.{what}")),
    )
    if not may_trade(view.access):
        return files, (home(text),)
    clear = "uncover" if view.is_cleared else "clear"
    return files, (button(text, f"journal.{clear}", f"jour:{clear}"), home(text))
