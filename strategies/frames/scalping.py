"""SCALPING over columns; how long a signal stands is stepped, it has no other form."""

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from indicators.columns import Column
from indicators.vectorised import ema, range_ema, rsi
from strategies.frames.parts import Decision, Part, decided, graded, latched
from strategies.scalping import FULL_PAY
from strategies.shared import BASIS_POINT, Patience

if TYPE_CHECKING:
    from strategies.scalping import ScalpingStrategy


def scalping_part(rules: "ScalpingStrategy", part: Part) -> Decision:
    close = part["close"]
    gap = ema(close, rules.fast) - ema(close, rules.slow)
    strength = rsi(close, rules.rsi_period)
    spread, imbalance = _book(rules, part)
    pays = _pays(rules, range_ema(part["high"], part["low"], close, rules.slow), close, spread)
    may = (pays >= rules.edge) & (spread <= rules.max_spread_bp)
    is_bid = may & ~(imbalance < rules.min_imbalance)
    is_asked = may & ~(-imbalance < rules.min_imbalance)
    high, is_known = 100.0 - rules.dip, ~np.isnan(strength)
    is_long = latched(
        is_bid & (gap > 0.0) & (strength <= rules.dip),
        is_known & ((gap <= 0.0) | (strength >= high)),
    )
    is_short = latched(
        is_asked & (gap < 0.0) & (strength >= high),
        is_known & ((gap >= 0.0) | (strength <= rules.dip)),
    )
    way = _patient(rules, is_long.astype(int) - is_short.astype(int), is_known)
    return decided(way > 0, way < 0, graded(pays, FULL_PAY))


def _book(rules: "ScalpingStrategy", part: Part) -> tuple[Column, Column]:
    """Spread and imbalance where the frame tells them; the imbalance is NaN where it does not."""
    unknown = np.full(len(part["close"]), np.nan)
    spread = part.get("spread_bp", unknown)
    return np.where(np.isnan(spread), rules.max_spread_bp, spread), part.get("imbalance", unknown)


def _pays(rules: "ScalpingStrategy", span: Column, close: Column, spread: Column) -> Column:
    """`ScalpingStrategy.pays` of each row."""
    costs = 2.0 * rules.fee_bp + spread
    is_some = (close > 0.0) & (costs > 0.0)
    price, cost = np.where(is_some, close, 1.0), np.where(is_some, costs, 1.0)
    return np.where(is_some, span * sqrt(rules.max_hold) / price / BASIS_POINT / cost, 0.0)


def _patient(rules: "ScalpingStrategy", wanted: np.ndarray, is_known: np.ndarray) -> np.ndarray:
    patience, ways = Patience(rules.max_hold, rules.cooldown), np.zeros(len(wanted), dtype=int)
    for row in np.flatnonzero(is_known).tolist():
        ways[row] = patience.step(int(wanted[row]))
    return ways
