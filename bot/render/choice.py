"""A list to choose from: strategy, symbol, timeframe, leverage."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.cells import clip, pair
from bot.locales import Text
from bot.render import words
from bot.render.page import assigned, button, choice_button, compose, home, in_rows, title
from bot.screen import Rows, Screen
from core.views import ChoiceView

_EACH_ROW: Mapping[str, int] = MappingProxyType({"timeframe": 3, "leverage": 4})
_SHOWN = 40


def render_choice(view: ChoiceView, text: Text, *, notice: str = "") -> Screen:
    """What cannot be changed now shows why, and no options."""
    figures = pair(text.t("choice.now"), label(view.setting, view.current, text))
    notes = [_about(view, text) if view.can_change else _why(view, text)]
    header = title(text, f"choice.{view.setting}", view.mode)
    return Screen(compose(header, figures, notes, notice=notice), _rows(view, text))


def label(setting: str, value: str, text: Text) -> str:
    """An option as people read it: `x2`, `1h`, `BTC/USDT`."""
    if setting == "timeframe":
        return words.timeframe(value, text)
    if setting == "leverage":
        return f"x{clip(value.removeprefix('x'), 6)}"
    return clip(value.rsplit(":", 1)[-1], 22)


def _about(view: ChoiceView, text: Text) -> str:
    return text.t(f"choice.about.{view.setting}")


def _why(view: ChoiceView, text: Text) -> str:
    why = text.name("choice.why", view.why) if view.why else ""
    return why if why != view.why else text.t("choice.why.other")


def _rows(view: ChoiceView, text: Text) -> Rows:
    last = (button(text, "back", "auto:open", agent=view.agent), home(text))
    if not view.can_change:
        return (last,)
    options = [
        choice_button(
            label(view.setting, option, text),
            "pick:set",
            assigned(view.setting, option),
            is_chosen=option == view.current,
            agent=view.agent,
        )
        for option in view.options[:_SHOWN]
    ]
    return *in_rows(options, _EACH_ROW.get(view.setting, 2)), last
