"""Risk settings: each rule with what it means in money, and the input state of one of them."""

from decimal import Decimal

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.auto import whose
from bot.render.page import assigned, button, compose, home, in_rows, may_trade, title
from bot.render.risk_rules import MORE, RULES, render_rule, render_rules
from bot.screen import Button, Rows, Screen
from core.trading import Limit, LimitUnit, RiskSettings
from core.types import Access
from core.views import RiskView

SETTINGS = (
    "risk",
    "stop_loss",
    "take_profit",
    "max_loss",
    "daily_loss",
    "max_reserved",
    "drawdown",
)
CAN_BE_OFF = frozenset({"stop_loss", "take_profit", "max_loss", "daily_loss", "drawdown"})
_OF_PRICE = frozenset({"stop_loss", "take_profit"})
_PERCENT_ONLY = frozenset({"max_reserved", "drawdown"})


def render_risk(
    view: RiskView,
    text: Text,
    *,
    access: Access = Access.OWNER,
    editing: str = "",
    notice: str = "",
) -> Screen:
    """`editing` names the setting whose value is awaited; `notice` is a ✅ or ❌ line."""
    if editing == MORE or (editing in RULES and not may_trade(access)):
        return render_rules(view, text, access=access, notice=notice)
    if editing in RULES:
        return render_rule(view, text, editing=editing, notice=notice)
    figures = [*whose(view.agent_name), f"{clip(view.strategy, 14)} {clip(view.title, 16)}"]
    header = title(text, "risk.title", view.mode)
    if editing in SETTINGS and may_trade(access):
        figures += _asked(view, editing, text)
        notes = [text.t(f"risk.about.{editing}"), text.t(_hint(editing))]
        rows = _input_rows(view, editing, text)
        return Screen(compose(header, figures, notes, notice=notice), rows)
    for name in SETTINGS:
        figures += _setting(view, name, text)
    return Screen(compose(header, figures, notice=notice), _rows(view, text, access))


def limit_of(risk: RiskSettings, setting: str) -> Limit | None:
    """The rule that a setting's name stands for."""
    found: dict[str, Limit | None] = {
        "risk": risk.risk,
        "stop_loss": risk.stop_loss,
        "take_profit": risk.take_profit,
        "max_loss": risk.max_loss,
        "daily_loss": risk.daily_loss,
        "max_reserved": risk.max_reserved,
        "drawdown": risk.drawdown,
    }
    return found[setting]


def _hint(setting: str) -> str:
    if setting in _PERCENT_ONLY:
        return "risk.hint.percent"
    return "risk.hint.price" if setting in _OF_PRICE else "risk.hint"


def _setting(view: RiskView, setting: str, text: Text) -> list[str]:
    value = limit_of(view.risk, setting)
    shown = fmt.limit(value, text)
    means = _meaning(view, setting, value)
    return pair(text.t(f"risk.{setting}"), f"{shown}{means:>11}")


def _meaning(view: RiskView, setting: str, value: Limit | None) -> str:
    """The other side of a rule: money of a share, share of an amount, R of a target."""
    if value is None or setting == "stop_loss":
        return ""
    if setting == "take_profit":
        return _reward(value, view.risk.stop_loss)
    if value.unit is LimitUnit.PERCENT:
        return fmt.money(view.equity * value.number / 100)
    return fmt.percent(value.number * 100 / view.equity, 2) if view.equity > 0 else ""


def _reward(target: Limit, stop: Limit | None) -> str:
    if stop is None or stop.unit is not target.unit or not stop.value:
        return ""
    return f"{fmt.number(Decimal(target.value) / stop.value, 1)}R"


def _asked(view: RiskView, setting: str, text: Text) -> list[str]:
    now = fmt.limit(limit_of(view.risk, setting), text)
    return pair(f"✏️ {text.t(f'risk.{setting}')}", now)


def _input_rows(view: RiskView, setting: str, text: Text) -> Rows:
    suggested = (value for value in view.suggested.get(setting, ()) if value != "off")
    quick = [_quick(view, setting, value, text) for value in tuple(suggested)[:8]]
    last = [button(text, "cancel", "risk:cancel", agent=view.agent), home(text)]
    if setting in CAN_BE_OFF and limit_of(view.risk, setting) is not None:
        last.insert(
            0, button(text, "off", "risk:put", f"{setting}=off", "danger", agent=view.agent)
        )
    return *in_rows(quick, 4), tuple(last)


def _quick(view: RiskView, setting: str, value: str, text: Text) -> Button:
    return Button(words.value(value, text), build("risk:put", assigned(setting, value), view.agent))


def _rows(view: RiskView, text: Text, access: Access) -> Rows:
    back = button(text, "back", "auto:open", agent=view.agent)
    more = (
        button(text, "rules", "risk:more", agent=view.agent),
        button(text, "locks", "lock:open"),
        button(text, "lists", "list:open"),
    )
    if not may_trade(access):
        return more, (back, home(text))
    edits = [button(text, f"set.{name}", "risk:edit", name, agent=view.agent) for name in SETTINGS]
    reset = button(text, "reset", "risk:reset", agent=view.agent)
    rows = tuple(edits[:3]), tuple(edits[3:5]), tuple(edits[5:])
    return *rows, more, (reset, back, home(text))
