"""The ladder: a strategy's resting orders above and below the price, and what they brought."""

from collections.abc import Sequence
from decimal import Decimal

from bot import format as fmt
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.auto import whose
from bot.render.chart import pictured
from bot.render.page import badge, button, compose, home
from bot.render.strategies import named
from bot.screen import Rows, Screen
from core.pictures import Picture
from core.types import AgentState, OrderSide
from core.views.ladder import LadderFill, LadderRow, LadderView

_EACH_SIDE = 5
"""Orders shown above the price, and as many below it."""
_FILLS = 3


def render_ladder(
    view: LadderView, text: Text, picture: Picture | None = None, *, notice: str = ""
) -> Screen:
    header = f"📐 {clip(named(view.strategy, text), 18)} · {badge(view.mode, text)}"
    figures = [*whose(view.agent_name), *_rungs(view, text), *_held(view, text)]
    figures += _brought(view, text)
    screen = Screen(compose(header, figures, _notes(view, text), notice=notice), _rows(view, text))
    return pictured(screen, picture, text)


def _rungs(view: LadderView, text: Text) -> list[str]:
    """Above the price, the price, below it; what is farther away is counted."""
    now = view.now
    above = [row for row in view.rows if now is None or row.price > now]
    below = [row for row in view.rows if now is not None and row.price <= now]
    shown = "—" if now is None else fmt.price(now, view.tick)
    return [
        *_more(len(above) - _EACH_SIDE, text),
        *_each(above[-_EACH_SIDE:], view, text),
        *pair(f"▸ {clip(view.title, 12)}", shown),
        *_each(below[:_EACH_SIDE], view, text),
        *_more(len(below) - _EACH_SIDE, text),
    ]


def _each(rows: Sequence[LadderRow], view: LadderView, text: Text) -> list[str]:
    return [line for row in rows for line in _rung(row, view.tick, text)]


def _rung(row: LadderRow, tick: Decimal, text: Text) -> list[str]:
    mark = "⏳" if row.is_going else ("🟢" if row.side is OrderSide.BUY else "🔴")
    way = text.t(f"ladder.{row.side.name.lower()}")
    return pair(f"{mark} {way} {fmt.size(row.qty)}", fmt.price(row.price, tick))


def _more(count: int, text: Text) -> list[str]:
    return [text.t("ladder.more", count=str(count))] if count > 0 else []


def _held(view: LadderView, text: Text) -> list[str]:
    if view.side is None or view.average is None:
        return pair(text.t("ladder.held"), text.t("ladder.nothing"))
    side, average = view.side.name, fmt.price(view.average, view.tick)
    rows = pair(f"{side} {fmt.size(view.held)}", f"{text.t('ladder.average')} {average}")
    rows += pair(text.t("ladder.open"), fmt.signed_money(view.net))
    if view.stop is not None:
        rows += pair(text.t("ladder.stop"), fmt.price(view.stop, view.tick))
    return rows


def _brought(view: LadderView, text: Text) -> list[str]:
    rows = pair(f"{text.t('ladder.rounds')} {view.rounds}", fmt.signed_money(view.rounds_net))
    return rows + [line for fill in view.fills[:_FILLS] for line in _filled(fill, view.tick)]


def _filled(fill: LadderFill, tick: Decimal) -> list[str]:
    way = f"{fmt.price(fill.entry, tick)} → {fmt.price(fill.price, tick)}"
    return pair(way, fmt.signed_money(fill.net))


def _notes(view: LadderView, text: Text) -> list[str]:
    if view.refused:
        return [words.refusal(view.refused, text)]
    if view.state is AgentState.RUNNING:
        return [] if view.rows else [text.t("ladder.waits")]
    return [text.t("ladder.off")]


def _rows(view: LadderView, text: Text) -> Rows:
    agent = view.agent
    refresh = button(text, "refresh", "ladder:open", agent=agent)
    chart = button(text, "chart", "chart:open", agent=agent)
    strategy = button(text, "strategy", "strat:open", agent=agent)
    back = button(text, "auto", "auto:open", agent=agent)
    return (refresh, chart), (strategy, back, home(text))
