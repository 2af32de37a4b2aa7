"""Products wider than an integer of the machine, in steps that each fit one."""

MOST = 1 << 62
"""No value, and no sum of two, passes it."""


def over(value: int, times: int, by: int) -> int:
    """`value * times / by`, rounded down, as `engine.rules.over`; every argument is within MOST,
    and so is the answer."""
    is_negative = (value < 0) != (times < 0)
    is_negative = is_negative != (by < 0)
    value, times, by = abs(value), abs(times), abs(by)
    rest = value % by
    whole = value // by * times
    if times == 0 or rest <= MOST // times:
        product = rest * times
        whole += product // by
        left = product % by
    else:
        more, left = _long(rest, times, by)
        whole += more
    if is_negative:
        return -whole - 1 if left else -whole
    return whole


def _long(rest: int, times: int, by: int) -> tuple[int, int]:
    """Quotient and remainder of `rest * times / by`, bit by bit; `rest` is below `by`."""
    whole = left = 0
    for place in range(62):
        whole, left = whole * 2, left * 2
        if left >= by:
            whole, left = whole + 1, left - by
        if times >> (61 - place) & 1:
            left += rest
            if left >= by:
                whole, left = whole + 1, left - by
    return whole, left
