"""Values of parameters as people type and step them."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from core.errors import InputError
from core.money import parse_decimal
from core.parameters import Parameter, Value, written

LONGEST = 20
WIDEST = 1_000_000.0
"""A range beyond this, with nothing in it yet, gives no hint of what a step would be."""
WORDS: Mapping[str, bool] = MappingProxyType({"on": True, "off": False})


def parse_value(parameter: Parameter, text: str) -> Value:
    """The typed value, within bounds; raises InputError with what it may be."""
    typed = text.strip()
    if isinstance(parameter.default, bool):
        return parameter.checked(WORDS.get(typed.lower(), typed))
    if isinstance(parameter.default, str):
        return parameter.checked(_word(parameter, typed))
    number = parse_decimal(typed)
    return parameter.checked(int(number) if number == int(number) else float(number))


def value_text(value: Value) -> str:
    """As it is shown and typed: `12`, `0.25`, `on`."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return written(value) if isinstance(value, float) else str(value)


def quick_values(parameter: Parameter, value: Value) -> tuple[str, ...]:
    """A step down and up from the value, within bounds; all choices of what has choices. None from
    the 0 of a range as wide as that of a price."""
    if isinstance(parameter.default, bool):
        return ("on", "off")
    if isinstance(parameter.default, str) or isinstance(value, str):
        return parameter.choices
    if not parameter.default and not value and (parameter.high or 0) > WIDEST:
        return ()
    step = _step(parameter, value)
    near = (Decimal(str(value)) - step, Decimal(str(value)) + step)
    return tuple(value_text(float(each)) for each in near if _is_within(parameter, float(each)))


def _word(parameter: Parameter, typed: str) -> str:
    """One word; symbols are written large."""
    if not 0 < len(typed) <= LONGEST or not typed.isprintable() or " " in typed:
        raise InputError(f"One word of at most {LONGEST} characters", code="parameter_word")
    return typed if typed in parameter.choices else typed.upper()


def _step(parameter: Parameter, value: float) -> Decimal:
    """About a tenth of the default (of the range where that is 0, of the value where the range is
    too wide): 1, 2 or 5 of some power of ten; whole for what is whole."""
    if isinstance(parameter.default, str):
        return Decimal(1)
    base = abs(Decimal(str(parameter.default)))
    if not base and parameter.high is not None:
        base = Decimal(str(parameter.high if parameter.high <= WIDEST else abs(value)))
    raw = (base or Decimal(1)) / 10
    power = Decimal(10) ** raw.adjusted()
    step = next(n * power for n in (5, 2, 1) if raw >= n * power)
    return max(step, Decimal(1)) if isinstance(parameter.default, int) else step


def _is_within(parameter: Parameter, value: float) -> bool:
    is_low = parameter.low is not None and value < parameter.low
    return not is_low and (parameter.high is None or value <= parameter.high)
