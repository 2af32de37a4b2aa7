"""The desk's own condition: feed, venue, database, bot, errors and copies."""

from decimal import Decimal

from bot import format as fmt
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.page import button, compose, home, may_trade
from bot.screen import Button, Rows, Screen
from core.health import CopyState, WireHealth
from core.types import Access
from core.views.system import SystemView

_LABEL = 8
_UNITS = (("gb", 2**30), ("mb", 2**20), ("kb", 2**10))
_MOST_NOTES = 3


def render_system(view: SystemView, text: Text, *, notice: str = "") -> Screen:
    worst = view.troubles[0] if view.troubles else ""
    state = text.t(f"system.trouble.{worst}") if worst else text.t("system.good")
    figures = [
        *_feed(view, text),
        *(_wire(view.wire, text) if view.wire is not None else []),
        *_store(view, text),
        *_chat(view, text),
        *_process(view, text),
        *_copies(view, text),
        *_errors(view, text),
    ]
    notes = [text.t(f"system.note.{code}") for code in view.troubles[:_MOST_NOTES]]
    header = f"{text.t('system.title')} · {'🟠' if worst else '🟢'} {state}"
    return Screen(compose(header, figures, notes, notice=notice), _rows(view, text))


def size(count: int, text: Text) -> str:
    """`14 MB`, `1.2 GB`: two digits that count where it is below ten."""
    for name, length in _UNITS:
        if count >= length:
            amount = Decimal(count) / length
            return f"{fmt.number(amount, 0 if amount >= 10 else 1)}\u00a0{text.t('unit.' + name)}"
    return f"{count}\u00a0{text.t('unit.b')}"


def _line(name: str, left: str, right: str, text: Text) -> list[str]:
    return pair(f"{text.t(f'system.{name}'):<{_LABEL}}{left}", right)


def _feed(view: SystemView, text: Text) -> list[str]:
    feed = view.feed
    source = text.t("feed.over") if feed.is_over else text.name("system.source", feed.source)
    how = f"{words.feed_icon(feed.status)} {source} {fmt.age(feed.age_s, text)}"
    rows = _line("feed", how, text.t("system.gaps", n=feed.gaps), text)
    return [*rows, *_line("market", words.exchange(view.exchange, text), "", text)]


def _wire(wire: WireHealth, text: Text) -> list[str]:
    weight = fmt.plain(Decimal(str(round(wire.used_pct))), 0)
    rows = _line("rest", _ms(wire.rtt_ms, text), text.t("system.weight", share=weight), text)
    if wire.blocked_s > 0:
        rows += _line("blocked", fmt.duration(round(wire.blocked_s) or 1, text), "", text)
    offset = fmt.number(Decimal(str(round(wire.offset_ms))), 0, signed=True)
    shown = f"{offset}\u00a0{text.t('unit.ms')}"
    rows += _line("clock", shown, text.t("system.refusals", n=wire.refusals), text)
    reconnects = text.t("system.reconnects", n=wire.reconnects)
    return [*rows, *pair(reconnects, text.t("system.filled", n=wire.filled))]


def _store(view: SystemView, text: Text) -> list[str]:
    store = view.store
    if store is None:
        return _line("db", text.t("system.silent"), "", text)
    kind = text.name("system.kind", clip(store.kind, 12))
    rows = _line("db", f"{kind} {_ms(store.answer_ms, text)}", size(store.bytes, text), text)
    owed = text.t("system.owed", n=store.owed)
    return [*rows, *_line("writer", _ms(store.lag_ms, text), owed, text)]


def _chat(view: SystemView, text: Text) -> list[str]:
    chat = view.chat
    if chat is None or chat.p95_ms is None:
        return []
    floods = text.t("system.floods", n=chat.floods)
    return _line("bot", f"p95 {_ms(chat.p95_ms, text)}", floods, text)


def _process(view: SystemView, text: Text) -> list[str]:
    up = text.t("status.up", time=fmt.duration(view.uptime_s, text))
    rows = pair(f"{up} · v{clip(view.version, 10)}", size(view.machine.memory_bytes, text))
    return [*rows, *_line("disk", text.t("system.free"), size(view.machine.free_bytes, text), text)]


def _copies(view: SystemView, text: Text) -> list[str]:
    copies: CopyState = view.copies
    if copies.is_copying:
        return [text.t("system.copying")]
    if copies.newest is None:
        return _line("copy", text.t("system.no_copy"), "", text)
    made = copies.newest
    at = fmt.clock(made.at_ns, view.utc_offset_min)
    when = f"{fmt.day(made.at_ns, view.utc_offset_min, text)} {at}"
    return [*_line("copy", when, size(made.bytes, text), text), clip(made.name)]


def _errors(view: SystemView, text: Text) -> list[str]:
    error = view.last_error
    if error is None:
        return [text.t("system.no_errors")]
    at = fmt.short_clock(error.at_ns, view.utc_offset_min)
    rows = [text.plural("system.errors", view.errors)]
    return [*rows, clip(f"{at} {error.where}"), *([clip(error.detail, 68)] if error.detail else [])]


def _ms(value: float, text: Text) -> str:
    """Whole milliseconds; below ten with a tenth."""
    digits = 0 if value >= 9.95 else 1
    return f"{fmt.number(Decimal(str(value)), digits)}\u00a0{text.t('unit.ms')}"


def _rows(view: SystemView, text: Text) -> Rows:
    first = (
        button(text, "check", "sys:check", style="primary"),
        button(text, "errors", "jour:page", "errors.1"),
    )
    second: list[Button] = []
    if view.has_sandbox and may_trade(view.access):
        second.append(button(text, "debug", "dbg:open"))
    if not view.access.allows(Access.OWNER):
        return (first, (*second, home(text)))
    second.append(button(text, "backup", "sys:backup"))
    logs = (button(text, "logs", "cfg:logs"), button(text, "users.log", "users:log", 1))
    return (first, logs, (*second, home(text)))
