"""Where a market goes: averages, lines that follow the price, and how directed it is."""

from functools import partial

from indicators import vectorised
from indicators.base import Category
from indicators.builtin.formulas import trend as formulas
from indicators.builtin.made import factor, over_talib, own, period

_ta = partial(over_talib, Category.TREND)
_own = partial(own, Category.TREND)
HLC = "high low close"

INDICATORS = (
    _ta("SMA", "sma", "Simple moving average", "close", timeperiod=period(20)),
    _ta("EMA", "ema", "Exponential moving average", "close", timeperiod=period(20)),
    _ta("WMA", "wma", "Weighted moving average", "close", timeperiod=period(20)),
    _ta("RMA", "rma", "Wilder's moving average", "close", timeperiod=period(14)),
    _ta("DEMA", "dema", "Double exponential average", "close", timeperiod=period(20)),
    _ta("TEMA", "tema", "Triple exponential average", "close", timeperiod=period(20)),
    _ta("TRIMA", "trima", "Triangular average", "close", timeperiod=period(20)),
    _ta("KAMA", "kama", "Kaufman's adaptive average", "close", timeperiod=period(10)),
    _ta("HMA", "hma", "Hull moving average", "close", timeperiod=period(20, low=4)),
    _ta("ZLEMA", "zlema", "Zero-lag exponential average", "close", timeperiod=period(20, low=3)),
    _ta(
        "T3",
        "t3",
        "Tillson's T3",
        "close",
        timeperiod=period(5),
        vfactor=factor(0.7, 0, 1, name="volume_factor"),
    ),
    _ta("VWMA", "vwma", "Volume weighted average", "close volume", timeperiod=period(20)),
    _ta(
        "MAMA",
        "mama",
        "Ehlers' adaptive average",
        "close",
        "mama fama",
        fastlimit=factor(0.5, 0.01, 0.99, name="fast_limit"),
        slowlimit=factor(0.05, 0.01, 0.99, name="slow_limit"),
    ),
    _ta("MIDPOINT", "midpoint", "Middle of the closes", "close", timeperiod=period(14)),
    _ta("MIDPRICE", "midprice", "Middle of the range", "high low", timeperiod=period(14)),
    _ta("HT_TRENDLINE", "ht_trendline", "Hilbert trendline", "close"),
    _ta(
        "SAR",
        "sar",
        "Parabolic SAR",
        "high low",
        acceleration=factor(0.02, 0.001, 0.5, name="acceleration"),
        maximum=factor(0.2, 0.01, 1, name="maximum"),
    ),
    _ta(
        "SUPERTREND",
        "supertrend",
        "Supertrend",
        HLC,
        "line way",
        timeperiod=period(10),
        multiplier=factor(3.0, 0.5, 10, name="multiplier"),
    ),
    _ta("AROON", "aroon", "Aroon", "high low", "down up", timeperiod=period(14)),
    _ta("AROONOSC", "aroon_oscillator", "Aroon oscillator", "high low", timeperiod=period(14)),
    _ta("ADX", "adx", "Average directional index", HLC, timeperiod=period(14)),
    _ta("ADXR", "adxr", "Directional index rating", HLC, timeperiod=period(14)),
    _ta("DX", "dx", "Directional index", HLC, timeperiod=period(14)),
    _ta("PLUS_DI", "plus_di", "Plus direction", HLC, timeperiod=period(14)),
    _ta("MINUS_DI", "minus_di", "Minus direction", HLC, timeperiod=period(14)),
    _ta("VORTEX", "vortex", "Vortex", HLC, "plus minus", timeperiod=period(14)),
    _ta("VHF", "vhf", "Vertical horizontal filter", "close", timeperiod=period(28)),
    _own(
        "slope",
        "Slope of the closes",
        "close",
        "",
        lambda c, p: (vectorised.slope(c[0], p["period"]),),
        "Mean change per candle",
        period(3, low=1),
    ),
    _own(
        "ichimoku",
        "Ichimoku",
        "high low",
        "conversion base span_a span_b",
        lambda c, p: formulas.ichimoku(c[0], c[1], p["conversion"], p["base"], p["span"]),
        "Hosoda 1968; the spans as drawn today, the lagging one left out: it looks ahead",
        period(9, name="conversion"),
        period(26, name="base"),
        period(52, name="span"),
    ),
    _own(
        "alligator",
        "Alligator",
        "high low",
        "jaw teeth lips",
        lambda c, _: formulas.alligator(c[0], c[1]),
        "Williams, Trading Chaos, 1995",
    ),
    _own(
        "chandelier",
        "Chandelier exit",
        HLC,
        "long short",
        lambda c, p: formulas.chandelier(c[0], c[1], c[2], p["period"], p["multiplier"]),
        "LeBeau, in Elder, Come Into My Trading Room, 2002",
        period(22),
        factor(3.0, 0.5, 10, name="multiplier"),
    ),
)
