"""Several agents and instruments on one live screen; what is wrong comes first."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import ROW, clip, pair, width
from bot.locales import Text
from bot.render import words
from bot.render.market import feed_state
from bot.render.page import button, compose, home, in_rows, page_buttons, title
from bot.screen import Button, Rows, Screen
from core.trading import FeedHealth
from core.types import Action, AgentState, FeedStatus
from core.views.watching import AgentRow, MonitorView

_SHOWN_FEEDS = 4


def render_monitor(view: MonitorView, text: Text, *, notice: str = "") -> Screen:
    figures = [*_feeds(view, text), *_money(view, text)]
    for row in view.agents:
        figures += agent_lines(row, text)
    figures.append(f"⟳ {fmt.clock(view.now_ns, view.utc_offset_min)}")
    notes = [text.t("monitor.halted")] if view.halted else []
    header = title(text, "monitor.title", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _rows(view, text))


def agent_lines(row: AgentRow, text: Text) -> list[str]:
    """Whose, with its signal; then on what, what it holds and what the day made."""
    signal = _signal(row, text)
    icon = "✋" if row.is_manual else words.state_icon(row.state)
    name = text.t("agents.manual") if row.is_manual else row.name
    room = ROW - width(f"{icon}  {signal}")
    today = fmt.signed_money(row.today) if fmt.round_to(row.today, 2) else ""
    day = text.t("monitor.today", net=today) if today else ""
    left = f"   {_place(row, text)}"
    return [*pair(f"{icon} {clip(name, room)}", signal), *(pair(left, day) if day else [left])]


def _place(row: AgentRow, text: Text) -> str:
    """`BTC 1h`, or what is held there."""
    if row.is_manual:
        return fmt.signed_money(row.unrealised)
    if row.position is None:
        return f"{clip(row.base, 10)} {words.timeframe(row.timeframe.value, text)}"
    side = f"{words.side_icon(row.position.side)} {row.position.side.name}"
    return f"{side} {clip(row.base, 6)} {fmt.signed_money(row.position.pnl)}"


def _signal(row: AgentRow, text: Text) -> str:
    if row.is_manual:
        return text.plural("agents.positions", row.positions)
    if row.state is AgentState.HALTED or row.state is AgentState.OFF:
        return words.state(row.state, text)
    if row.blocked:
        return f"🟠 {clip(words.refusal(row.blocked, text), 14)}"
    if row.pending:
        return text.t("monitor.pending")
    if row.signal is None:
        return words.state(row.state, text)
    if row.signal.action is Action.HOLD:
        return "HOLD"
    ready = f"{row.signal.repeats}/{row.signal.needed}{'✓' if row.signal.is_ready else ''}"
    return f"{row.signal.action.value} {row.signal.confidence_pct}% {ready}"


def _feeds(view: MonitorView, text: Text) -> list[str]:
    """Those in trouble, else how old the oldest of the live ones is."""
    broken = [feed for feed in view.feeds if feed[1].status is not FeedStatus.LIVE]
    if not broken:
        return _all_live([health for _, health in view.feeds], text)
    rows = [line for feed in broken[:_SHOWN_FEEDS] for line in _feed(feed, text)]
    if (more := len(broken) - _SHOWN_FEEDS) > 0:
        rows.append(text.t("more", n=more))
    return rows


def _feed(feed: tuple[str, FeedHealth], text: Text) -> list[str]:
    return pair(f"⚠️ {clip(feed[0], 14)}", feed_state(feed[1], text))


def _all_live(feeds: list[FeedHealth], text: Text) -> list[str]:
    if not feeds:
        return []
    oldest = max(feeds, key=lambda health: health.age_s)
    return pair(text.plural("monitor.feeds", len(feeds)), feed_state(oldest, text))


def _money(view: MonitorView, text: Text) -> list[str]:
    rows = pair(text.t("menu.equity"), fmt.money(view.funds.equity))
    if fmt.round_to(view.today, 2):
        rows += pair(text.t("menu.today"), fmt.signed_money(view.today))
    return [*rows, *pair(text.t("monitor.agents"), f"{view.running} / {view.total}")]


def _rows(view: MonitorView, text: Text) -> Rows:
    cards = [_card(row) for row in view.agents if not row.is_manual]
    rows = list(in_rows(cards, 3))
    if view.pages > 1:
        rows.append(page_buttons("mon:open", view.page, view.pages))
    rows.append(
        (
            button(text, "agents", "agent:list", 1),
            button(text, "portfolio", "port:open", 1),
            button(text, "status", "stat:open"),
        )
    )
    rows.append((button(text, "refresh", "mon:open", view.page), home(text)))
    return tuple(rows)


def _card(row: AgentRow) -> Button:
    label = f"{words.state_icon(row.state)} {clip(row.name, 12)}"
    return Button(label, build("agent:card", row.agent))
