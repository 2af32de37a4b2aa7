"""What holds trading back, the lists, stored data, the configuration, the log."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render.page import button, compose, home, in_rows, may_trade, title
from bot.screen import Button, Rows, Screen
from core.types import Access
from core.views.control import (
    ConfigView,
    DataView,
    ListsView,
    LockRow,
    LocksView,
    LogsView,
    ReloadView,
    SymbolRow,
)

_SHOWN = 40
_MOST_CHARS = 3_500
_RESTS = frozenset({"cooldown", "muted"})


def render_locks(view: LocksView, text: Text, *, notice: str = "") -> Screen:
    figures = pair(text.t("locks.open"), f"{view.open} / {view.most}")
    for row in view.rows[:_SHOWN]:
        figures += _lock(row, text)
    notes = [] if view.rows else [text.t("locks.none")]
    body = compose(title(text, "locks.title", view.mode), figures, notes, notice=notice)
    return Screen(body, _lock_rows(view, text))


def _lock(row: LockRow, text: Text) -> list[str]:
    who = clip(row.agent_name or row.title, 14)
    name = text.t(f"lock.{row.kind}")
    left = fmt.duration(row.left_s, text) if row.left_s is not None else _value(row, text)
    return pair(f"{name} {who}".rstrip(), left)


def _value(row: LockRow, text: Text) -> str:
    if row.kind == "direction":
        return text.t(f"direction.{row.value}")
    return text.name("cause", clip(row.value, 16)) if row.value else ""


def _lock_rows(view: LocksView, text: Text) -> Rows:
    rests = {row.agent: row.agent_name for row in view.rows if row.kind in _RESTS}
    rows: list[tuple[Button, ...]] = []
    if may_trade(view.access):
        ends = [
            Button(text.t("button.lock.end", agent=clip(name, 14)), build("lock:end", agent))
            for agent, name in rests.items()
        ]
        rows += in_rows(ends, 2)
        if any(row.kind == "halted" for row in view.rows):
            rows.append((button(text, "unlock", "auto:unlock", style="danger"),))
    lists = button(text, "lists", "list:open")
    return *rows, (lists, button(text, "back", "risk:more"), home(text))


def render_lists(view: ListsView, text: Text, *, notice: str = "") -> Screen:
    """Every symbol of the desk, and which of them nothing is opened on."""
    figures = [row for symbol in view.rows[:_SHOWN] for row in _symbol(symbol)]
    if (more := len(view.rows) - _SHOWN) > 0:
        figures.append(text.t("more", n=more))
    notes = [text.t("lists.about")]
    body = compose(title(text, "lists.title", view.mode), figures, notes, notice=notice)
    last = (button(text, "locks", "lock:open"), home(text))
    if not may_trade(view.access):
        return Screen(body, (last,))
    toggles = [
        Button(
            f"{'✅' if row.is_barred else '🚫'} {clip(row.title, 16)}",
            build("list:allow" if row.is_barred else "list:bar", row.symbol),
        )
        for row in view.rows[:_SHOWN]
    ]
    return Screen(body, (*in_rows(toggles, 2), last))


def _symbol(row: SymbolRow) -> list[str]:
    sign = "🚫" if row.is_barred else "✅"
    return pair(f"{sign} {clip(row.title, 16)}", clip(", ".join(row.agents), 14))


def render_data(view: DataView, text: Text) -> Screen:
    figures = [f"{clip(view.agent_name, 18)} · {clip(view.strategy, 13)}"]
    figures += pair(text.t("data.realised"), fmt.signed_money(view.realised))
    for name, value in view.rows[:_SHOWN]:
        figures += pair(text.name("data", clip(name, 18)), clip(value, 18))
    return Screen(
        compose(title(text, "data.title", view.mode), figures),
        ((button(text, "auto", "auto:open"), home(text)),),
    )


def render_config(view: ConfigView, text: Text, *, notice: str = "") -> Screen:
    figures = pair("Dzentra", view.version)
    for name, value in view.rows:
        figures += pair(name, clip(value, 60))
    notes = [text.t("config.about")]
    body = compose(title(text, "config.title", view.mode), figures, notes, notice=notice)
    last = (button(text, "back", "set:open"), home(text))
    if not view.access.allows(Access.OWNER):
        return Screen(body, (last,))
    owner = (button(text, "reload", "cfg:reload"), button(text, "logs", "cfg:logs"))
    return Screen(body, (owner, last))


def reload_notice(view: ReloadView, text: Text) -> str:
    """What was taken, and what waits."""
    if not (view.taken or view.waiting):
        return text.t("reload.nothing")
    parts = []
    if view.taken:
        parts.append(text.t("reload.taken", names=", ".join(view.taken)))
    if view.waiting:
        parts.append(text.t("reload.waiting", names=", ".join(view.waiting)))
    return " ".join(parts)


def render_logs(view: LogsView, text: Text) -> Screen:
    """The newest lines; as many of them as a message takes."""
    lines: list[str] = []
    size = 0
    for line in reversed(view.lines):
        shown = clip(line, 200)
        size += len(shown) + 2 * (len(shown) // 34 + 1)
        if size > _MOST_CHARS:
            break
        lines.insert(0, shown)
    notes = [] if lines else [text.t("journal.empty")]
    back = (button(text, "back", "cfg:open"), home(text))
    refresh = (button(text, "refresh", "cfg:logs"),)
    return Screen(compose(title(text, "logs.title", view.mode), lines, notes), (refresh, back))
