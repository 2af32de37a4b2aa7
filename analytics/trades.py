"""Closed round trips in numbers: the same for a backtest, for paper and for live."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from core.events import PositionClosed
from core.statistics import EquityPoint, TradeStatistics
from core.sums import TradeSums, sums_of
from core.types import SECOND_NS

ZERO = Decimal(0)
SQN_TRADES = 100
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def trade_statistics(closed: Iterable[PositionClosed]) -> TradeStatistics:
    """Statistics of trades in the order they closed."""
    return statistics_of(sums_of(record.result for record in closed))


def statistics_of(sums: TradeSums) -> TradeStatistics:
    """The same of trades that were added up before."""
    average_win, average_loss = _mean(sums.won, sums.wins), _mean(sums.lost, sums.losses)
    return TradeStatistics(
        trades=sums.trades,
        wins=sums.wins,
        net=sums.net,
        gross=sums.gross,
        fees=sums.fees,
        funding=sums.funding,
        win_rate=sums.wins / sums.trades if sums.trades else None,
        profit_factor=_ratio(sums.won, -sums.lost),
        expectancy=_mean(sums.net, sums.trades),
        average_win=average_win,
        average_loss=average_loss,
        payoff=_ratio(average_win, None if average_loss is None else -average_loss),
        sqn=_quality(sums.multiples, sums.r, sums.r_squares),
        best=sums.best,
        worst=sums.worst,
        longest_wins=sums.longest_wins,
        longest_losses=sums.longest_losses,
        held_s=sums.held_us / 1e6 / sums.trades if sums.trades else None,
    )


def system_quality(multiples: Sequence[Decimal]) -> float | None:
    """Van Tharp's system quality number of R multiples; None below two, or without spread."""
    squares = sum((each * each for each in multiples), ZERO)
    return _quality(len(multiples), sum(multiples, ZERO), squares)


def _quality(count: int, total: Decimal, squares: Decimal) -> float | None:
    if count < 2:
        return None
    spread = (squares - total * total / count) / (count - 1)
    if spread <= 0:
        return None
    return float(min(count, SQN_TRADES) ** 0.5 * float(total / count) / float(spread) ** 0.5)


def realised_curve(closed: Sequence[PositionClosed], start: Decimal) -> list[EquityPoint]:
    """What the nets of trades, in the order they closed, make of `start`."""
    if not closed:
        return []
    value, curve = start, [EquityPoint(closed[0].result.opened_at_ns, float(start))]
    for trade in closed:
        value += trade.result.net
        curve.append(EquityPoint(trade.at_ns, float(value)))
    return curve


KEYS: Mapping[str, Callable[[PositionClosed], str]] = {
    "strategy": lambda trade: trade.strategy,
    "symbol": lambda trade: trade.title,
    "side": lambda trade: trade.result.side.name,
    "reason": lambda trade: trade.result.reason.value,
    "hour": lambda trade: f"{_opened(trade).hour:02d}",
    "weekday": lambda trade: WEEKDAYS[_opened(trade).weekday()],
}
"""By what trades can be grouped; hours and weekdays are those of opening, in UTC."""


def grouped(closed: Iterable[PositionClosed], by: str) -> dict[str, TradeStatistics]:
    """Statistics by a key of KEYS, in the key's order; raises KeyError for another."""
    key = KEYS[by]
    groups: dict[str, list[PositionClosed]] = {}
    for trade in closed:
        groups.setdefault(key(trade), []).append(trade)
    order = WEEKDAYS.index if by == "weekday" else str
    return {name: trade_statistics(groups[name]) for name in sorted(groups, key=order)}


def _opened(trade: PositionClosed) -> datetime:
    return datetime.fromtimestamp(trade.result.opened_at_ns // SECOND_NS, UTC)


def _mean(total: Decimal, count: int) -> Decimal | None:
    return total / count if count else None


def _ratio(part: Decimal | None, whole: Decimal | None) -> float | None:
    return None if part is None or not whole else float(part / whole)
