"""The buttons of the auto screen: only those that do something in this state."""

from bot.callbacks import build
from bot.locales import Text
from bot.render import words
from bot.render.auto_state import is_blocked, is_stale
from bot.render.page import button, home, in_rows, may_trade
from bot.render.refusal import fix_buttons
from bot.screen import Button, Rows
from core.types import Access, AgentState
from core.views import AutoView

Row = tuple[Button, ...]


def auto_rows(view: AutoView, text: Text, *, access: Access) -> Rows:
    if not may_trade(access):
        return ((button(text, "refresh", "auto:open"), home(text)),)
    if view.state is AgentState.HALTED:
        return _halted(text)
    rows = [*_fixes(view, text), *_stale(view, text), *_position(view, text)]
    rows.append(_state(view, text))
    if view.position is None and not view.pending:
        rows += _setup(view, text)
    else:
        rows.append((button(text, "risk", "risk:open"), home(text)))
    return tuple(row for row in rows if row)


def _halted(text: Text) -> Rows:
    journal = button(text, "journal", "jour:page", "all.1")
    return (button(text, "unlock", "auto:unlock", style="danger"),), (journal, home(text))


def _fixes(view: AutoView, text: Text) -> list[Row]:
    if view.blocked is None or not is_blocked(view):
        return []
    return list(in_rows(fix_buttons(view.blocked, text), 2))


def _stale(view: AutoView, text: Text) -> list[Row]:
    if not is_stale(view) or view.is_feed_over or view.state is AgentState.OFF:
        return []
    return [(button(text, "check", "auto:check", style="primary"),)]


def _position(view: AutoView, text: Text) -> list[Row]:
    """An order on its way, and a position on its way out, take no further press; nothing is filled
    where the market has ended."""
    position = view.position
    if position is None or position.is_closing or view.pending or view.is_feed_over:
        return []
    version = position.version
    close = button(text, "close", "auto:close", version, "danger")
    if is_stale(view):
        return [(close,)]
    half = button(text, "half", "auto:half", version)
    return [(close, half, button(text, "break_even", "auto:be", version))]


def _state(view: AutoView, text: Text) -> Row:
    """What this state can become."""
    stop = button(text, "stop", "auto:stop")
    match view.state:
        case AgentState.OFF:
            start = button(text, "start", "auto:start", style="success")
            return start, button(text, "observe", "auto:observe")
        case AgentState.OBSERVING:
            return button(text, "start_trading", "auto:start", style="success"), stop
        case AgentState.PAUSED:
            return button(text, "resume", "auto:resume", style="success"), stop
        case _:
            return button(text, "pause", "auto:pause"), stop


def _setup(view: AutoView, text: Text) -> list[Row]:
    """What can be chosen while nothing is open."""
    timeframe = words.timeframe(view.timeframe.value, text)
    second = [Button(f"🕐 {timeframe}", build("pick:timeframe"))]
    if not view.is_spot:
        second.append(Button(f"⚖️ x{view.leverage}", build("pick:leverage")))
    second.append(button(text, "risk", "risk:open"))
    return [
        (button(text, "strategy", "pick:strategy"), button(text, "symbol", "pick:symbol")),
        tuple(second),
        (home(text),),
    ]
