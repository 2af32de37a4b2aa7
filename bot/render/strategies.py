"""Strategies to choose from, one of them with its parameters, and the values of a parameter."""

from collections.abc import Mapping

from bot import format as fmt
from bot.callbacks import build
from bot.cells import clip, pair, width
from bot.locales import Text
from bot.render import words
from bot.render.auto import whose
from bot.render.notice import input_error
from bot.render.page import (
    badge,
    button,
    choice_button,
    compose,
    home,
    in_rows,
    may_trade,
    page_buttons,
    title,
)
from bot.screen import Button, Rows, Screen
from core.parameters import Parameter, Value
from core.views.strategies import ParameterRow, StrategiesView, StrategyView

_NUMBERS = 8
"""Parameters on a page."""
_CAPTION = 16
"""Letters of a name and its value on a half of the narrowest phone."""


def render_strategies(view: StrategiesView, text: Text, *, notice: str = "") -> Screen:
    """A page of them, the agent's own checked."""
    figures = [*whose(view.agent_name), *pair(text.t("strategies.now"), named(view.current, text))]
    header = title(text, "strategies.title", view.mode)
    options = [
        choice_button(
            named(name, text),
            "strat:card",
            name,
            is_chosen=name == view.current,
            agent=view.agent,
        )
        for name in view.names
    ]
    rows = list(in_rows(options, 2))
    if view.pages > 1:
        rows.append(_turning(view))
    own = button(text, "strategy.own", "strat:open", agent=view.agent)
    note = text.t("strategies.about")
    return Screen(compose(header, figures, [note], notice=notice), (*rows, (own, home(text))))


def render_strategy(view: StrategyView, text: Text, *, page: int = 1, notice: str = "") -> Screen:
    """Its idea, when it loses, how it did, and a page of its parameters: buttons where it leads
    the agent."""
    shown, at, pages = _page(view, page)
    figures = [*whose(view.agent_name), *_results(view, text)]
    for number in shown:
        figures += _shown(view, view.parameters[number], text)
    header = f"🧠 {clip(named(view.name, text), 20)} · {badge(view.mode, text)}"
    rows = _rows(view, shown, text, _pages(view, at, pages))
    return Screen(compose(header, figures, _notes(view, text), notice=notice), rows)


