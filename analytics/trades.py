"""Closed round trips in numbers: the same for a backtest, for paper and for live."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from statistics import fmean, stdev

from core.events import PositionClosed
from core.statistics import TradeStatistics
from core.types import SECOND_NS

ZERO = Decimal(0)
SQN_TRADES = 100
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def trade_statistics(closed: Iterable[PositionClosed]) -> TradeStatistics:
    """Statistics of trades in the order they closed."""
    results = [record.result for record in closed]
    nets = [result.net for result in results]
    wins, losses = [net for net in nets if net > 0], [net for net in nets if net < 0]
    average_win, average_loss = _mean(wins), _mean(losses)
    return TradeStatistics(
        trades=len(nets),
        wins=len(wins),
        net=sum(nets, ZERO),
        gross=sum((result.gross for result in results), ZERO),
        fees=sum((result.fees for result in results), ZERO),
        funding=sum((result.funding for result in results), ZERO),
        win_rate=len(wins) / len(nets) if nets else None,
        profit_factor=_ratio(sum(wins, ZERO), -sum(losses, ZERO)),
        expectancy=_mean(nets),
        average_win=average_win,
        average_loss=average_loss,
        payoff=_ratio(average_win, None if average_loss is None else -average_loss),
        sqn=system_quality([float(result.r) for result in results if result.r is not None]),
        best=max(nets, default=None),
        worst=min(nets, default=None),
        longest_wins=_longest(net > 0 for net in nets),
        longest_losses=_longest(net < 0 for net in nets),
        held_s=_held(result.closed_at_ns - result.opened_at_ns for result in results),
    )


def system_quality(multiples: Sequence[float]) -> float | None:
    """Van Tharp's system quality number of R multiples; None below two, or without spread."""
    if len(multiples) < 2 or not (spread := stdev(multiples)):
        return None
    return float(min(len(multiples), SQN_TRADES) ** 0.5 * fmean(multiples) / spread)


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


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, ZERO) / len(values) if values else None


def _ratio(part: Decimal | None, whole: Decimal | None) -> float | None:
    return None if part is None or not whole else float(part / whole)


def _longest(hits: Iterable[bool]) -> int:
    best = run = 0
    for hit in hits:
        run = run + 1 if hit else 0
        best = max(best, run)
    return best


def _held(spans_ns: Iterable[int]) -> float | None:
    spans = [span / SECOND_NS for span in spans_ns]
    return fmean(spans) if spans else None
