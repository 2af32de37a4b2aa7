"""Twenty indicators as people write them with pandas, by their names in the catalogue."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd


def _ema(values: "pd.Series[float]", period: int) -> "pd.Series[float]":
    return values.ewm(span=period, adjust=False).mean()


def _wilder(values: "pd.Series[float]", period: int) -> "pd.Series[float]":
    return values.ewm(alpha=1 / period, adjust=False).mean()


def _true_range(df: pd.DataFrame) -> "pd.Series[float]":
    before = df["close"].shift()
    spans = [df["high"] - df["low"], (df["high"] - before).abs(), (df["low"] - before).abs()]
    return pd.concat(spans, axis=1).max(axis=1)


def _rsi(df: pd.DataFrame) -> "pd.Series[float]":
    moved = df["close"].diff()
    gain, loss = _wilder(moved.clip(lower=0), 14), _wilder(-moved.clip(upper=0), 14)
    return 100 * gain / (gain + loss)


def _macd(df: pd.DataFrame) -> "pd.Series[float]":
    line = _ema(df["close"], 12) - _ema(df["close"], 26)
    return line - _ema(line, 9)


def _dema(df: pd.DataFrame) -> "pd.Series[float]":
    once = _ema(df["close"], 20)
    return 2 * once - _ema(once, 20)


def _place(df: pd.DataFrame) -> "pd.Series[float]":
    floor, ceiling = df["low"].rolling(14).min(), df["high"].rolling(14).max()
    return 100 * (df["close"] - floor) / (ceiling - floor)


def _stochastic(df: pd.DataFrame) -> "pd.Series[float]":
    return _place(df).rolling(3).mean().rolling(3).mean()


def _mfi(df: pd.DataFrame) -> "pd.Series[float]":
    typical = (df["high"] + df["low"] + df["close"]) / 3
    flow, rose = typical * df["volume"], typical.diff()
    into = flow.where(rose > 0, 0.0).rolling(14).sum()
    out = flow.where(rose < 0, 0.0).rolling(14).sum()
    return 100 * into / (into + out)


def _bollinger(df: pd.DataFrame) -> list["pd.Series[float]"]:
    window = df["close"].rolling(20)
    mean, reach = window.mean(), 2 * window.std(ddof=0)
    return [mean - reach, mean, mean + reach]


def _zscore(df: pd.DataFrame) -> "pd.Series[float]":
    window = df["close"].rolling(20)
    return (df["close"] - window.mean()) / window.std(ddof=0)


def _keltner(df: pd.DataFrame) -> list["pd.Series[float]"]:
    middle, reach = _ema(df["close"], 20), 2 * _wilder(_true_range(df), 10)
    return [middle - reach, middle, middle + reach]


def _vwma(df: pd.DataFrame) -> "pd.Series[float]":
    return (df["close"] * df["volume"]).rolling(20).sum() / df["volume"].rolling(20).sum()


IN_PANDAS: Mapping[str, Callable[[pd.DataFrame], object]] = MappingProxyType(
    {
        "sma": lambda df: df["close"].rolling(20).mean(),
        "ema": lambda df: _ema(df["close"], 20),
        "dema": _dema,
        "vwma": _vwma,
        "rsi": _rsi,
        "macd": _macd,
        "trix": lambda df: _ema(_ema(_ema(df["close"], 15), 15), 15).pct_change(),
        "roc": lambda df: 100 * df["close"].pct_change(10),
        "mom": lambda df: df["close"].diff(10),
        "williams_r": lambda df: _place(df) - 100,
        "stochastic": _stochastic,
        "mfi": _mfi,
        "atr": lambda df: _wilder(_true_range(df), 14),
        "true_range": _true_range,
        "bollinger": _bollinger,
        "deviation": lambda df: df["close"].rolling(20).std(ddof=0),
        "zscore": _zscore,
        "donchian": lambda df: [df["low"].rolling(20).min(), df["high"].rolling(20).max()],
        "keltner": _keltner,
        "obv": lambda df: (np.sign(df["close"].diff()) * df["volume"]).cumsum(),
    }
)
