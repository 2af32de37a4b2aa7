"""An agent that is being put together: one screen on which every value is a button."""

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.choice import label
from bot.render.page import (
    assigned,
    button,
    choice_button,
    compose,
    home,
    in_rows,
    title,
)
from bot.screen import Button, Rows, Screen
from core.views.watching import NewAgentView

TYPED = frozenset({"name", "slice"})
_EACH_ROW = 3
_SHOWN = 40
_SHARES = ("10%", "25%", "50%", "100%")


def render_new_agent(view: NewAgentView, text: Text, *, notice: str = "") -> Screen:
    """With a field that is being chosen: its values, or what may be typed."""
    figures = _figures(view, text)
    notes = [text.t(f"agents.about.{view.field}" if view.field in TYPED else "agents.about.new")]
    if view.slice <= 0 and not view.field:
        notes = [text.t("agents.no_capital")]
    header = title(text, "agents.new", view.mode)
    rows = _options(view, text) if view.field else _rows(view, text)
    return Screen(compose(header, figures, notes, notice=notice), rows)


def _figures(view: NewAgentView, text: Text) -> list[str]:
    rows = pair(text.t("agents.name"), clip(view.name, 20))
    rows += pair(text.t("setting.strategy"), clip(view.strategy, 20))
    rows += pair(text.t("setting.symbol"), clip(view.title, 20))
    rows += pair(text.t("setting.timeframe"), words.timeframe(view.timeframe.value, text))
    rows += pair(text.t("agents.slice"), f"{fmt.money(view.slice)} {clip(view.asset, 6)}")
    return rows + pair(text.t("agents.free"), fmt.money(view.free))


def _rows(view: NewAgentView, text: Text) -> Rows:
    fields = ("name", "strategy", "symbol", "timeframe", "slice")
    buttons = [button(text, f"field.{name}", "agent:field", name) for name in fields]
    last = (button(text, "back", "agent:list", 1), home(text))
    if view.slice <= 0:
        return (*_room(view, text), *in_rows(buttons, _EACH_ROW), last)
    return (
        *in_rows(buttons, _EACH_ROW),
        (button(text, "agent.make", "agent:make", "", "success"),),
        last,
    )


def _room(view: NewAgentView, text: Text) -> Rows:
    """One press that frees capital for it."""
    if view.room <= 0:
        return ()
    label = text.t("button.agent.room", name=clip(view.roomy, 8), amount=fmt.money(view.room))
    return ((Button(label, build("agent:room"), "primary"),),)


def _options(view: NewAgentView, text: Text) -> Rows:
    options = [
        choice_button(
            label(view.field, shown, text),
            "agent:fill",
            assigned(view.field, value),
            is_chosen=value == view.current,
        )
        for shown, value in view.options[:_SHOWN]
    ]
    if view.field == "slice":
        options = [_share(share) for share in _SHARES]
    last = (button(text, "back", "agent:new"), home(text))
    return (*in_rows(options, _EACH_ROW), last)


def _share(share: str) -> Button:
    return choice_button(share, "agent:fill", assigned("slice", share), is_chosen=False)
