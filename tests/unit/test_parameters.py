"""What may be set on a strategy or an indicator: its type and its bounds, and how they are told."""

import pytest

from core.errors import InputError
from core.parameters import Parameter, Value, described, settled

PERIOD = Parameter(name="period", default=14, low=2, high=100, description="Candles")
WIDTH = Parameter(name="width", default=2.0, low=0.5)
SIDE = Parameter(name="side", default="both", choices=("both", "long"))
QUIET = Parameter(name="quiet", default=False)


@pytest.mark.parametrize(
    ("parameter", "value", "settled_to"),
    [
        (PERIOD, 20, 20),
        (PERIOD, 20.0, 20),
        (PERIOD, 2, 2),
        (PERIOD, 100, 100),
        (WIDTH, 3, 3.0),
        (WIDTH, 1e9, 1e9),
        (SIDE, "long", "long"),
        (QUIET, True, True),
    ],
)
def test_a_value_within_bounds_gets_the_type_of_its_parameter(
    parameter: Parameter, value: object, settled_to: Value
) -> None:
    found = parameter.checked(value)
    assert (found, type(found)) == (settled_to, type(settled_to))


@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        (PERIOD, 1, "parameter_bounds"),
        (PERIOD, 101, "parameter_bounds"),
        (PERIOD, 14.5, "parameter_bounds"),
        (PERIOD, "14", "parameter_bounds"),
        (PERIOD, True, "parameter_bounds"),
        (PERIOD, None, "parameter_bounds"),
        (WIDTH, float("nan"), "parameter_bounds"),
        (WIDTH, float("inf"), "parameter_bounds"),
        (SIDE, "short", "parameter_choice"),
        (SIDE, 1, "parameter_choice"),
        (QUIET, 1, "parameter_flag"),
    ],
)
def test_any_other_value_is_refused(parameter: Parameter, value: object, code: str) -> None:
    with pytest.raises(InputError) as refused:
        parameter.checked(value)
    assert refused.value.code == code
    assert refused.value.values["name"] == parameter.name


def test_the_refusal_says_what_would_be_right() -> None:
    with pytest.raises(InputError, match="period goes from 2 to 100"):
        PERIOD.checked(1)
    with pytest.raises(InputError, match=r"width goes from 0\.5 to any"):
        WIDTH.checked(0)


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="RSI has no parameter depth, it has: period, width"):
        settled((PERIOD, WIDTH), {"period": 3, "depth": 1}, owner="RSI")


@pytest.mark.parametrize("parameter", [PERIOD, WIDTH, SIDE, QUIET], ids=lambda each: each.name)
def test_what_metadata_tells_describes_the_same_parameter(parameter: Parameter) -> None:
    assert described(parameter.name, parameter.metadata()) == parameter


def test_metadata_is_written_as_the_plugin_guide_writes_it() -> None:
    assert PERIOD.metadata() == {
        "type": "int",
        "default": 14,
        "min": 2,
        "max": 100,
        "description": "Candles",
    }


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"type": "int"},
        {"type": "list", "default": 3},
        {"type": "int", "default": 500, "max": 100},
        {"type": "str", "default": "up", "choices": ["down"]},
    ],
)
def test_a_description_that_contradicts_itself_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(InputError):
        described("period", told)
