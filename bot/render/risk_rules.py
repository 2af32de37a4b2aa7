"""The rules that are no limit of money: the ladder, trailing and time stops, counts, direction."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import order_words
from bot.render.auto import whose
from bot.render.order_plan import plan_figures, plan_rows
from bot.render.page import assigned, button, choice_button, compose, home, in_rows, title
from bot.screen import Button, Rows, Screen
from core.money import from_ppm
from core.trading import RiskSettings
from core.types import Access
from core.values import replace
from core.views import RiskView

MORE = "more"
"""The place's word for all of them."""
PLAN = ("target", "share", "trailing", "trail_distance", "trail_start", "time")
COUNTED = ("direction", "max_positions", "max_spread", "orders_per_minute", "cooldown_s")
RULES = (*PLAN, *COUNTED)
_SHOWN = ("target", "trailing", "time")


def render_rules(view: RiskView, text: Text, *, access: Access, notice: str = "") -> Screen:
    """What each of them is now."""
    plan = view.risk.plan
    figures = [*whose(view.agent_name), f"{clip(view.strategy, 14)} {clip(view.title, 16)}"]
    for field in _SHOWN:
        figures += pair(text.t(f"field.{field}"), order_words.plan_value(plan, field, text))
    for name in COUNTED:
        figures += pair(text.t(f"risk.{name}"), rule_value(view.risk, name, text))
    body = compose(title(text, "risk.title", view.mode), figures, notice=notice)
    return Screen(body, _rows(view, text, access))


def render_rule(view: RiskView, text: Text, *, editing: str, notice: str = "") -> Screen:
    """One of RULES, whose value is awaited."""
    figures = [*whose(view.agent_name), f"{clip(view.strategy, 14)} {clip(view.title, 16)}"]
    if editing in PLAN:
        figures += plan_figures(view.risk.plan, editing, text)
        rows = _bound(plan_rows(view.risk.plan, editing, "risk", text), view.agent)
    else:
        figures += pair(f"✏️ {text.t(f'risk.{editing}')}", rule_value(view.risk, editing, text))
        rows = _quick(view, editing, text)
    notes = [text.t(f"risk.about.{editing}")]
    body = compose(title(text, "risk.title", view.mode), figures, notes, notice=notice)
    back = button(text, "back", "risk:more", agent=view.agent)
    return Screen(body, (*rows, (back, home(text))))


def rule_value(risk: RiskSettings, name: str, text: Text) -> str:
    match name:
        case "max_spread":
            return fmt.percent(from_ppm(risk.max_spread))
        case "cooldown_s":
            return fmt.duration(risk.cooldown_s, text) if risk.cooldown_s else text.t("off")
        case "direction":
            return text.t(f"direction.{risk.direction.value}")
        case "max_positions":
            return str(risk.max_positions)
        case _:
            return str(risk.orders_per_minute)


def _rows(view: RiskView, text: Text, access: Access) -> Rows:
    back = button(text, "back", "risk:open", agent=view.agent)
    if not access.allows(Access.TRADER):
        return ((back, home(text)),)
    edits = [
        Button(text.t(f"field.{name}"), build("risk:edit", name, view.agent)) for name in _SHOWN
    ]
    edits += [
        Button(text.t(f"risk.{name}"), build("risk:edit", name, view.agent)) for name in COUNTED
    ]
    guards = (button(text, "locks", "lock:open"), button(text, "lists", "list:open"))
    return *in_rows(edits, 2), guards, (back, home(text))


def _quick(view: RiskView, name: str, text: Text) -> Rows:
    now = view.suggested.get(name, ())
    buttons = [
        choice_button(
            _caption(name, value, text),
            "risk:put",
            assigned(name, value),
            is_chosen=_is_now(view.risk, name, value),
            agent=view.agent,
        )
        for value in now
    ]
    return in_rows(buttons, 4 if name != "direction" else 2)


def _caption(name: str, value: str, text: Text) -> str:
    if name == "direction":
        return text.t(f"direction.{value}")
    if value == "off":
        return text.t("off")
    if name == "cooldown_s":
        return f"{value[:-1]} {text.t(f'unit.{value[-1]}')}"
    return value


def _is_now(risk: RiskSettings, name: str, value: str) -> bool:
    if name == "max_spread":
        return fmt.percent(from_ppm(risk.max_spread)) == value
    if name == "direction":
        return risk.direction.value == value
    return name != "cooldown_s" and str(getattr(risk, name)) == value


def _bound(rows: Rows, agent: str) -> Rows:
    """The same buttons, drawn for one agent."""
    return tuple(tuple(replace(each, data=f"{each.data}@{agent}") for each in row) for row in rows)
