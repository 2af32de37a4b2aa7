"""Frames over the wire: candles as plain columns in, any frame in, numbers and texts out."""

import json
import pickle
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from plugins.wire import Message
from strategies.frame import COLUMNS


def candles_in(asked: Message) -> pd.DataFrame:
    """The frame that `strategies.frame.candle_frame` makes of the same candles; where a tick and a
    step came with them, of prices and volumes as people read them."""
    rows = int(str(asked.header["rows"]))
    times = np.frombuffer(asked.payload, dtype=np.int64, count=rows)
    whole = np.frombuffer(asked.payload, dtype=np.int64, offset=times.nbytes)
    numbers = whole.astype(np.float64).reshape(len(COLUMNS), rows)
    numbers[:-1] *= float(str(asked.header.get("tick", 1)))
    numbers[-1] *= float(str(asked.header.get("step", 1)))
    index = pd.DatetimeIndex(times, tz="UTC", name="time")
    return pd.DataFrame(numbers.T, columns=COLUMNS, index=index, copy=False)


def frame_in(asked: Message) -> pd.DataFrame:
    """A frame from the desk, which is trusted."""
    frame = pickle.loads(asked.payload)
    if not isinstance(frame, pd.DataFrame):
        raise TypeError("no DataFrame came")
    return frame


def frame_out(frame: pd.DataFrame, told: Mapping[str, object]) -> Message:
    """Columns of numbers as bytes, all others as texts in JSON."""
    columns: list[dict[str, object]] = []
    parts: list[bytes] = []
    for name in frame.columns:
        column = frame[name]
        kind = column.dtype.kind
        described: dict[str, object] = {"name": str(name), "kind": kind}
        if kind in "iu":
            parts.append(column.to_numpy(dtype=np.int64).tobytes())
        elif kind in "fb":
            parts.append(column.to_numpy(dtype=np.float64, na_value=np.nan).tobytes())
        else:
            described["texts"] = [str(each) for each in column]
        columns.append(described)
    return Message({**told, "columns": columns}, b"".join(parts))


def plain(values: Mapping[Any, Any]) -> dict[str, object]:
    """Values that JSON can hold; others by their text."""
    return {str(key): _plain(value) for key, value in values.items()}


def _plain(value: Any) -> object:
    unpacked = value.item() if hasattr(value, "item") else value
    try:
        json.dumps(unpacked, allow_nan=False)
    except (TypeError, ValueError):
        return str(unpacked)
    return unpacked
