"""The auto screen of one agent, in every state."""

from bot import format as fmt
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.auto_buttons import auto_rows
from bot.render.auto_state import is_blocked, is_stale
from bot.render.halt import halt_rows
from bot.render.page import badge, compose
from bot.render.position import margin_rows, position_rows
from bot.render.refusal import refusal_rows
from bot.screen import Screen
from core.types import Access, Action, AgentState, FeedStatus
from core.views import AutoView, EstimateView, RunView, SignalView


def render_auto(
    view: AutoView, text: Text, *, access: Access = Access.OWNER, notice: str = ""
) -> Screen:
    figures = [*whose(view.agent_name), identity(view, text), *_body(view, text)]
    return Screen(
        compose(_header(view, text), figures, _notes(view, text), notice=notice),
        auto_rows(view, text, access=access),
    )


def _header(view: AutoView, text: Text) -> str:
    return f"{text.t('auto.title')} · {_headline(view, text)} · {badge(view.mode, text)}"


def _headline(view: AutoView, text: Text) -> str:
    works = view.state in (AgentState.RUNNING, AgentState.OBSERVING)
    if works and is_stale(view):
        return text.t("auto.STALE")
    if is_blocked(view):
        return text.t("auto.BLOCKED")
    return text.t(f"auto.{view.state.value}")


def whose(agent_name: str) -> list[str]:
    """Which agent this is, where there are several."""
    return [f"👤 {clip(agent_name, 16)}"] if agent_name else []


def identity(view: AutoView, text: Text) -> str:
    """`TREND 1h · BTC/USDT · x2`."""
    parts = [
        f"{clip(view.strategy, 14)} {words.timeframe(view.timeframe.value, text)}",
        clip(view.title, 14),
    ]
    if not view.is_spot:
        parts.append(f"x{view.leverage}")
    return " · ".join(parts)


def _body(view: AutoView, text: Text) -> list[str]:
    if view.state is AgentState.HALTED:
        return halt_rows(view, text)
    rows = _paused(view, text)
    if is_stale(view) and view.state is not AgentState.OFF:
        rows += _stale(view, text)
    if view.blocked is not None and is_blocked(view):
        rows += refusal_rows(view.blocked, view.risk, view.leverage, text)
    if view.position is not None:
        return rows + _held(view, text)
    return rows + (_off(view, text) if view.state is AgentState.OFF else _flat(view, text))


def _paused(view: AutoView, text: Text) -> list[str]:
    """Who or what paused it, and since when."""
    if view.state is not AgentState.PAUSED:
        return []
    cause = text.name("cause", clip(view.state_cause, 24) or "user")
    if not view.state_since_ns:
        return [f"{cause}."]
    return [f"{cause}, {fmt.short_clock(view.state_since_ns, view.utc_offset_min)}."]


def _stale(view: AutoView, text: Text) -> list[str]:
    age = view.feed_age_s
    if view.is_feed_over:
        return [text.t("stale.over")]
    if age is None:
        return [text.t("stale.never")]
    return [text.t("stale.last", age=fmt.age(age, text))]


def _held(view: AutoView, text: Text) -> list[str]:
    position = view.position
    if position is None:
        return []
    rows = position_rows(position, text, is_fresh=not is_stale(view))
    rows += margin_rows(position, fmt.tenths(view.reserved_pct), text)
    rows += _pending(view, text)
    return rows + _signal_and_age(view, text)


def _pending(view: AutoView, text: Text) -> list[str]:
    position = view.position
    if position is not None and position.is_closing:
        return [text.t("pending.closing")]
    if view.pending:
        return [text.name("pending", clip(view.pending, 24))]
    return [text.t("pending.dust")] if position is not None and position.is_dust else []


def _signal_and_age(view: AutoView, text: Text) -> list[str]:
    """Signal and clock in one row where both fit: the position takes the room."""
    clock = freshness(view, text)
    if view.signal is None or view.state is AgentState.OFF:
        return [clock]
    if view.signal.action is not Action.HOLD:
        return [*signal_rows(view.signal, text), clock]
    return pair(f"{text.t('signal')} HOLD", clock)


