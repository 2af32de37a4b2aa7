"""The watch list: each instrument with its price, its day, its spread and its feed."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.market import change, market_arg, middle, spread_bp
from bot.render.page import button, compose, home, in_rows, page_buttons, title
from bot.screen import Button, Rows, Screen
from core.types import FeedStatus
from core.views.watching import WatchRow, WatchView

EDITING = "e"


def render_watch(
    view: WatchView, text: Text, *, is_editing: bool = False, notice: str = ""
) -> Screen:
    """`is_editing`: rows are moved up and taken off instead of opened."""
    figures = [line for row in view.rows for line in _row(row, text)]
    notes = [] if view.rows else [text.t("watch.empty")]
    if is_editing and view.rows:
        notes = [text.t("watch.about")]
    header = title(text, "watch.title", view.mode)
    rows = _edits(view, text) if is_editing else _opens(view, text)
    return Screen(compose(header, figures, notes, notice=notice), rows)


def _row(row: WatchRow, text: Text) -> list[str]:
    """Two lines; a price that is not fresh is not shown as one."""
    head = f"{words.feed_icon(row.feed.status)} {clip(row.title, 14)}"
    quote = row.quote
    if quote is None:
        return pair(head, text.t("watch.no_quote"))
    age = text.t("feed.over") if row.feed.is_over else fmt.age(row.feed.age_s, text)
    if row.feed.status is FeedStatus.STALE:
        return pair(head, age)
    moved = f"{change(row.day):>9}" if row.day is not None else ""
    spread = text.t("market.bp", spread=spread_bp(quote))
    return [*pair(head, middle(quote)), *pair(f"   {spread} · {age}", moved.strip())]


def _opens(view: WatchView, text: Text) -> Rows:
    opened = [
        Button(clip(row.base, 12), build("mkt:open", market_arg(row.instrument, view.timeframe)))
        for row in view.rows
    ]
    rows = list(in_rows(opened, 3))
    if view.pages > 1:
        rows.append(page_buttons("watch:open", view.page, view.pages))
    changes = [button(text, "watch.edit", "watch:edit", view.page)] if view.rows else []
    if view.has_more:
        changes.append(button(text, "watch.more", "watch:pick", 1))
    rows.append(tuple(changes))
    rows.append((button(text, "market", "mkt:open"), home(text)))
    return tuple(row for row in rows if row)


def _edits(view: WatchView, text: Text) -> Rows:
    rows: list[tuple[Button, ...]] = [
        (
            Button(f"⬆️ {clip(row.base, 12)}", build("watch:up", row.instrument)),
            Button(f"✖️ {clip(row.base, 12)}", build("watch:drop", row.instrument)),
        )
        for row in view.rows
    ]
    if view.pages > 1:
        rows.append(page_buttons("watch:edit", view.page, view.pages))
    rows.append((button(text, "back", "watch:open", view.page), home(text)))
    return tuple(rows)
