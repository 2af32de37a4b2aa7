"""SCALPING over columns."""

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from indicators.columns import Column
from indicators.table import Table
from strategies.frames.parts import Decision, Part, decided, graded, latched
from strategies.patience import patient
from strategies.scalping import FULL_PAY
from strategies.shared import BASIS_POINT

if TYPE_CHECKING:
    from strategies.scalping import ScalpingStrategy


def scalping_part(rules: "ScalpingStrategy", part: Part) -> Decision:
    table = Table.of(part)
    gap = table.ema(rules.fast) - table.ema(rules.slow)
    strength = table.rsi(rules.rsi_period)
    spread, imbalance = _book(rules, part)
    pays = _pays(rules, table.range_ema(rules.slow), part["close"], spread)
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
    wanted = np.where(is_known, is_long.astype(float) - is_short.astype(float), np.nan)
    way = table.stepped(patient, wanted, rules.max_hold, rules.cooldown)
    return decided(way > 0, way < 0, lambda: graded(pays, FULL_PAY))


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