def _flat(view: AutoView, text: Text) -> list[str]:
    rows: list[str] = []
    if view.quote is not None and not is_stale(view):
        quote = view.quote
        bid, ask = fmt.price(quote.bid, quote.tick), fmt.price(quote.ask, quote.tick)
        rows += pair(clip(view.base, 12), f"{bid} / {ask}")
    if view.signal is not None:
        rows += signal_rows(view.signal, text) + _reasons(view.signal, text)
    if view.estimate is not None and not (is_stale(view) or is_blocked(view) or view.pending):
        rows += _estimate(view, view.estimate, text)
    rows += _pending(view, text) + _run("auto.today", view.today, text)
    rows.append(words.controls(view.risk, text))
    rows.append(freshness(view, text))
    return rows


def signal_rows(signal: SignalView, text: Text) -> list[str]:
    """Advice, how long it stands, how far it is confirmed; HOLD has no confidence."""
    if signal.action is Action.HOLD:
        return [f"{text.t('signal')} HOLD"]
    head = f"{text.t('signal')} {signal.action.value} {signal.confidence_pct}%"
    repeats = f"{signal.repeats}/{signal.needed}{' ✓' if signal.is_ready else ''}"
    return pair(head, f"{fmt.duration(signal.lasted_s, text)}  {repeats}")


def _reasons(signal: SignalView, text: Text) -> list[str]:
    found = words.reasons(signal.reasons, text)
    return [found] if found else []


def _estimate(view: AutoView, estimate: EstimateView, text: Text) -> list[str]:
    """The decision: what the signal would open, and what would refuse it."""
    key = "auto.next" if view.state is AgentState.RUNNING else "auto.would"
    tick = view.quote.tick if view.quote else None
    head = text.t(key, what=f"{estimate.side.name} ≈{fmt.size(estimate.qty)}")
    rows = pair(head, f"SL {fmt.price(estimate.stop, tick)}")
    rows.append(text.t("position.margin", amount=fmt.money(estimate.margin)))
    if estimate.refused:
        rows.append(text.t("auto.refused", why=words.refusal(estimate.refused, text)))
    return rows


def _off(view: AutoView, text: Text) -> list[str]:
    rows = [words.controls(view.risk, text)]
    return rows + _pending(view, text) + _run("auto.last", view.last_run, text)


def _run(key: str, run: RunView | None, text: Text) -> list[str]:
    """A result in one row; no trades, no row."""
    if run is None or not run.trades:
        return []
    ago = fmt.duration(run.ended_s_ago, text) if run.ended_s_ago is not None else ""
    trades = text.plural("trades", run.trades)
    return [text.t(key, net=fmt.signed_money(run.net), trades=trades, ago=ago)]


def freshness(view: AutoView, text: Text) -> str:
    """`⟳ 12:41:08 · 0.4 s`: when this was drawn, and how old its price is."""
    shown = f"⟳ {fmt.clock(view.now_ns, view.utc_offset_min)}"
    if view.feed_age_s is None or view.is_feed_over:
        return shown
    rest = f" {text.t('feed.rest')}" if view.feed is FeedStatus.FALLBACK else ""
    return f"{shown} · {fmt.age(view.feed_age_s, text)}{rest}"


def _notes(view: AutoView, text: Text) -> list[str]:
    """Sentences below the figures."""
    notes: list[str] = []
    if view.state is AgentState.OBSERVING:
        notes.append(text.t("observing.note"))
    if view.state is AgentState.PAUSED or (
        view.state is AgentState.OFF and view.position is not None
    ):
        notes.append(text.t("paused.note"))
    if is_stale(view) and view.position is not None and view.state is not AgentState.HALTED:
        notes.append(text.t("stale.over_note" if view.is_feed_over else "stale.note"))
    return notes
