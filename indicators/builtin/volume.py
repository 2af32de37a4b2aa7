"""What volume says of a move."""

from functools import partial

from indicators import vectorised
from indicators.base import Category
from indicators.builtin.formulas import volume as formulas
from indicators.builtin.made import over_talib, own, period

_ta = partial(over_talib, Category.VOLUME)
_own = partial(own, Category.VOLUME)
HLCV, CV = "high low close volume", "close volume"
FAST, SLOW = period(12, name="fast"), period(26, name="slow")

INDICATORS = (
    _ta("OBV", "obv", "On balance volume", CV),
    _ta("AD", "accumulation", "Accumulation and distribution", HLCV),
    _ta(
        "ADOSC",
        "chaikin_oscillator",
        "Chaikin oscillator",
        HLCV,
        fastperiod=period(3, name="fast"),
        slowperiod=period(10, name="slow"),
    ),
    _ta("MFI", "mfi", "Money flow index", HLCV, timeperiod=period(14)),
    _ta("CMF", "cmf", "Chaikin money flow", HLCV, timeperiod=period(20)),
    _ta("EFI", "force", "Elder's force", CV, timeperiod=period(13)),
    _ta(
        "PVO",
        "volume_oscillator",
        "Volume oscillator, %",
        "volume",
        fastperiod=FAST,
        slowperiod=SLOW,
    ),
    _ta("PVT", "price_volume_trend", "Price volume trend", CV),
    _ta("NVI", "negative_volume", "Negative volume index", CV),
    _ta("PVI", "positive_volume", "Positive volume index", CV),
    _ta("RVOL", "relative_volume", "Relative volume", "volume", timeperiod=period(20)),
    _ta("MARKETFI", "facilitation", "Market facilitation", "high low volume"),
    _own(
        "vwap",
        "Volume weighted price",
        HLCV,
        "",
        lambda c, p: (formulas.vwap(c[0], c[1], c[2], c[3], p["period"]),),
        "Over a window, so that it does not depend on where a history begins",
        period(96),
    ),
    _own(
        "ease_of_movement",
        "Ease of movement",
        "high low volume",
        "",
        lambda c, p: (formulas.ease(c[0], c[1], c[2], p["period"]),),
        "Arms, Volume Cycles in the Stock Market, 1983",
        period(14),
    ),
    _own(
        "volume_zscore",
        "Unusual volume, deviations",
        "volume",
        "",
        lambda c, p: (vectorised.zscore(c[0], p["period"]),),
        "Deviations of the volume from its mean",
        period(20),
    ),
)
