"""How a built-in indicator is written down: over TA-Lib where it has it, else by our formula."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.parameters import Parameter
from indicators.base import Category, Formula, Indicator
from indicators.columns import Column

LONGEST = 500


def period(default: int, *, name: str = "period", low: int = 2, high: int = LONGEST) -> Parameter:
    """A number of candles."""
    return Parameter(
        name=name, default=default, low=low, high=high, description="How many candles it looks at"
    )


def factor(default: float, low: float, high: float, *, name: str) -> Parameter:
    return Parameter(name=name, default=default, low=low, high=high, description="A factor")


def over_talib(
    category: Category,
    function: str,
    name: str,
    title: str,
    inputs: str,
    outputs: str = "",
    **parameters: Parameter,
) -> Indicator:
    """A function of TA-Lib. Inputs and outputs are written as words; a keyword is TA-Lib's name of
    a parameter, its value ours."""
    ours = {theirs: parameter.name for theirs, parameter in parameters.items()}
    return Indicator(
        name=name,
        title=title,
        category=category,
        inputs=tuple(inputs.split()),
        outputs=tuple(outputs.split()) or (name,),
        parameters=tuple(parameters.values()),
        source=f"TA-Lib {function}",
        formula=_calling(function, ours),
    )


def own(
    category: Category,
    name: str,
    title: str,
    inputs: str,
    outputs: str,
    formula: Formula,
    source: str,
    *parameters: Parameter,
) -> Indicator:
    return Indicator(
        name=name,
        title=title,
        category=category,
        inputs=tuple(inputs.split()),
        outputs=tuple(outputs.split()) or (name,),
        parameters=parameters,
        source=source,
        formula=formula,
    )


def _calling(function: str, ours: Mapping[str, str]) -> Formula:
    def formula(columns: Sequence[Column], values: Mapping[str, Any]) -> Sequence[Column]:
        # It brings pandas along: a desk that only trades loads neither.
        import talib

        arguments = {theirs: values[name] for theirs, name in ours.items()}
        found = getattr(talib, function)(*columns, **arguments)
        return found if isinstance(found, tuple) else (found,)

    return formula
