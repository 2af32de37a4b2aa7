"""The debug sandbox: its screen, its figures, and the mark on everything it tells."""

from html import escape

from bot import format as fmt
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.auto import freshness, signal_rows
from bot.render.auto_state import is_stale
from bot.render.page import badge, button, compose, home
from bot.render.position import margin_rows, position_rows
from bot.render.record import headline
from bot.screen import Button, Rows, Screen, Style
from core.types import Mode
from core.views import AutoView, JournalRow, SandboxView

HINTS = ("debug_signal", "debug_force_signal", "debug_price", "debug_fault", "debug_alert")


def render_debug(view: SandboxView, text: Text, *, notice: str = "") -> Screen:
    auto = view.auto
    figures = [_identity(auto, text), *_quote(view, text), *_position(auto, text)]
    figures += [*_wallet(view, text), *_signal(auto, text)]
    figures += [*_faults(view, text), *_events(view, text)]
    figures.append(freshness(auto, text))
    return Screen(compose(text.t("debug.title"), figures, notice=notice), _rows(text))


def render_debug_state(view: SandboxView, text: Text, *, notice: str = "") -> Screen:
    """Everything that a test of the pipeline wants to see, and the words it takes."""
    figures = [text.t("debug.state"), _identity(view.auto, text), *_feed(view, text)]
    figures += pair(text.t("debug.equity"), fmt.money(view.auto.equity))
    for name, count in (
        ("orders", view.orders),
        ("intents", view.sequence),
        ("cycles", view.cycles),
        ("units", view.units),
        ("alerts", view.alerts),
    ):
        if count:
            figures += pair(text.t(f"debug.{name}"), str(count))
    figures += [*_faults(view, text), *_events(view, text), *_records(view, text)]
    notes = [f"/{name} {text.t(f'help.{name}')}" for name in HINTS]
    return Screen(
        compose(text.t("debug.title"), figures, notes, notice=notice),
        ((_sandbox(text), home(text)),),
    )


def render_debug_absent(text: Text, why: str) -> Screen:
    """Where there is no sandbox to show."""
    return Screen(
        compose(text.t("debug.title"), notes=[text.t("debug.absent"), why]),
        ((_sandbox(text), home(text)),),
    )


def marked(screen: Screen, text: Text) -> Screen:
    """A message of the sandbox: it says so first, wears no account's badge, and its one button
    leads to the sandbox."""
    title, body = escape(text.t("debug.title"), quote=False), screen.text
    for mode in Mode:
        body = body.replace(f" · {badge(mode, text)}", "")
    return Screen(f"<b>{title}</b>\n{body}", ((_sandbox(text),),))


def _identity(view: AutoView, text: Text) -> str:
    state = f"{words.state_icon(view.state)} {words.state(view.state, text)}"
    return f"{state} · {clip(view.title, 14)} · x{view.leverage}"


def _quote(view: SandboxView, text: Text) -> list[str]:
    """Bid and ask, and who says so."""
    source = text.t(f"debug.price.{view.price}")
    quote = view.auto.quote
    if quote is None or is_stale(view.auto):
        return [source]
    return pair(f"{fmt.price(quote.bid, quote.tick)} / {fmt.price(quote.ask, quote.tick)}", source)


def _position(view: AutoView, text: Text) -> list[str]:
    if view.position is None:
        return [text.name("pending", clip(view.pending, 24))] if view.pending else []
    rows = position_rows(view.position, text, is_fresh=not is_stale(view))
    rows += margin_rows(view.position, fmt.tenths(view.reserved_pct), text)
    return [*rows, text.t("pending.closing")] if view.position.is_closing else rows


def _wallet(view: SandboxView, text: Text) -> list[str]:
    """Play money, and what of it is reserved."""
    wallet = text.t("debug.wallet", amount=fmt.money(view.wallet))
    if not fmt.round_to(view.reserved, 2):
        return [wallet]
    return pair(wallet, text.t("debug.reserved", amount=fmt.money(view.reserved)))


def _signal(view: AutoView, text: Text) -> list[str]:
    rows = [] if view.signal is None else signal_rows(view.signal, text)
    if view.blocked is not None:
        why = words.refusal(view.blocked.code, text)
        rows.append(f"{text.t('event.entry_refused')}: {why}")
    return rows


def _faults(view: SandboxView, text: Text) -> list[str]:
    names = ", ".join(text.name("debug.fault", clip(name, 16)) for name in view.faults)
    return [text.t("debug.faults", names=names)] if names else []


def _events(view: SandboxView, text: Text) -> list[str]:
    """What has happened since the last reset."""
    if not (view.opened or view.closed):
        return []
    counts = {"opened": view.opened, "flipped": view.flipped, "closed": view.closed}
    return [text.t("debug.events", **counts)]


def _feed(view: SandboxView, text: Text) -> list[str]:
    source = text.name("debug.feed", clip(view.feed_source, 16))
    return pair(
        f"{text.t('debug.feed')} {words.feed_icon(view.auto.feed)} {source}", _age(view, text)
    )


def _age(view: SandboxView, text: Text) -> str:
    age = view.auto.feed_age_s
    return "" if age is None else fmt.age(age, text)


def _records(view: SandboxView, text: Text) -> list[str]:
    return [_record(row, view.auto.utc_offset_min, text) for row in view.records]


def _record(row: JournalRow, utc_offset_min: int, text: Text) -> str:
    return clip(f"{fmt.clock(row.at_ns, utc_offset_min)} {headline(row, text)}", 34)


def _rows(text: Text) -> Rows:
    return (
        (_press(text, "start", "success"), _press(text, "stop"), _press(text, "reset")),
        tuple(_press(text, what) for what in ("long", "short", "flip", "close")),
        tuple(_press(text, what) for what in ("sl", "tp", "ml")),
        (
            _press(text, "signal"),
            button(text, "debug.state", "dbg:state"),
            home(text),
        ),
    )


def _press(text: Text, what: str, style: Style = "") -> Button:
    return button(text, f"debug.{what}", "dbg:do", what, style)


def _sandbox(text: Text) -> Button:
    return button(text, "debug", "dbg:open")
