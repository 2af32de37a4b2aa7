"""Bars of the candle grade that change prices and nothing else: settled without their path.

The path of a bar visits its low and its high, and equity is monotonic in the price, so the two
extremes say whether any of its points could have reached a level or moved the guard to act.
"""

from collections.abc import Sequence

from core.candles import extremes
from core.market import Candle
from engine.lanes import Lane
from engine.state import State


def settle(state: State, bar: Candle) -> bool:
    """Takes a bar as the points of its path would be taken, up to the last before it closes; False,
    and nothing is taken, when one of them might decide something."""
    lane = state.lanes[bar.instrument]
    last_ns = bar.at_ns - 1
    if state.halted is not None or state.unvalued or last_ns >= state.guardian.day_end_ns:
        return False
    if last_ns >= lane.due_ns or lane.trails:
        return False
    if _reaches(lane, bar) or (state.positions and not _is_guard_calm(state, lane, bar)):
        return False
    state.now_ns = max(state.now_ns, last_ns)
    lane.walked(bar.close, last_ns)
    state.marked(lane, bar.close * lane.instrument.tick_e8)
    return True


def settle_rest(state: State, bars: Sequence[Candle]) -> bool:
    """Takes what is left of bars of one length that opened together, their opens being taken, as
    their points would be in turn, the first of each before the second of any; False, and nothing
    is taken, when one of them might decide something."""
    last_ns = bars[0].at_ns - 1
    if state.halted is not None or state.unvalued or last_ns >= state.guardian.day_end_ns:
        return False
    lanes = [state.lanes[bar.instrument] for bar in bars]
    for lane, bar in zip(lanes, bars, strict=True):
        if last_ns >= lane.due_ns or lane.trails or _reaches(lane, bar):
            return False
    if state.positions and not _is_guard_calm_in_turn(state, lanes, bars):
        return False
    state.now_ns = max(state.now_ns, last_ns)
    for lane, bar in zip(lanes, bars, strict=True):
        lane.walked(bar.close, last_ns)
        state.marked(lane, bar.close * lane.instrument.tick_e8)
    return True


def _reaches(lane: Lane, bar: Candle) -> bool:
    """Does a level lie between low and high?"""
    tick = lane.instrument.tick_e8
    return (
        bar.low <= lane.lower
        or bar.high >= lane.upper
        or bar.low * tick <= lane.lower_mark
        or bar.high * tick >= lane.upper_mark
    )


def _is_guard_calm(state: State, lane: Lane, bar: Candle) -> bool:
    """Shows the guard the equity of both extremes, unless it would act on one of them."""
    rest, tick = state.equity - lane.unrealised, lane.instrument.tick_e8
    at_low, at_high = rest + lane.worth(bar.low * tick), rest + lane.worth(bar.high * tick)
    worst, best = (at_low, at_high) if at_low <= at_high else (at_high, at_low)
    return state.guardian.stays_calm(worst, best)


def _is_guard_calm_in_turn(state: State, lanes: Sequence[Lane], bars: Sequence[Candle]) -> bool:
    """Shows the guard the lowest and the highest equity that the points come to one by one, unless
    it would act on one of them."""
    equity = worst = best = state.equity
    held = [(lane, (*extremes(bar), bar.close)) for lane, bar in zip(lanes, bars, strict=True)]
    held = [(lane, prices) for lane, prices in held if lane.positions]
    worths = [lane.unrealised for lane, _ in held]
    for place in range(3):
        for number, (lane, prices) in enumerate(held):
            worth = lane.worth(prices[place] * lane.instrument.tick_e8)
            equity += worth - worths[number]
            worths[number] = worth
            worst, best = min(worst, equity), max(best, equity)
    return state.guardian.stays_calm(worst, best)
