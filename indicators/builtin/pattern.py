"""Candle patterns: 100 where a bullish one ends, -100 where a bearish one does, 0 elsewhere."""

from indicators.base import Category
from indicators.builtin.made import over_talib

# TA-Lib's function, our name; the titles are the names in words.
PATTERNS = (
    ("CDL2CROWS", "two_crows"),
    ("CDL3BLACKCROWS", "three_black_crows"),
    ("CDL3INSIDE", "three_inside"),
    ("CDL3LINESTRIKE", "three_line_strike"),
    ("CDL3OUTSIDE", "three_outside"),
    ("CDL3STARSINSOUTH", "three_stars_in_the_south"),
    ("CDL3WHITESOLDIERS", "three_white_soldiers"),
    ("CDLABANDONEDBABY", "abandoned_baby"),
    ("CDLADVANCEBLOCK", "advance_block"),
    ("CDLBELTHOLD", "belt_hold"),
    ("CDLBREAKAWAY", "breakaway"),
    ("CDLCLOSINGMARUBOZU", "closing_marubozu"),
    ("CDLCOUNTERATTACK", "counterattack"),
    ("CDLDARKCLOUDCOVER", "dark_cloud_cover"),
    ("CDLDOJI", "doji"),
    ("CDLDOJISTAR", "doji_star"),
    ("CDLDRAGONFLYDOJI", "dragonfly_doji"),
    ("CDLENGULFING", "engulfing"),
    ("CDLEVENINGDOJISTAR", "evening_doji_star"),
    ("CDLEVENINGSTAR", "evening_star"),
    ("CDLGRAVESTONEDOJI", "gravestone_doji"),
    ("CDLHAMMER", "hammer"),
    ("CDLHANGINGMAN", "hanging_man"),
    ("CDLHARAMI", "harami"),
    ("CDLHARAMICROSS", "harami_cross"),
    ("CDLHIGHWAVE", "high_wave"),
    ("CDLHIKKAKE", "hikkake"),
    ("CDLHOMINGPIGEON", "homing_pigeon"),
    ("CDLINVERTEDHAMMER", "inverted_hammer"),
    ("CDLKICKING", "kicking"),
    ("CDLLADDERBOTTOM", "ladder_bottom"),
    ("CDLLONGLEGGEDDOJI", "long_legged_doji"),
    ("CDLMARUBOZU", "marubozu"),
    ("CDLMATCHINGLOW", "matching_low"),
    ("CDLMORNINGDOJISTAR", "morning_doji_star"),
    ("CDLMORNINGSTAR", "morning_star"),
    ("CDLPIERCING", "piercing"),
    ("CDLRISEFALL3METHODS", "three_methods"),
    ("CDLSHOOTINGSTAR", "shooting_star"),
    ("CDLSPINNINGTOP", "spinning_top"),
    ("CDLSTALLEDPATTERN", "stalled"),
    ("CDLTAKURI", "takuri"),
    ("CDLTASUKIGAP", "tasuki_gap"),
    ("CDLTRISTAR", "tristar"),
    ("CDLUNIQUE3RIVER", "unique_three_river"),
)

INDICATORS = tuple(
    over_talib(
        Category.PATTERN, function, name, name.replace("_", " ").capitalize(), "open high low close"
    )
    for function, name in PATTERNS
)
