"""What may be set on a strategy or an indicator: typed, bounded, and told to forms and plugins.

The mapping that describes one is the plugin guide's: `type`, `default`, `min`, `max`,
`description`, and `choices` for words.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import isfinite

from core.errors import InputError
from core.values import Frozen

Value = int | float | str | bool
KINDS: Mapping[str, type[Value]] = {"int": int, "float": float, "str": str, "bool": bool}


class Parameter(Frozen, frozen=True, kw_only=True):
    """One setting. Its default tells its type; both bounds are included, None is no bound."""

    name: str
    default: Value
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    description: str = ""

    @property
    def kind(self) -> str:
        """int, float, str or bool."""
        return type(self.default).__name__

    def checked(self, value: object) -> Value:
        """The value in the parameter's own type; raises InputError for one it cannot be."""
        if isinstance(self.default, bool):
            return self._flag(value)
        if isinstance(self.default, str):
            return self._word(value)
        return self._number(value)

    def metadata(self) -> dict[str, object]:
        """As a plugin's metadata describes it."""
        told: dict[str, object] = {"type": self.kind, "default": self.default}
        if self.low is not None:
            told["min"] = self.low
        if self.high is not None:
            told["max"] = self.high
        if self.choices:
            told["choices"] = list(self.choices)
        return told | {"description": self.description}

    def _number(self, value: object) -> Value:
        is_whole = isinstance(self.default, int)
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self._out_of_bounds()
        is_outside = (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        )
        if is_outside or (is_whole and value != int(value)):
            raise self._out_of_bounds()
        return int(value) if is_whole else float(value)

    def _flag(self, value: object) -> Value:
        if not isinstance(value, bool):
            raise InputError(f"{self.name} is on or off", code="parameter_flag", name=self.name)
        return value

    def _word(self, value: object) -> Value:
        known = ", ".join(self.choices)
        if not isinstance(value, str) or (self.choices and value not in self.choices):
            raise InputError(
                f"{self.name} is one of: {known}",
                code="parameter_choice",
                name=self.name,
                known=known,
            )
        return value

    def _out_of_bounds(self) -> InputError:
        low, high = _shown(self.low), _shown(self.high)
        return InputError(
            f"{self.name} goes from {low} to {high}",
            code="parameter_bounds",
            name=self.name,
            low=low,
            high=high,
        )


def described(name: str, told: Mapping[str, object]) -> Parameter:
    """The parameter that a plugin's metadata describes; raises InputError for a description that
    contradicts itself."""
    kind = KINDS.get(str(told.get("type", "")))
    default = told.get("default")
    if kind is None or not isinstance(default, int | float | str):
        raise InputError(f"{name} needs a type ({', '.join(KINDS)}) and a default")
    low, high, choices = told.get("min"), told.get("max"), told.get("choices", ())
    parameter = Parameter(
        name=name,
        default=kind(default),
        low=float(low) if isinstance(low, int | float) else None,
        high=float(high) if isinstance(high, int | float) else None,
        choices=tuple(str(choice) for choice in choices) if isinstance(choices, Iterable) else (),
        description=str(told.get("description", "")),
    )
    parameter.checked(parameter.default)
    return parameter


def settled(
    known: Iterable[Parameter], wanted: Mapping[str, object], *, owner: str
) -> dict[str, Value]:
    """The wanted values, checked, all or none; raises InputError for a name that nobody knows or a
    value out of bounds."""
    by_name = {parameter.name: parameter for parameter in known}
    for name in wanted:
        if name not in by_name:
            names = ", ".join(by_name)
            raise InputError(
                f"{owner} has no parameter {name}, it has: {names}",
                code="unknown_parameter",
                name=name,
                known=names,
            )
    return {name: by_name[name].checked(value) for name, value in wanted.items()}


def written(value: float) -> str:
    """To ten digits, and never with an exponent: `84333.55`, `1000000000`."""
    return format(Decimal(f"{value:.10g}"), "f")


def _shown(bound: float | None) -> str:
    return "any" if bound is None else written(bound)
