"""Prices made of prices."""

from functools import partial

from indicators.base import Category
from indicators.builtin.made import over_talib

_ta = partial(over_talib, Category.PRICE)

INDICATORS = (
    _ta("TYPPRICE", "typical_price", "Typical price", "high low close"),
    _ta("MEDPRICE", "median_price", "Median price", "high low"),
    _ta("WCLPRICE", "weighted_close", "Weighted close", "high low close"),
    _ta("AVGPRICE", "average_price", "Average price", "open high low close"),
    _ta("HA", "heikin_ashi", "Heikin-Ashi", "open high low close", "open high low close"),
)
