"""What made a trade: the reason of the signal it was opened on."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from core.events import PositionClosed, SignalReady
from core.types import Action, AgentId, InstrumentId, Side

BY_HAND = "by_hand"
NO_REASON = "no_reason"
_SIDES: Mapping[Action, Side] = {Action.BUY: Side.LONG, Action.SELL: Side.SHORT}

_Who = tuple[AgentId, InstrumentId, Side]
_Told = tuple[list[int], list[str]]


def entry_tags(
    closed: Iterable[PositionClosed], signals: Iterable[SignalReady], *, from_ns: int = 0
) -> list[str]:
    """The code of the first reason of the newest confirmed signal of the trade's agent,
    instrument and side at or before its opening; BY_HAND where there was none. Before `from_ns` it
    is not known which there were: such a trade is one of NO_REASON."""
    told: dict[_Who, _Told] = {}
    for signal in sorted(signals, key=lambda each: each.at_ns):
        if (side := _SIDES.get(signal.action)) is not None:
            times, tags = told.setdefault((signal.agent, signal.instrument, side), ([], []))
            times.append(signal.at_ns)
            tags.append(signal.reasons[0].code if signal.reasons else NO_REASON)
    return [_tag(trade, told, from_ns) for trade in closed]


def mixed(closed: Sequence[PositionClosed], tags: Sequence[str]) -> list[str]:
    """Why it was opened with why it was closed: `ema_above+TP`."""
    pairs = zip(closed, tags, strict=True)
    return [f"{tag}+{trade.result.reason.value}" for trade, tag in pairs]


def _tag(trade: PositionClosed, told: Mapping[_Who, _Told], from_ns: int) -> str:
    times, tags = told.get((trade.agent, trade.instrument, trade.result.side), ([], []))
    found = bisect_right(times, trade.result.opened_at_ns)
    if found:
        return tags[found - 1]
    return BY_HAND if trade.result.opened_at_ns >= from_ns else NO_REASON
