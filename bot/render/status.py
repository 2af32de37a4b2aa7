"""All at a glance: money, agents, the feed, and the desk's own health."""

from decimal import Decimal

from bot import format as fmt
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.auto import identity
from bot.render.menu import feed_rows, money_rows
from bot.render.page import button, compose, home, title
from bot.screen import Screen
from core.types import AgentState, FeedStatus
from core.views import AutoView, StatusView

_SHOWN_AGENTS = 8


def render_status(view: StatusView, text: Text) -> Screen:
    menu = view.menu
    figures = [text.t(f"status.{_health(view)}"), *feed_rows(menu, text), *money_rows(menu, text)]
    for agent in view.agents[:_SHOWN_AGENTS]:
        figures += _agent(agent, text)
    if more := view.more_agents + max(len(view.agents) - _SHOWN_AGENTS, 0):
        figures.append(text.t("more", n=more))
    figures += _desk(view, text)
    rows = ((button(text, "refresh", "stat:open"), home(text)),)
    return Screen(compose(title(text, "status.title", menu.mode), figures), rows)


def _health(view: StatusView) -> str:
    if view.menu.state is AgentState.HALTED:
        return "halted"
    return "stale" if view.menu.feed is FeedStatus.STALE else "good"


def _agent(view: AutoView, text: Text) -> list[str]:
    rows = [f"{words.state_icon(view.state)} {identity(view, text)}"]
    if view.blocked is not None and view.state is AgentState.RUNNING:
        rows.append(f"🟠 {words.refusal(view.blocked.code, text)}")
    return rows


def _desk(view: StatusView, text: Text) -> list[str]:
    rows: list[str] = []
    if view.journal_rows:
        count = fmt.number(Decimal(view.journal_rows), 0)
        rows += pair(text.t("status.journal"), count)
    up = text.t("status.up", time=fmt.duration(view.uptime_s, text))
    return rows + pair(up, f"v{clip(view.version, 16)}")
