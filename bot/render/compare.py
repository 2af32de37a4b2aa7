"""Agents side by side: what each made, and how."""

from bot import format as fmt
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.page import button, choice_button, compose, home, page_buttons, title
from bot.screen import Button, Rows, Screen
from core.views.watching import ComparedAgent, CompareView

WINDOWS = (7, 30, 90, 0)


def render_compare(view: CompareView, text: Text, *, notice: str = "") -> Screen:
    """A block for each agent, the best first; the curves are the picture's."""
    window = text.plural("analytics.days", view.days) if view.days else text.t("analytics.all")
    figures = [window]
    for row in view.agents:
        figures += _agent(row, text)
    header = title(text, "compare.title", view.mode)
    return Screen(compose(header, figures, notice=notice), _rows(view, text))


def _agent(row: ComparedAgent, text: Text) -> list[str]:
    found = row.statistics
    name = text.t("agents.manual") if row.is_manual else row.name
    icon = "✋" if row.is_manual else words.state_icon(row.state)
    head = f"{icon} {clip(name, 15)}"
    if not found.trades:
        return pair(head, text.t("compare.none"))
    net = f"{fmt.signed_money(found.net)} {fmt.signed_percent(row.return_pct)}"
    win = "" if found.win_rate is None else f" {text.t('compare.win')} {found.win_rate * 100:.0f}%"
    factor = "" if found.profit_factor is None else _factor(found.profit_factor, text)
    fall = row.max_drawdown_pct
    down = ""
    if fall is not None and fmt.round_to(fall, 1):
        down = text.t("compare.fall", share=fmt.number(-fall, 1))
    left = f"  {text.plural('trades', found.trades)}{win}"
    quality = " ".join(part for part in (factor, down) if part)
    return [*pair(head, net), *(pair(left, quality) if quality else [left])]


def _rows(view: CompareView, text: Text) -> Rows:
    windows: tuple[Button, ...] = tuple(
        choice_button(
            _window(days, text), "agent:compare", f"{days}.1", is_chosen=days == view.days
        )
        for days in WINDOWS
    )
    rows: list[tuple[Button, ...]] = [windows]
    if view.pages > 1:
        rows.append(page_buttons("agent:compare", view.page, view.pages, before=f"{view.days}."))
    rows.append((button(text, "back", "agent:list", 1), home(text)))
    return tuple(rows)


def _factor(value: float, text: Text) -> str:
    return text.t("compare.factor", value=f"{min(value, 999):.2f}")


def _window(days: int, text: Text) -> str:
    return f"{days}{text.t('unit.d')}" if days else text.t("analytics.all")
