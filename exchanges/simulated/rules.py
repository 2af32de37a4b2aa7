"""The fills' arithmetic: what crosses, what triggers, at what price, how much, for what fee.

Every function takes and returns ints and bools only, so that the very same source is compiled
for the fast path. Prices are ticks, sizes steps, money the settle asset's unit, shares millionths
(ppm), marks 10^-8 of the quote asset; `side` is the order's: +1 for BUY and -1 for SELL.
"""

PPM = 1_000_000
LOW_32 = 0xFFFFFFFF


def up(value: int, by: int) -> int:
    """Division rounded up; `by` is positive."""
    return -(-value // by)


# --- prices --------------------------------------------------------------------------------------


def crosses(side: int, limit: int, price: int) -> bool:
    """Would an order with this limit trade at a price of the other side?"""
    return (limit - price) * side >= 0


def is_beyond(side: int, limit: int, price: int) -> bool:
    """Is a price strictly worse for the market than a resting limit: has it gone through?"""
    return (limit - price) * side > 0


def slip(side: int, price: int, best: int) -> int:
    """How much worse a price is than the best one, in ticks."""
    return (price - best) * side


def worsened(side: int, price: int, ppm: int) -> int:
    """A price `ppm` against the taker, rounded against the taker; never below one tick."""
    if side > 0:
        return up(price * (PPM + ppm), PPM)
    worse = price * (PPM - ppm) // PPM
    return worse if worse > 1 else 1


def impact_gap(best: int, ppm: int) -> int:
    """Ticks between the levels assumed behind a quote without depth: `ppm` of its price, at
    least one tick."""
    gap = up(best * ppm, PPM)
    return gap if gap > 1 else 1


# --- triggers ------------------------------------------------------------------------------------


def triggers_falling(side: int, is_stop: bool) -> bool:
    """Does the order wait for a price at or under its trigger? A selling stop and a buying
    take-profit do."""
    return (side < 0) == is_stop


def is_triggered(is_falling: bool, trigger: int, price: int) -> bool:
    return price <= trigger if is_falling else price >= trigger


def mark_ticks(is_falling: bool, mark: int, tick_e8: int) -> int:
    """A mark in the ticks that compare exactly: `mark <= T` iff `ceil(mark / tick) <= T`, and
    `mark >= T` iff `floor(mark / tick) >= T`."""
    return up(mark, tick_e8) if is_falling else mark // tick_e8


# --- sizes ---------------------------------------------------------------------------------------


def left_at_level(displayed: int, seen: int, eaten: int) -> int:
    """What a level still offers: what was eaten of it stays eaten until its displayed size is
    another than the one it was eaten at."""
    return displayed - eaten if displayed == seen else displayed


def queue_fill(left: int, ahead: int, traded: int, spent: int) -> int:
    """What a print at its own price fills of a resting order: what reaches past the queue ahead,
    less what other orders of ours took of the print."""
    reached = traded - ahead - spent
    if reached <= 0:
        return 0
    return left if left < reached else reached


def queue_left(ahead: int, traded: int) -> int:
    """The queue still ahead after a print at the price."""
    return ahead - traded if ahead > traded else 0


def part(qty: int, ppm: int) -> int:
    """`ppm` of a size, rounded down."""
    return qty * ppm // PPM


# --- money and time ------------------------------------------------------------------------------


def fee(amount: int, fee_ppm: int) -> int:
    """What a fill owes, rounded up to one unit."""
    return up(amount * fee_ppm, PPM)


def scrambled(value: int) -> int:
    """32 bits well mixed; no product passes 2^60."""
    value = ((value >> 16) ^ value) * 0x45D9F3B & LOW_32
    value = ((value >> 16) ^ value) * 0x45D9F3B & LOW_32
    return (value >> 16) ^ value


def jitter(seed: int, key: int, below: int) -> int:
    """A draw of 0..below-1 that depends on (seed, key) alone; 0 when `below` is 0."""
    if below <= 0:
        return 0
    return scrambled(scrambled(seed & LOW_32) ^ (key & LOW_32)) % below
