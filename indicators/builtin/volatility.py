"""How far a market moves, and the bands and channels made of it."""

from functools import partial

from indicators import vectorised
from indicators.base import Category
from indicators.builtin.formulas import volatility as formulas
from indicators.builtin.made import factor, over_talib, own, period

_ta = partial(over_talib, Category.VOLATILITY)
_own = partial(own, Category.VOLATILITY)
HLC = "high low close"
WIDTH = factor(2.0, 0.1, 10, name="width")
CANCELLED = "own: TA-Lib's difference of running sums loses the digits of large prices"

INDICATORS = (
    _ta("ATR", "atr", "Average true range", HLC, timeperiod=period(14)),
    _ta("NATR", "natr", "Average true range, %", HLC, timeperiod=period(14)),
    _ta("TRANGE", "true_range", "True range", HLC),
    _own(
        "range_ema",
        "Exponential true range",
        HLC,
        "",
        lambda c, p: (vectorised.range_ema(c[0], c[1], c[2], p["period"]),),
        "Exponential average of Wilder's true range",
        period(14),
    ),
    _own(
        "deviation",
        "Standard deviation",
        "close",
        "",
        lambda c, p: (vectorised.deviation(c[0], p["period"])[1],),
        CANCELLED,
        period(20),
    ),
    _own(
        "bollinger",
        "Bollinger bands",
        "close",
        "lower middle upper",
        lambda c, p: vectorised.bollinger(c[0], p["period"], p["width"]),
        f"Bollinger 1983; {CANCELLED}",
        period(20),
        WIDTH,
    ),
    _own(
        "bollinger_place",
        "Place in the bands, %b",
        "close",
        "",
        lambda c, p: (formulas.bollinger_place(c[0], p["period"], p["width"]),),
        "Bollinger on Bollinger Bands, 2001",
        period(20),
        WIDTH,
    ),
    _own(
        "bollinger_width",
        "Width of the bands, %",
        "close",
        "",
        lambda c, p: (formulas.bollinger_width(c[0], p["period"], p["width"]),),
        "Bollinger on Bollinger Bands, 2001",
        period(20),
        WIDTH,
    ),
    _ta(
        "KC",
        "keltner",
        "Keltner channel",
        HLC,
        "upper middle lower",
        timeperiod=period(20),
        atrperiod=period(10, name="range_period"),
        nbdev=WIDTH,
    ),
    _ta(
        "DONCHIAN",
        "donchian",
        "Donchian channel",
        "high low",
        "upper middle lower",
        timeperiod=period(20),
    ),
    _ta(
        "ACCBANDS",
        "acceleration_bands",
        "Acceleration bands",
        HLC,
        "upper middle lower",
        timeperiod=period(20),
    ),
    _ta("CVI", "chaikin_volatility", "Chaikin volatility", "high low", timeperiod=period(10)),
    _ta(
        "MASSI",
        "mass",
        "Mass index",
        "high low",
        fastperiod=period(9, name="fast"),
        slowperiod=period(25, name="slow"),
    ),
    _ta("RVI", "relative_volatility", "Relative volatility", "close", timeperiod=period(14)),
    _ta("ADR", "average_range", "Average range", "high low", timeperiod=period(14)),
    _own(
        "ulcer",
        "Ulcer index",
        "close",
        "",
        lambda c, p: (formulas.ulcer(c[0], p["period"]),),
        "Martin and McCann, The Investor's Guide to Fidelity Funds, 1989",
        period(14),
    ),
    _own(
        "choppiness",
        "Choppiness index",
        HLC,
        "",
        lambda c, p: (formulas.choppiness(c[0], c[1], c[2], p["period"]),),
        "Dreiss 1993",
        period(14),
    ),
    _own(
        "historical_volatility",
        "Volatility of returns, %",
        "close",
        "",
        lambda c, p: (formulas.historical(c[0], p["period"]),),
        "Deviation of log returns, per candle",
        period(20),
    ),
    _own(
        "parkinson",
        "Parkinson volatility, %",
        "high low",
        "",
        lambda c, p: (formulas.parkinson(c[0], c[1], p["period"]),),
        "Parkinson, Journal of Business 53:1, 1980; per candle",
        period(20),
    ),
    _own(
        "garman_klass",
        "Garman-Klass volatility, %",
        "open high low close",
        "",
        lambda c, p: (formulas.garman_klass(c[0], c[1], c[2], c[3], p["period"]),),
        "Garman and Klass, Journal of Business 53:1, 1980; per candle",
        period(20),
    ),
)
