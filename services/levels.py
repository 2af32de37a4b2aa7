"""Stops and targets as people type them, turned into distances from the entry. Pure."""

from decimal import Decimal

from core.errors import InputError
from core.trading import Limit, LimitUnit
from core.types import Side
from core.values import Frozen, replace
from services.amounts import Level, LevelUnit, within

LEAST_PCT, MOST_STOP_PCT, MOST_TARGET_PCT = Decimal("0.05"), Decimal(50), Decimal(500)
_GRAIN = Decimal("0.00000001")


class Ground(Frozen, frozen=True, kw_only=True):
    """What distances are measured from: the entry, and where the position would leave now (of a
    draft: the same). Without an entry only percents and money can be typed."""

    side: Side
    entry: Decimal | None = None
    now: Decimal | None = None


def stop_distance(level: Level, ground: Ground) -> Limit:
    """How far the stop lies from the entry; in profit it is negative."""
    if level.unit is LevelUnit.RISKS:
        raise InputError("R counts the stop itself: type a percent or a price", code="stop_in_r")
    return _distance(level, ground, way=-1, most=MOST_STOP_PCT, setting="stop_loss")


def target_distance(level: Level, stop: Limit | None, ground: Ground) -> Limit:
    """How far a target lies from the entry; `2r` is twice the stop's distance."""
    if level.unit is LevelUnit.RISKS:
        if stop is None or stop.value <= 0:
            raise InputError("R counts the stop: set SL first", code="r_without_stop")
        within("take_profit", level.value, Decimal("0.1"), Decimal(100), "R")
        return replace(stop, value=int(stop.value * level.value))
    return _distance(level, ground, way=1, most=MOST_TARGET_PCT, setting="take_profit")


def _distance(level: Level, ground: Ground, *, way: int, most: Decimal, setting: str) -> Limit:
    unit = _understood(level, ground, most)
    if unit is LevelUnit.PERCENT:
        return Limit.percent(within(setting, abs(level.value), LEAST_PCT, most, "%"))
    entry = _known(ground)
    if unit is LevelUnit.USD:
        low, high = (entry * pct / 100 for pct in (LEAST_PCT, most))
        return Limit.usd(within(setting, level.value, _fine(low), _fine(high), " USD"))
    return _from_price(level.value, ground, entry, way=way, most=most, setting=setting)


def _understood(level: Level, ground: Ground, most: Decimal) -> LevelUnit:
    """What a bare number means: a price where it is near the market, a percent where it can be
    none; where it could be both no guess is made."""
    if level.unit is not LevelUnit.BARE:
        return level.unit
    entry = ground.entry
    if entry is None or level.value <= 0:
        return LevelUnit.PERCENT
    is_near = entry / 2 <= level.value <= entry * 2
    if not is_near:
        return LevelUnit.PERCENT if level.value <= most else LevelUnit.PRICE
    if level.value <= min(most, MOST_STOP_PCT):
        shown = f"{level.value:f}"
        raise InputError(f"Type {shown}% or @{shown}", code="ambiguous_level", value=shown)
    return LevelUnit.PRICE


def _known(ground: Ground) -> Decimal:
    if ground.entry is None:
        raise InputError("There is no price yet: type a percent", code="no_price_yet")
    return ground.entry


def _from_price(
    price: Decimal, ground: Ground, entry: Decimal, *, way: int, most: Decimal, setting: str
) -> Limit:
    """`way` 1: towards profit. The price must lie on that side of the market, and not too far."""
    sign = way * int(ground.side)
    now = ground.now if ground.now is not None else entry
    far = max(entry * (1 + sign * most / 100), _GRAIN)
    near = now * (1 + sign * LEAST_PCT / 100)
    low, high = sorted((_fine(far), _fine(near)))
    within(setting, price, _shown(low, entry), _shown(high, entry))
    return Limit(
        LimitUnit.USD, Limit.usd(_fine(abs(price - entry))).value * _sign(price, entry, sign)
    )


def _sign(price: Decimal, entry: Decimal, sign: int) -> int:
    return 1 if (price - entry) * sign >= 0 else -1


def _fine(value: Decimal) -> Decimal:
    return value.quantize(_GRAIN)


def _shown(value: Decimal, entry: Decimal) -> Decimal:
    """With as many digits as prices of this size are read with."""
    return value.quantize(Decimal("0.01")) if entry >= 1 else value
