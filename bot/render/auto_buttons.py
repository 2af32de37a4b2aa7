"""The buttons of the auto screen: only those that do something in this state."""

from bot.callbacks import build
from bot.locales import Text
from bot.render import words
from bot.render.auto_state import is_blocked, is_stale
from bot.render.chart import chart_button
from bot.render.page import button, home, in_rows, may_trade
from bot.render.refusal import fix_buttons
from bot.screen import Button, Rows
from core.types import Access, AgentState
from core.views import AutoView

Row = tuple[Button, ...]


def auto_rows(view: AutoView, text: Text, *, access: Access) -> Rows:
    if not may_trade(access):
        refresh = button(text, "refresh", "auto:open", agent=view.agent)
        strategy = button(text, "strategy", "strat:open", agent=view.agent)
        return (refresh, chart_button(view, text)), (strategy,), (_agents(text), home(text))
    if view.state is AgentState.HALTED:
        return _halted(view, text)
    rows = [*_fixes(view, text), *_stale(view, text), *_position(view, text)]
    if view.is_ladder:
        rows.append((button(text, "ladder", "ladder:open", agent=view.agent),))
    rows.append(_state(view, text))
    if view.position is None and not view.pending:
        rows += _setup(view, text)
    else:
        risk = button(text, "risk", "risk:open", agent=view.agent)
        strategy = button(text, "strategy", "strat:open", agent=view.agent)
        rows.append((chart_button(view, text), strategy, risk))
        rows.append((_agents(text), home(text)))
    return tuple(row for row in rows if row)


def _halted(view: AutoView, text: Text) -> Rows:
    journal = button(text, "journal", "jour:page", "all.1")
    unlock = button(text, "unlock", "auto:unlock", style="danger", agent=view.agent)
    return (unlock,), (journal, home(text))


def _fixes(view: AutoView, text: Text) -> list[Row]:
    if view.blocked is None or not is_blocked(view):
        return []
    return list(in_rows(fix_buttons(view.blocked, text), 2))


def _stale(view: AutoView, text: Text) -> list[Row]:
    if not is_stale(view) or view.is_feed_over or view.state is AgentState.OFF:
        return []
    return [(button(text, "check", "auto:check", style="primary", agent=view.agent),)]


def _position(view: AutoView, text: Text) -> list[Row]:
    """An order on its way, and a position on its way out, take no further press; nothing is filled
    where the market has ended."""
    position = view.position
    is_busy = view.pending not in ("", "ladder")
    if position is None or position.is_closing or is_busy or view.is_feed_over:
        return []
    if position.is_dust:
        return []
    version, agent = position.version, view.agent
    close = button(text, "close", "auto:close", version, "danger", agent=agent)
    if is_stale(view):
        return [(close,)]
    half = button(text, "half", "auto:half", version, agent=agent)
    acts = (close, half, button(text, "break_even", "auto:be", version, agent=agent))
    return [acts, _exits(position.trade_id, text)]


def _exits(trade_id: str, text: Text) -> Row:
    """Its stop and its targets, in their editors."""
    if not trade_id:
        return ()
    return (
        button(text, "exit.stop", "pos:at", f"stop.{trade_id}"),
        button(text, "exit.target", "pos:at", f"target.{trade_id}"),
    )


def _state(view: AutoView, text: Text) -> Row:
    """What this state can become."""
    agent = view.agent
    stop = button(text, "stop", "auto:stop", agent=agent)
    match view.state:
        case AgentState.OFF:
            start = button(text, "start", "auto:start", style="success", agent=agent)
            return start, button(text, "observe", "auto:observe", agent=agent)
        case AgentState.OBSERVING:
            start = button(text, "start_trading", "auto:start", style="success", agent=agent)
            return start, stop
        case AgentState.PAUSED:
            resume = button(text, "resume", "auto:resume", style="success", agent=agent)
            return resume, stop
        case _:
            return button(text, "pause", "auto:pause", agent=agent), stop


def _setup(view: AutoView, text: Text) -> list[Row]:
    """What can be chosen while nothing is open."""
    timeframe = words.timeframe(view.timeframe.value, text)
    agent = view.agent
    second = [
        button(text, "symbol", "pick:symbol", agent=agent),
        Button(f"🕐 {timeframe}", build("pick:timeframe", agent=agent)),
    ]
    if not view.is_spot:
        second.append(Button(f"⚖️ x{view.leverage}", build("pick:leverage", agent=agent)))
    return [
        (
            button(text, "strategy", "strat:open", agent=agent),
            button(text, "strategy.list", "strat:list", 1, agent=agent),
        ),
        tuple(second),
        (chart_button(view, text), button(text, "risk", "risk:open", agent=agent)),
        (_agents(text), home(text)),
    ]


def _agents(text: Text) -> Button:
    """The way to another agent."""
    return button(text, "agents", "agent:list", 1)
