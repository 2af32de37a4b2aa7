"""What a plugin's result must be; checked in its worker after every call."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from core.errors import PluginError

SIGNALS = (-1.0, 0.0, 1.0)
NEEDED = ("signal", "signal_strength")


def check_signals(pristine: pd.DataFrame, given: pd.DataFrame, result: object) -> pd.DataFrame:
    """`given` is the frame the plugin had, `pristine` what it was before. Raises PluginError."""
    if not isinstance(result, pd.DataFrame):
        raise PluginError(f"generate_signals must return a DataFrame, not {_kind(result)}")
    _check_shape(pristine, result.index, "generate_signals")
    missing = ", ".join(name for name in NEEDED if name not in result.columns)
    if missing:
        raise PluginError(f"generate_signals must add {missing}")
    if not pristine.equals(given):
        raise PluginError("generate_signals must not change its input: work on df.copy()")
    _check_signal(_numbers(result["signal"], "signal"))
    _check_strength(_numbers(result["signal_strength"], "signal_strength"))
    return result


def check_output(pristine: pd.DataFrame, given: pd.DataFrame, result: object) -> pd.DataFrame:
    """An indicator's result as one frame. Raises PluginError."""
    if isinstance(result, pd.Series):
        frame = result.to_frame("value" if result.name is None else str(result.name))
    elif isinstance(result, pd.DataFrame):
        frame = result
    elif isinstance(result, Mapping):
        frame = _joined(pristine, result)
    else:
        raise PluginError(
            f"calculate must return a Series, a DataFrame or a dict, not {_kind(result)}"
        )
    _check_shape(pristine, frame.index, "calculate")
    if not pristine.equals(given):
        raise PluginError("calculate must not change its input: work on data.copy()")
    return frame


def _joined(pristine: pd.DataFrame, named: Mapping[object, object]) -> pd.DataFrame:
    columns: dict[str, pd.Series[float]] = {}
    for name, each in named.items():
        if not isinstance(each, pd.Series):
            raise PluginError(f"calculate must return Series by name; {name} is {_kind(each)}")
        _check_shape(pristine, each.index, f"calculate's {name}")
        columns[str(name)] = each
    return pd.DataFrame(columns, index=pristine.index)


def _check_shape(pristine: pd.DataFrame, index: pd.Index, who: str) -> None:
    if len(index) != len(pristine):
        raise PluginError(f"{who} must return {len(pristine)} rows, not {len(index)}")
    if not index.equals(pristine.index):
        raise PluginError(f"{who} must keep the index of its input")


def _numbers(
    column: "pd.Series[float]", name: str
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    try:
        return np.asarray(column, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise PluginError(f"{name} must hold numbers") from error


def _check_signal(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> None:
    wrong = ~np.isin(values, SIGNALS)
    if wrong.any():
        raise PluginError(f"signal must be 1, -1 or 0, not {values[wrong][0]:g}")


def _check_strength(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> None:
    fits = (values >= 0.0) & (values <= 1.0)
    if not fits.all():
        raise PluginError(f"signal_strength must be 0..1 and a number, not {values[~fits][0]:g}")


def _kind(value: object) -> str:
    return type(value).__name__
