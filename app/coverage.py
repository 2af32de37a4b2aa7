"""How much of what a test wants is recorded: its span, the candles in it, those before it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from backtest.plan import Plan
from core.errors import InputError
from core.types import SECOND_NS, InstrumentId, Source
from exchanges.replay import Recordings
from exchanges.replayed.bar_source import BarSource

Span = tuple[int, int]
END_OF_TIME_NS = 1 << 62


def refuse_empty(market: Recordings, names: list[InstrumentId], span: Span) -> None:
    """Raises InputError for an instrument of which no recorded candle lies in the span."""
    for source in _sources(market, names):
        if _last_ns(source, span[1]) <= span[0] or source.starts_ns >= span[1]:
            first, last = _moment(source.starts_ns), _moment(_last_ns(source, END_OF_TIME_NS))
            raise InputError(
                f"No candle of {source.instrument.symbol} lies between --from and --to: its "
                f"recording goes from {first} to {last}",
                code="study_empty",
            )


def told_coverage(market: object, plan: Plan, warmed: int, needed: int) -> list[tuple[str, str]]:
    """What of the history was missing, for the result: gaps, and candles to warm up on."""
    rows = []
    if isinstance(market, Recordings):
        names = [held.id for held in plan.instruments]
        told = filter(None, (_gaps(each, plan) for each in _sources(market, names)))
        rows = [("Missing candles", text) for text in [", ".join(told)] if text]
    if warmed < needed:
        rows.append(("Warm-up", f"{warmed} of {needed} candles: it warmed up on the way"))
    return rows


def _gaps(source: BarSource, plan: Plan) -> str:
    frame_ns = source.timeframe.ns
    opens_ns, _, _ = source.columns(plan.start_ns, plan.end_ns, 0)
    wanted = (plan.end_ns - plan.start_ns) // frame_ns
    if len(opens_ns) >= wanted:
        return ""
    return f"{wanted - len(opens_ns)} of {wanted} of {source.instrument.symbol}"


def _sources(market: Recordings, names: list[InstrumentId]) -> Iterator[BarSource]:
    for name in names:
        if (source := market.bar_source(name)) is not None:
            yield source


def _last_ns(source: BarSource, end_ns: int) -> int:
    """When the last candle before an instant closed; 0 for none."""
    last = source.candles(source.timeframe, end_ns, 1, Source.LAST)
    return last[-1].at_ns if last else 0


def _moment(at_ns: int) -> str:
    return datetime.fromtimestamp(at_ns // SECOND_NS, UTC).strftime("%Y-%m-%d %H:%M")
