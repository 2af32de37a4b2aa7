"""What statistics says of a window."""

from functools import partial

from indicators import vectorised
from indicators.base import Category
from indicators.builtin.formulas import statistics as formulas
from indicators.builtin.made import factor, over_talib, own, period

_ta = partial(over_talib, Category.STATISTICS)
_own = partial(own, Category.STATISTICS)

INDICATORS = (
    _own(
        "zscore",
        "Deviations from the mean",
        "close",
        "",
        lambda c, p: (vectorised.zscore(c[0], p["period"]),),
        "Standard score over the window",
        period(20),
    ),
    _ta("LINEARREG", "regression", "Linear regression", "close", timeperiod=period(14)),
    _ta(
        "LINEARREG_SLOPE", "regression_slope", "Slope of regression", "close", timeperiod=period(14)
    ),
    _ta(
        "LINEARREG_ANGLE", "regression_angle", "Angle of regression", "close", timeperiod=period(14)
    ),
    _ta(
        "LINEARREG_INTERCEPT",
        "regression_start",
        "Start of regression",
        "close",
        timeperiod=period(14),
    ),
    _ta("TSF", "time_series_forecast", "Regression one ahead", "close", timeperiod=period(14)),
    _ta("AVGDEV", "mean_deviation", "Mean deviation", "close", timeperiod=period(14)),
    _ta(
        "CORREL",
        "volume_correlation",
        "Price and volume together",
        "close volume",
        timeperiod=period(30),
    ),
    _ta("PERCENTRANK", "percent_rank", "Rank in the window, %", "close", timeperiod=period(100)),
    _ta(
        "PERCENTILE",
        "percentile",
        "Percentile",
        "close",
        timeperiod=period(30),
        percentile=factor(50.0, 0, 100, name="percent"),
    ),
    _own(
        "skewness",
        "Skewness of returns",
        "close",
        "",
        lambda c, p: (formulas.moment(c[0], p["period"], 3),),
        "Third standard moment",
        period(50, low=3),
    ),
    _own(
        "kurtosis",
        "Excess kurtosis of returns",
        "close",
        "",
        lambda c, p: (formulas.moment(c[0], p["period"], 4) - 3.0,),
        "Fourth standard moment less 3",
        period(50, low=4),
    ),
    _own(
        "autocorrelation",
        "Memory of returns",
        "close",
        "",
        lambda c, p: (formulas.autocorrelation(c[0], p["period"]),),
        "Correlation of returns with those before; above 0 moves go on, below they turn",
        period(50, low=4),
    ),
    _own(
        "log_return",
        "Log return, %",
        "close",
        "",
        lambda c, p: (formulas.log_return(c[0], p["over"]),),
        "Logarithm of the price over the price before",
        period(1, name="over", low=1),
    ),
)
