"""Bounds proven before a run: the largest size and wallet with which no product passes 2^62."""

from backtest.compiled.terms import Limit, Terms
from backtest.compiled.wide import MOST
from core.money import MARK_SCALE, PPM
from core.values import Frozen


class Extremes(Frozen, frozen=True):
    """Of a history: the highest price in ticks, and of its fundings the highest mark (10^-8) and
    rate; of an agent the targets of its ladder."""

    price: int
    mark: int = 0
    rate: int = 0
    excess: int = 0
    """By how much a maintenance tier deducts more than the least notional it is for: then its
    deduction is below the notional and this together."""
    targets: tuple[Limit, ...] = ()


def bounded(terms: Terms, found: Extremes) -> Terms:
    """The terms with `most_qty` and `most_money`; a size of 0 means nothing fits."""
    return terms._replace(most_qty=_most_qty(terms, found), most_money=_most_money(terms))


def _most_money(terms: Terms) -> int:
    """Equity whose shares, and whose risk in the sizing rule, still fit."""
    shares = [limit.value for limit in limits_of(terms) if limit.is_on and limit.is_share]
    most = min(MOST // 4, MOST // 2 * PPM // max(*shares, PPM, 1))
    if terms.risk.is_share:
        return min(most, MOST // (2 * max(terms.risk.value, 1)))
    return most if abs(terms.risk.value) * 2 * PPM < MOST else 0


def _most_qty(terms: Terms, found: Extremes) -> int:
    """Every product that holds a size is a multiple of it; so much of one step is allowed."""
    price = found.price * (PPM + terms.half_spread + terms.slippage) // PPM + 1
    far = (terms.stop_loss, terms.target, terms.start, *found.targets)
    level = price + max(_distance(terms, each, price) for each in far)
    level += _distance(terms, terms.distance, level)
    ppm, mark = 2 * PPM, max(level * terms.tick, found.mark)
    value = mark * terms.mark_num // terms.mark_den + 1
    per_step = (
        level * max(ppm, *(_share(each) + PPM for each in (*far, terms.distance))),
        level * terms.tick * 2 + max(0, *(each.value for each in (*far, terms.distance))),
        (price + level) * terms.unit * max(terms.taker_fee, terms.liquidation_fee, 2),
        mark * terms.mark_num * 2,
        value * (found.rate // MARK_SCALE + 1),
        terms.unit * ppm,
        (4 * level * terms.unit + found.excess) * terms.tick // terms.unit + 1,
    )
    alone = (
        found.price * (PPM + terms.half_spread + terms.slippage),
        2 * PPM * level * terms.unit + 2 * level * terms.unit * terms.taker_fee,
        PPM * terms.tick,
        terms.max_qty,
        terms.min_notional,
    )
    if any(value >= MOST for value in alone):
        return 0
    return min(MOST // value for value in per_step)


def limits_of(terms: Terms) -> tuple[Limit, ...]:
    return (
        terms.risk,
        terms.max_loss,
        terms.daily_loss,
        terms.drawdown,
        terms.max_reserved,
    )


def _share(limit: Limit) -> int:
    return abs(limit.value) if limit.is_on and limit.is_share else 0


def _distance(terms: Terms, limit: Limit, price: int) -> int:
    """How many ticks away a level may lie."""
    if not limit.is_on:
        return 0
    if limit.is_share:
        return price * abs(limit.value) // PPM + 1
    return abs(limit.value) // terms.tick + 1
