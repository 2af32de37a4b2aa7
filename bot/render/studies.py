"""What was found of strategies tried on history: the list of it."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.page import button, compose, home, page_buttons, title
from bot.screen import Button, Rows, Screen
from core.studies import Study
from core.views.studies import StudiesView


def render_studies(view: StudiesView, text: Text, *, notice: str = "") -> Screen:
    """A page of them: to be opened, or chosen beside another."""
    key = "study.list.beside" if view.beside else "study.list"
    figures: list[str] = []
    for number, head in enumerate(view.heads, 1):
        figures += _head_rows(number, head, view, text)
    notes = [] if view.heads else [text.t("study.list.empty")]
    header = title(text, key, view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _list_rows(view, text))


def _head_rows(number: int, head: Study, view: StudiesView, text: Text) -> list[str]:
    when = fmt.day(head.made_ns, view.utc_offset_min, text)
    at = fmt.short_clock(head.made_ns, view.utc_offset_min)
    kind, wish = text.t(f"study.sign.{head.wish.kind.value}"), head.wish
    frame = words.timeframe(wish.timeframe.value, text)
    first = pair(f"{number} {kind} {clip(wish.strategy, 12)}", f"{when} {at}")
    share = f"{head.return_pct:+.2f}%" if head.return_pct else "0.00%"
    return [*first, *pair(f"  {clip(wish.title, 12)} {frame}", share)]


def _list_rows(view: StudiesView, text: Text) -> Rows:
    route = "study:compare" if view.beside else "study:show"
    before = f"{view.beside}." if view.beside else ""
    numbers: tuple[Button, ...] = tuple(
        Button(str(number), build(route, f"{before}{head.id}"))
        for number, head in enumerate(view.heads, 1)
    )
    rows: list[tuple[Button, ...]] = [numbers] if numbers else []
    if view.pages > 1:
        way = "study:with" if view.beside else "study:list"
        rows.append(page_buttons(way, view.page, view.pages, before=before))
    return *rows, (button(text, "study.again", "study:open"), home(text))
