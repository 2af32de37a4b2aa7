"""The engine's arithmetic: what triggers, how big, what it costs.

Every function takes and returns ints and bools only, so that the very same source is compiled
for the fast path. Prices are ticks, sizes steps, money the settle asset's unit, shares millionths
(ppm), marks 10^-8 of the quote asset; `side` is +1 for LONG and -1 for SHORT; `unit` is the money
of one tick on one step.
"""

PPM = 1_000_000


def up(value: int, by: int) -> int:
    """Division rounded up; `by` is positive."""
    return -(-value // by)


def over(value: int, times: int, by: int) -> int:
    """`value * times / by`, rounded down. The one product that may pass 64 bits: where integers
    have a width, it is done in parts."""
    return value * times // by


def is_adverse(side: int, below: int, above: int, level: int) -> bool:
    """Has the price reached a level on the losing side? `below` and `above` are the price rounded
    up and down to ticks: a mark is `<= T` iff its ceiling is, and `>= T` iff its floor is."""
    return below <= level if side > 0 else above >= level


def is_favourable(side: int, below: int, above: int, level: int) -> bool:
    """Has the price reached a level on the winning side?"""
    return above >= level if side > 0 else below <= level


def level_by_share(way: int, cost: int, qty: int, ppm: int) -> int:
    """The tick `ppm` above (`way` +1) or below (-1) the entry, rounded towards the entry, so that
    neither a loss nor a gain is bigger than asked. The entry is cost / qty."""
    exact, by = cost * (PPM + way * ppm), qty * PPM
    return exact // by if way > 0 else up(exact, by)


def level_by_distance(way: int, cost: int, qty: int, distance: int, tick: int) -> int:
    """The same for a distance in quote money; `distance` and `tick` in 10^-8 quote."""
    exact, by = cost * tick + way * distance * qty, qty * tick
    return exact // by if way > 0 else up(exact, by)


def max_loss_level(
    side: int, cost: int, qty: int, unit: int, booked: int, max_loss: int, fee_ppm: int
) -> int:
    """The tick at which closing all would bring the position's result to -max_loss.

    `booked` is what is booked of it already: gross + funding - fees. The exit fee is counted;
    rounded towards the entry.
    """
    by = qty * unit * (PPM - side * fee_ppm)
    if side > 0:
        return -over(booked + max_loss - cost * unit, PPM, by)
    return over(cost * unit + booked + max_loss, PPM, by)


def liquidation_mark(
    side: int, cost: int, qty: int, unit: int, margin: int, mmr_ppm: int, cum: int, tick: int
) -> int:
    """The mark (10^-8) at which an isolated one-way position is liquidated; 0 when it cannot be.

    LP = (WB + cum - side*Q*EP) / (Q*(MMR - side)), Binance's formula for isolated margin.
    """
    by = qty * unit * (PPM - side * mmr_ppm) * side
    exact = over(side * cost * unit - margin - cum, PPM * tick, by)
    return exact if exact > 0 else 0


def fee(notional: int, fee_ppm: int) -> int:
    """What a fill owes, rounded up to one unit."""
    return up(notional * fee_ppm, PPM)


def margin(cost: int, unit: int, leverage: int) -> int:
    """What a position reserves."""
    return up(cost * unit, leverage)


def part_of_cost(cost: int, part: int, qty: int) -> int:
    """Cost taken along by closing `part` of `qty`; the rest stays with the rest."""
    return over(cost, part, qty)


def size(risk: int, entry: int, stop: int, unit: int, fee_ppm: int, spread: int) -> int:
    """Steps whose loss at the stop, with the exit fee and half the spread, is within `risk`."""
    distance = entry - stop if entry > stop else stop - entry
    per_step = 2 * PPM * distance * unit + 2 * stop * unit * fee_ppm + PPM * spread * unit
    return risk * 2 * PPM // per_step


def loss_at_stop(entry: int, stop: int, qty: int, unit: int, fee_ppm: int) -> int:
    """Money lost when a position entered at `entry` leaves at `stop`, both fees counted."""
    distance = entry - stop if entry > stop else stop - entry
    return distance * qty * unit + fee((entry + stop) * qty * unit, fee_ppm)


def break_even(side: int, cost: int, qty: int, unit: int, booked: int, fee_ppm: int) -> int:
    """The tick at which closing leaves nothing lost, the exit fee paid: rounded to the gain."""
    by = qty * unit * (PPM - side * fee_ppm)
    if side > 0:
        return -over(booked - cost * unit, PPM, by)
    return over(cost * unit + booked, PPM, by)


def funding(notional: int, rate: int, side: int) -> int:
    """Funding a position receives (negative: pays); `rate` in 10^-8, positive means longs pay.
    What is owed rounds up, what is due rounds down: both towards minus infinity."""
    return over(-side * notional, rate, 100_000_000)
