"""Candles and frames as messages, and messages as advice, on the desk's side.

The live path stays without numpy and pandas.
"""

import pickle
from array import array
from collections.abc import Mapping, Sequence
from math import isfinite
from operator import attrgetter
from typing import TYPE_CHECKING

from core.errors import PluginError
from core.market import Candle
from core.trading import SignalResult
from core.types import Action
from plugins.wire import Message

if TYPE_CHECKING:
    import pandas as pd

ACTIONS = {1: Action.BUY, -1: Action.SELL, 0: Action.HOLD}
ADVICE = ("signals", "strengths", "shares")
READ = tuple(map(attrgetter, ("open_ns", "open", "high", "low", "close", "volume")))


def advice_request(header: Mapping[str, object], candles: Sequence[Candle], last: int) -> Message:
    """Times and five columns of whole numbers, as `plugins.worker.frames.candles_in` reads them."""
    asked = {**header, "op": "advise", "rows": len(candles), "last": last}
    return Message(asked, b"", _columns(candles))


def latest_request(candles: Sequence[Candle], tick: float, step: float) -> Message:
    """The newest values of an indicator, of prices and volumes as people read them."""
    asked = {"op": "latest", "rows": len(candles), "tick": tick, "step": step}
    return Message(asked, b"", _columns(candles))


def latest(answer: Message) -> dict[str, float]:
    """Raises PluginError for what are no values."""
    told = answer.header.get("latest")
    if not isinstance(told, Mapping):
        raise PluginError("the worker's answer is no value")
    return {str(name): each for name, each in told.items() if isinstance(each, float)}


def _columns(candles: Sequence[Candle]) -> tuple[bytes, ...]:
    return tuple(array("q", [*map(read, candles)]).tobytes() for read in READ)


def advice(answer: Message) -> list[SignalResult]:
    """Raises PluginError for what is no advice: a worker's word is checked again here."""
    lists = [answer.header.get(name) for name in ADVICE]
    try:
        rows = list(zip(*lists, strict=True))
        return [_result(*row) for row in rows]
    except (TypeError, KeyError, ValueError) as error:
        raise PluginError("the worker's answer is no advice") from error


def _result(signal: int, strength: float, share: float) -> SignalResult:
    if signal == 0:
        return SignalResult(action=Action.HOLD)
    if not (isfinite(strength) and 0 <= strength <= 1 and 0 <= share <= 1):
        raise ValueError("out of bounds")
    return SignalResult(action=ACTIONS[signal], confidence=strength, share=share)


def frame_request(header: Mapping[str, object], frame: "pd.DataFrame") -> Message:
    """A copy of the frame goes: what becomes of it there does not come back."""
    return Message(header, pickle.dumps(frame, protocol=pickle.HIGHEST_PROTOCOL))


def frame_answer(answer: Message, index: "pd.Index") -> "pd.DataFrame":
    """The columns of an answer, as a frame of that index. Raises PluginError."""
    import numpy as np
    import pandas as pd

    columns: dict[str, object] = {}
    offset, rows = 0, len(index)
    told = answer.header.get("columns")
    try:
        for each in told if isinstance(told, list) else ():
            if "texts" in each:
                columns[str(each["name"])] = list(each["texts"])
                continue
            kind = np.dtype(np.int64 if each["kind"] in "iu" else np.float64)
            values = np.frombuffer(answer.payload, kind, count=rows, offset=offset).copy()
            offset += values.nbytes
            columns[str(each["name"])] = values
        return pd.DataFrame(columns, index=index)
    except (TypeError, KeyError, ValueError) as error:
        raise PluginError("the worker's answer is no frame") from error
