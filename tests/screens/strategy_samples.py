"""Views of the strategy screens."""

import dataclasses

from core.errors import InputError
from core.parameters import Parameter, Value
from core.types import Access, AgentId, Mode
from core.values import replace
from core.views.strategies import ParameterRow, StrategiesView, StrategyView
from services.parameter_values import quick_values
from strategies.registry import BUILTIN, builtin_strategies
from tests.screens import samples as s

NAMES = tuple(each.name for each in BUILTIN)
LIST = StrategiesView(
    agent=AgentId("u1-1"), mode=Mode.PAPER, current="TREND", names=NAMES[:8], pages=2
)


def strategy(name: str, **values: Value) -> StrategyView:
    """An agent's own, with these values."""
    entry = builtin_strategies().entry(name)
    rows = tuple(_row(each, values.get(each.name, each.default)) for each in entry.parameters)
    return StrategyView(
        agent=AgentId("u1-1"),
        mode=Mode.PAPER,
        name=name,
        description=entry.description,
        version="ab12",
        parameters=rows,
        is_current=True,
        can_revert=bool(values),
    )


def _row(parameter: Parameter, value: Value) -> ParameterRow:
    return ParameterRow(parameter=parameter, value=value, quick=quick_values(parameter, value))


CHANGED = strategy("TREND", fast=12)
OTHER = dataclasses.replace(strategy("BREAKOUT"), is_current=False, agent_name="second")
PLUGIN = dataclasses.replace(
    strategy("TREND"),
    name="my_own",
    description="<b>Made at home</b>",
    parameters=(_row(Parameter(name="is_bold", default=True), False),),
)
OUT_OF_BOUNDS = InputError(
    "fast goes from 2 to 50", code="parameter_bounds", name="fast", low="2", high="50"
)
MADE = dataclasses.replace(
    strategy("TREND"), results=replace(s.ANALYTICS.statistics, trades=41, wins=21, win_rate=0.512)
)
MANY = dataclasses.replace(
    PLUGIN,
    parameters=tuple(
        _row(Parameter(name=f"level_{number}", default=number, low=0, high=99), number)
        for number in range(23)
    ),
)
TOLD = dataclasses.replace(
    PLUGIN,
    parameters=(
        _row(
            Parameter(name="period", default=20, low=2, high=200, description="Candles <b> of it"),
            20,
        ),
    ),
)
CARDS = {
    "with its results": MADE,
    **{f"{name}, at its defaults": strategy(name) for name in NAMES},
    "changed": CHANGED,
    "another": OTHER,
    "another, while a position is open": dataclasses.replace(OTHER, why="position_open"),
    "for a viewer": dataclasses.replace(CHANGED, access=Access.VIEWER),
    "of a plugin": PLUGIN,
    "of a plugin without parameters": dataclasses.replace(PLUGIN, parameters=()),
}
ASKED = {
    "whole, at its default": (strategy("TREND"), 0),
    "whole, changed": (CHANGED, 0),
    "in parts": (strategy("SCALPING"), 9),
    "a symbol": (strategy("ARBITRAGE"), 0),
    "on or off": (PLUGIN, 0),
    "told by a plugin": (TOLD, 0),
}
