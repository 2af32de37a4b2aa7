"""Trades by what they have in common, also by what only the market and the signals can tell."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from analytics.regimes import REGIMES, entry_regimes
from analytics.tags import entry_tags, mixed
from analytics.trades import KEYS, WEEKDAYS, trade_statistics
from core.events import PositionClosed
from core.ports.results import NOTHING_AROUND, Around
from core.statistics import TradeStatistics

Label = Callable[[Sequence[PositionClosed], Around], list[str]]


def _tags(closed: Sequence[PositionClosed], around: Around) -> list[str]:
    return entry_tags(closed, around.signals, from_ns=around.signals_from_ns)


def _mixed(closed: Sequence[PositionClosed], around: Around) -> list[str]:
    return mixed(closed, _tags(closed, around))


def _regimes(closed: Sequence[PositionClosed], around: Around) -> list[str]:
    return entry_regimes(closed, around.bars)


LABELS: Mapping[str, Label] = {"tag": _tags, "mix": _mixed, "regime": _regimes}
GROUPINGS = (*KEYS, *LABELS)
_ORDERS: Mapping[str, Sequence[str]] = {"weekday": WEEKDAYS, "regime": REGIMES}


def labels(closed: Sequence[PositionClosed], by: str, around: Around = NOTHING_AROUND) -> list[str]:
    """What each trade is called under one of GROUPINGS; raises KeyError for another."""
    if by in LABELS:
        return LABELS[by](closed, around)
    return [KEYS[by](trade) for trade in closed]


def grouped_around(
    closed: Sequence[PositionClosed], by: str, around: Around = NOTHING_AROUND
) -> dict[str, TradeStatistics]:
    """Statistics by one of GROUPINGS, in the names' own order; raises KeyError for another."""
    groups: dict[str, list[PositionClosed]] = {}
    for trade, name in zip(closed, labels(closed, by, around), strict=True):
        groups.setdefault(name, []).append(trade)
    return {name: trade_statistics(groups[name]) for name in in_order(groups, by)}


def in_order(names: Iterable[str], by: str) -> list[str]:
    order = _ORDERS.get(by)
    return sorted(names) if order is None else sorted(names, key=order.index)
