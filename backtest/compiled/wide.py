"""Products wider than an integer of the machine: guessed in floats and made exact, or in steps that
each fit."""

MOST = 1 << 62
"""No value, and no sum of two, passes it."""
GUESSED = 2.0**112
"""Below it a quotient guessed in floats is so near that what is left of the product fits; both
halves of that difference may pass the machine's width, which does not harm it."""


def over(value: int, times: int, by: int) -> int:
    """`value * times / by`, rounded down, as `engine.rules.over`; every argument is within MOST,
    and so is the answer."""
    product = float(value) * float(times)
    if abs(product) < MOST:
        return value * times // by
    if abs(product) < GUESSED and abs(by) < MOST >> 2:
        guess = int(product / float(by))
        return guess + (value * times - guess * by) // by
    return _slow(value, times, by)


def _slow(value: int, times: int, by: int) -> int:
    """The same for what no guess comes near enough to."""
    is_negative = (value < 0) != (times < 0)
    is_negative = is_negative != (by < 0)
    value, times, by = abs(value), abs(times), abs(by)
    more, left = _long(value % by, times, by)
    whole = value // by * times + more
    if is_negative:
        return -whole - 1 if left else -whole
    return whole


def _long(rest: int, times: int, by: int) -> tuple[int, int]:
    """Quotient and remainder of `rest * times / by`, so many bits of `times` at once as `by` leaves
    room for; `rest` is below `by`."""
    bits = _room(by)
    place = (62 // bits + 1) * bits
    whole = left = 0
    while place > 0:
        place -= bits
        moved = left << bits
        product = moved % by + rest * (times >> place & (1 << bits) - 1)
        whole = (whole << bits) + moved // by + product // by
        left = product % by
    return whole, left


def _room(by: int) -> int:
    """The most bits that a number below `by` may be shifted by and still fit: at least one."""
    bits = 1
    while bits < 31 and by < MOST >> bits:
        bits += 1
    return bits
