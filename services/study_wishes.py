"""What is to be studied of an agent, and over which stretch of its market."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from core.errors import InputError
from core.events import PositionClosed
from core.money import from_money
from core.parameters import Parameter, Value
from core.studies import Range, StudyKind, StudyWish
from core.types import DAY_NS, Timeframe
from core.values import replace
from services.seats import Seat

DAYS = (7, 30, 90)
USUAL_DAYS = 30
DRIFT_NS = 3 * DAY_NS
METHODS = ("grid", "random", "tpe")
GRID_VALUES, GRID_AXES = 5, 2
RANDOM_VALUES, RANDOM_AXES = 9, 6


def study_wish(
    seat: Seat,
    kind: StudyKind,
    arg: str,
    now_ns: int,
    parameters: Sequence[Parameter],
    detail: Timeframe | None = None,
) -> StudyWish:
    """Raises InputError for days or a method that are not offered, and for a strategy that has
    nothing to search."""
    agent = seat.agent
    held = next((each for each in seat.trading.instruments() if each.id == agent.instrument), None)
    if held is None:
        raise InputError(f"{agent.instrument} is not traded here", code="no_such_choice")
    days = _days(arg) if kind is StudyKind.BACKTEST else USUAL_DAYS
    frame_ns = agent.timeframe.ns
    end_ns = now_ns // frame_ns * frame_ns
    is_search = kind is StudyKind.SEARCH
    return StudyWish(
        kind=kind,
        strategy=agent.strategy,
        symbol=held.symbol,
        title=held.title,
        asset=held.settle,
        is_spot=held.is_spot,
        timeframe=agent.timeframe,
        start_ns=max(end_ns - days * DAY_NS, 0),
        end_ns=end_ns,
        balance=from_money(agent.slice, seat.trading.account.asset),
        leverage=agent.leverage,
        risk=agent.risk,
        agent=agent.id,
        parameters=dict(agent.parameters),
        method=_method(arg) if is_search else "",
        ranges=ranges_of(parameters, agent.parameters, arg) if is_search else (),
        detail=detail,
    )


def drift_start_ns(seat: Seat, now_ns: int) -> int:
    """From when the agent was started, not longer ago than a few days."""
    agent = seat.agent
    start_ns = max(now_ns - DRIFT_NS, agent.state_since_ns)
    return start_ns // agent.timeframe.ns * agent.timeframe.ns


def with_lived(wish: StudyWish, closed: Sequence[PositionClosed]) -> StudyWish:
    """A drift's wish with what its agent opened and closed in those days. Raises InputError where
    that is nothing."""
    lived = tuple(
        trade
        for trade in closed
        if trade.agent == wish.agent
        and wish.start_ns <= trade.result.opened_at_ns
        and trade.result.closed_at_ns <= wish.end_ns
    )
    if not lived:
        raise InputError("It has closed no trade since it was started", code="study_no_trades")
    return replace(wish, lived=lived)


def can_search(parameters: Sequence[Parameter]) -> bool:
    return any(_is_bounded(each) for each in parameters)


def ranges_of(
    parameters: Sequence[Parameter], values: Mapping[str, Value], method: str
) -> tuple[Range, ...]:
    """From half to twice what a parameter is now, within its bounds: the first two of a grid, so
    that they can be drawn, more of them by chance."""
    is_grid = method == "grid"
    most, count = (GRID_AXES, GRID_VALUES) if is_grid else (RANDOM_AXES, RANDOM_VALUES)
    bounded = [each for each in parameters if _is_bounded(each)][:most]
    found = tuple(_range(each, values.get(each.name, each.default), count) for each in bounded)
    if not found:
        raise InputError("It has no parameter with bounds", code="study_no_ranges")
    return found


def _range(parameter: Parameter, value: Value, count: int) -> Range:
    low, high = float(parameter.low or 0), float(parameter.high or 0)
    now = float(value)
    first = max(now / 2, low) if now > 0 else low
    last = min(now * 2, high) if now > 0 else high
    steps = [Decimal(str(first + (last - first) * n / (count - 1))) for n in range(count)]
    is_whole = isinstance(parameter.default, int)
    tried = {float(round(step)) if is_whole else float(round(step, 6)) for step in steps}
    tried.add(now)
    return Range(parameter.name, tuple(sorted(each for each in tried if low <= each <= high)))


def _is_bounded(parameter: Parameter) -> bool:
    is_number = isinstance(parameter.default, int | float) and not isinstance(
        parameter.default, bool
    )
    return is_number and parameter.low is not None and parameter.high is not None


def _days(arg: str) -> int:
    if not arg.isdecimal() or int(arg) not in DAYS:
        raise InputError("Tests go back 7, 30 or 90 days", code="unknown_choice")
    return int(arg)


def _method(arg: str) -> str:
    if arg not in METHODS:
        raise InputError("A search is grid, random or tpe", code="unknown_choice")
    return arg
