"""The agents of the account, and the card of one."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.page import CHECK, button, compose, home, in_rows, may_trade, page_buttons, title
from bot.render.portfolio import position_row
from bot.screen import Button, Rows, Screen
from core.types import AgentState
from core.views.watching import AgentRow, AgentsView, AgentView

EDITS = ("name", "slice", "clone")
_WORKS = (AgentState.RUNNING, AgentState.OBSERVING, AgentState.PAUSED)


def render_agents(view: AgentsView, text: Text, *, notice: str = "") -> Screen:
    figures = [line for row in view.agents for line in _listed(row, text)]
    if view.manual is not None:
        figures += [f"── {text.t('agents.manual')} ──", *_manual(view.manual, text)]
    notes = [text.t("monitor.halted")] if view.halted else []
    header = title(text, "agents.title", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _list_rows(view, text))


def render_agent(view: AgentView, text: Text, *, editing: str = "", notice: str = "") -> Screen:
    """`editing`: a new name, slice or clone is waited for."""
    row = view.row
    figures = [*_card(view, text)]
    is_asked = editing in EDITS and may_trade(view.access) and not row.is_manual
    notes = [text.t(f"agents.about.{editing}")] if is_asked else _notes(view, text)
    name = text.t("agents.manual") if row.is_manual else clip(row.name, 16)
    header = f"👤 {name} · {text.t(f'mode.{view.mode.value}')}"
    if is_asked:
        rows: Rows = ((button(text, "cancel", "agent:card", row.agent), home(text)),)
    else:
        rows = _card_rows(view, text)
    return Screen(compose(header, figures, notes, notice=notice), rows)


def identity(row: AgentRow, text: Text) -> str:
    """`TREND 1h · BTC/USDT · x2`."""
    parts = [f"{clip(row.strategy, 12)} {words.timeframe(row.timeframe.value, text)}"]
    parts.append(clip(row.title, 12))
    return " · ".join(parts if row.is_spot else [*parts, f"x{row.leverage}"])


def _listed(row: AgentRow, text: Text) -> list[str]:
    mark = CHECK if row.is_chosen else " "
    head = f"{mark} {words.state_icon(row.state)} {clip(row.name, 16)}"
    rows = [*pair(head, fmt.money(row.equity)), f"  {identity(row, text)}"]
    if not fmt.round_to(row.made, 2):
        return rows
    made = f"  {text.t('agents.made')} {fmt.signed_money(row.made)}"
    if not fmt.round_to(row.today, 2):
        return [*rows, made]
    return [*rows, *pair(made, text.t("monitor.today", net=fmt.signed_money(row.today)))]


def _manual(row: AgentRow, text: Text) -> list[str]:
    held = text.plural("agents.positions", row.positions)
    shown = fmt.signed_money(row.unrealised) if row.positions else ""
    rows = pair(held, shown) if shown else [held]
    if fmt.round_to(row.made, 2):
        rows += pair(text.t("agents.made"), fmt.signed_money(row.made))
    return rows


def _card(view: AgentView, text: Text) -> list[str]:
    row = view.row
    if row.is_manual:
        return _manual(row, text)
    rows = [f"{words.state_icon(row.state)} {words.state(row.state, text)}", identity(row, text)]
    rows += pair(text.t("agents.slice"), fmt.money(row.slice))
    rows += pair(text.t("menu.equity"), fmt.money(row.equity))
    if fmt.round_to(row.made, 2):
        share = fmt.signed_percent(row.made * 100 / row.slice) if row.slice else ""
        rows += pair(text.t("agents.made"), f"{fmt.signed_money(row.made)}{share:>9}")
    if row.trades_today:
        rows += pair(text.t("menu.today"), fmt.signed_money(row.today))
    rows += _statistics(view, text)
    return rows + (position_row(row.position) if row.position is not None else [])


def _statistics(view: AgentView, text: Text) -> list[str]:
    found = view.statistics
    if found is None:
        return []
    win = "" if found.win_rate is None else f"{found.win_rate * 100:.0f}%"
    rows = pair(text.t("analytics.trades"), f"{found.trades} · {win}")
    if found.profit_factor is not None:
        rows += pair(text.t("analytics.profit_factor"), f"{min(found.profit_factor, 999):.2f}")
    return rows


def _notes(view: AgentView, text: Text) -> list[str]:
    if view.row.is_manual:
        return [text.t("agents.about.manual")]
    return [text.t("agents.chosen")] if view.row.is_chosen else []


def _list_rows(view: AgentsView, text: Text) -> Rows:
    cards = [_card_button(row) for row in view.agents]
    if view.manual is not None:
        label = f"✋ {text.t('agents.manual')}"
        cards.append(Button(label, build("agent:card", view.manual.agent)))
    rows = list(in_rows(cards, 2))
    if view.pages > 1:
        rows.append(page_buttons("agent:list", view.page, view.pages))
    if may_trade(view.access):
        rows += _together(view, text)
    rows.append(
        (button(text, "compare", "agent:compare", "30.1"), button(text, "monitor", "mon:open", 1))
    )
    rows.append((button(text, "refresh", "agent:list", view.page), home(text)))
    return tuple(rows)


def _together(view: AgentsView, text: Text) -> list[tuple[Button, ...]]:
    """What is done to all at once, and one more."""
    add = button(text, "agent.add", "agent:new")
    if view.halted:
        return [(button(text, "auto", "auto:open"), add)]
    start = button(text, "agents.start", "agent:all", "start", "success")
    return [(start, button(text, "agents.stop", "agent:all", "stop")), (add,)]


def _card_button(row: AgentRow) -> Button:
    label = f"{words.state_icon(row.state)} {clip(row.name, 16)}"
    return Button(label, build("agent:card", row.agent))


def _card_rows(view: AgentView, text: Text) -> Rows:
    row = view.row
    last = (button(text, "back", "agent:list", 1), home(text))
    if row.is_manual:
        return (button(text, "positions", "plist:open"), button(text, "orders", "olist:open")), last
    show = button(text, "agent.show", "agent:choose", row.agent, "primary")
    if row.is_chosen:
        show = button(text, "auto", "auto:open", agent=row.agent)
    journal = button(text, "journal", "jour:page", f"trades.1.{row.agent}")
    if not may_trade(view.access):
        return (show, journal), last
    return (*_deeds(view, text), (show, journal), last)


def _deeds(view: AgentView, text: Text) -> Rows:
    row, agent = view.row, view.row.agent
    edits = tuple(button(text, f"agent.{name}", "agent:edit", f"{name}.{agent}") for name in EDITS)
    rows: list[tuple[Button, ...]] = []
    if row.state in _WORKS:
        rows.append((button(text, "stop", "agent:stop", agent),))
    elif row.state is AgentState.OFF:
        rows.append((button(text, "start", "agent:start", agent, "success"),))
    rows.append(edits)
    if not view.is_last:
        rows.append((button(text, "agent.remove", "agent:remove", agent, "danger"),))
    return tuple(rows)
