"""Bars of the candle grade that change prices and nothing else: settled without their path.

The path of a bar visits its low and its high, and equity is monotonic in the price, so the two
extremes say whether any of its points could have reached a level or moved the guard to act.
"""

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
