"""Instruments to choose from, in pages; a typed name finds them too."""

from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render.market import market_arg
from bot.render.page import button, choice_button, compose, home, in_rows, page_buttons, title
from bot.screen import Button, Rows, Screen
from core.types import InstrumentId
from core.views.watching import SymbolRow, SymbolsView


def render_symbols(view: SymbolsView, text: Text, *, is_list: bool, notice: str = "") -> Screen:
    """`is_list`: what is chosen goes on the watch list, else the market shows it."""
    figures = pair(text.t("symbols.total"), str(view.total))
    if view.sought and view.rows:
        key = "symbols.guess" if view.is_guess else "symbols.found"
        figures += [text.t(key, typed=clip(view.sought, 16))]
    about = "symbols.about.watch" if is_list else "symbols.about"
    notes = [
        text.t("symbols.none" if view.sought else "symbols.no_more")
        if not view.rows
        else text.t(about)
    ]
    header = title(text, "symbols.title", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _rows(view, text, is_list))


def _rows(view: SymbolsView, text: Text, is_list: bool) -> Rows:
    rows = list(in_rows([_choice(row, view, is_list) for row in view.rows], 3))
    prefix = "watch:pick" if is_list else "mkt:pick"
    if view.pages > 1 and not view.sought:
        rows.append(page_buttons(prefix, view.page, view.pages))
    if view.sought:
        rows.append((button(text, "symbols.all", prefix, 1),))
    back = "watch:open" if is_list else "mkt:open"
    rows.append((button(text, "back", back, _back(view, is_list)), home(text)))
    return tuple(rows)


def _back(view: SymbolsView, is_list: bool) -> str:
    if is_list:
        return "1"
    return market_arg(view.current, view.timeframe) if view.current else ""


def _choice(row: SymbolRow, view: SymbolsView, is_list: bool) -> Button:
    label = row.title.rsplit(":", 1)[-1]
    if is_list:
        return Button(f"⭐ {clip(label, 20)}", build("watch:add", row.instrument))
    arg = market_arg(InstrumentId(row.instrument), view.timeframe)
    return choice_button(label, "mkt:open", arg, is_chosen=row.instrument == view.current)