def _page(view: StrategyView, page: int) -> tuple[range, int, int]:
    """The numbers of its parameters on a page, which page that is and of how many."""
    count = len(view.parameters)
    pages = max(-(-count // _NUMBERS), 1)
    at = min(max(page, 1), pages)
    return range((at - 1) * _NUMBERS, min(at * _NUMBERS, count)), at, pages


def _pages(view: StrategyView, at: int, pages: int) -> tuple[Button, ...]:
    if pages == 1:
        return ()
    turning = page_buttons("strat:page", at, pages, before=f"{view.name}.")
    return tuple(Button(each.text, f"{each.data}@{view.agent}") for each in turning)


def _results(view: StrategyView, text: Text) -> list[str]:
    """What it has made on this account so far; nothing before its first trade."""
    made = view.results
    if made is None or not made.trades:
        return []
    won = "" if made.win_rate is None else f" · {made.win_rate * 100:.0f}%"
    rows = pair(text.t("analytics.trades"), f"{made.trades}{won}")
    return [*rows, *pair(text.t("strategies.made"), fmt.signed_money(made.net))]


def render_parameter(view: StrategyView, number: int, text: Text, *, notice: str = "") -> Screen:
    """One parameter, whose value is awaited."""
    row = view.parameters[number]
    figures = [*whose(view.agent_name), f"✏️ {label(view.name, row.parameter, text)}"]
    figures += pair(text.t("strategies.now"), shown(row.value, text))
    figures += pair(text.t("strategies.default"), shown(row.parameter.default, text))
    notes = [_said(view, row.parameter, text), _bounds(row.parameter, text)]
    notes.append(text.t("strategies.ask"))
    header = f"🧠 {clip(named(view.name, text), 20)} · {badge(view.mode, text)}"
    rows = _values(view, number, text)
    return Screen(compose(header, figures, notes, notice=notice), rows)


def named(strategy: str, text: Text) -> str:
    """A strategy's title; a plugin's own name."""
    key = f"strategy.{strategy}.title"
    return text.t(key) if text.has(key) else clip(strategy, 22)


def label(strategy: str, parameter: Parameter, text: Text) -> str:
    return labelled(strategy, parameter.name, text)


def labelled(strategy: str, parameter: str, text: Text) -> str:
    """What a parameter is called; the name of a plugin's."""
    return clip(text.name(f"strategy.{strategy}.parameter", parameter), 26)


def values(strategy: str, parameters: Mapping[str, Value], text: Text) -> list[str]:
    """A row a parameter."""
    return [
        row
        for name, value in parameters.items()
        for row in pair(labelled(strategy, name, text), shown(value, text))
    ]


def _said(view: StrategyView, parameter: Parameter, text: Text) -> str:
    """What a plugin says of its parameter; ours have labels that say it."""
    known = text.has(f"strategy.{view.name}.parameter.{parameter.name}")
    return "" if known else clip(parameter.description, 200)


def shown(value: Value, text: Text) -> str:
    if isinstance(value, bool):
        return text.t("on" if value else "off")
    return fmt.real(value) if isinstance(value, float) else clip(words.value(str(value), text), 14)


def _shown(view: StrategyView, row: ParameterRow, text: Text) -> list[str]:
    mark = "" if row.is_default else "● "
    return pair(f"{mark}{label(view.name, row.parameter, text)}", shown(row.value, text))


def _notes(view: StrategyView, text: Text) -> list[str]:
    key = f"strategy.{view.name}"
    idea = text.t(f"{key}.idea") if text.has(f"{key}.idea") else clip(view.description, 300)
    notes = [idea]
    if text.has(f"{key}.loses"):
        notes.append(text.t("strategies.loses", when=text.t(f"{key}.loses")))
    if not view.parameters:
        notes.append(text.t("strategies.none"))
    if not view.is_default:
        notes.append(text.t("strategies.marked"))
    if view.trouble is not None:
        notes.append(input_error(view.trouble, text))
    return [*notes, text.t(f"choice.why.{view.why}")] if view.why else notes


def _rows(view: StrategyView, shown: range, text: Text, turning: tuple[Button, ...]) -> Rows:
    back = button(text, "back", "auto:open", agent=view.agent)
    others = button(text, "strategies", "strat:list", 1, agent=view.agent)
    last = (*((turning,) if turning else ()), (others, back, home(text)))
    if not may_trade(view.access):
        return last
    if not view.is_current:
        use = button(text, "strategy.use", "strat:use", view.name, "success", agent=view.agent)
        return last if view.why else ((use,), *last)
    edits = [_edit(view, number, text) for number in shown]
    undo = _undo(view, text)
    return *in_rows(edits, 2), *((undo,) if undo else ()), _tests(view, text), *last


def _tests(view: StrategyView, text: Text) -> tuple[Button, ...]:
    """These very parameters on the last days, and all else that may be tried."""
    days = (
        Button(text.t("button.study.days", n=n), build("study:run", n, view.agent))
        for n in (30, 90)
    )
    return *days, button(text, "study", "study:open")


def _edit(view: StrategyView, number: int, text: Text) -> Button:
    row = view.parameters[number]
    value = shown(row.value, text)
    name = label(view.name, row.parameter, text).partition(",")[0]
    caption = clip(name, max(_CAPTION - width(value), 6))
    data = build("strat:edit", f"{number}.{view.version}", view.agent)
    return Button(f"{caption}: {value}", data)


def _undo(view: StrategyView, text: Text) -> tuple[Button, ...]:
    agent, version = view.agent, view.version
    found = []
    if view.can_revert:
        found.append(button(text, "strategy.revert", "strat:revert", version, agent=agent))
    if not view.is_default:
        found.append(button(text, "strategy.reset", "strat:reset", version, agent=agent))
    return tuple(found)


def _values(view: StrategyView, number: int, text: Text) -> Rows:
    row, which = view.parameters[number], f"{number}.{view.version}"
    quick = [
        Button(
            text.t("on") if value == "on" else words.value(value, text),
            build("strat:put", f"{which}={value}", view.agent),
        )
        for value in row.quick
    ]
    default = button(text, "strategy.default", "strat:put", f"{which}=default", agent=view.agent)
    last = (button(text, "cancel", "strat:open", agent=view.agent), home(text))
    return *in_rows(quick, 2), *(() if row.is_default else ((default,),)), last


def _bounds(parameter: Parameter, text: Text) -> str:
    if parameter.choices:
        known = ", ".join(words.value(each, text) for each in parameter.choices)
        return text.t("strategies.choices", known=known)
    if isinstance(parameter.default, str):
        return text.t("strategies.word")
    if parameter.low is None or parameter.high is None:
        return ""
    return text.t("strategies.bounds", low=fmt.real(parameter.low), high=fmt.real(parameter.high))


def _turning(view: StrategiesView) -> tuple[Button, ...]:
    """The way through the pages, for the same agent."""
    return tuple(
        Button(each.text, f"{each.data}@{view.agent}")
        for each in page_buttons("strat:list", view.page, view.pages)
    )
