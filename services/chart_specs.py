"""What is on each picture, from what was read for it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.events import PositionClosed
from core.instrument import Instrument
from core.market import Candle
from core.money import from_money
from core.pictures import (
    AllocationSpec,
    CandleSpec,
    CardSpec,
    Curve,
    EquitySpec,
    Frame,
    Layer,
    Share,
    Theme,
    Tone,
    Volume,
    Words,
)
from core.reports import Report
from core.trading import Agent
from core.types import Side
from core.views import MenuView
from services.chart_layers import bars_of
from services.chart_words import (
    amount,
    digits_of,
    duration,
    moment,
    percent,
    price,
    tone_of,
)
from services.seats import Seat

SQUARE, LOW = 1080, 720


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a picture is for."""

    seat: Seat
    words: Words
    theme: Theme

    def frame(
        self,
        title: str,
        subtitle: str = "",
        figure: str = "",
        tone: Tone = Tone.PLAIN,
        height: int = 900,
    ) -> Frame:
        return Frame(
            title=title,
            subtitle=subtitle,
            badge=self.words.of(f"mode.{self.seat.trading.mode.value}"),
            figure=figure,
            tone=tone,
            theme=self.theme,
            words=self.words,
            utc_offset_min=self.seat.user.utc_offset_min,
            height=height,
        )


def candle_spec(
    reader: Reader,
    held: Instrument,
    candles: Sequence[Candle],
    layers: Sequence[Layer],
    *,
    note: str = "",
    last: Decimal | None = None,
) -> CandleSpec | None:
    """None without a candle. The change is over what is shown."""
    if not candles:
        return None
    first, newest = held.price(candles[0].open), held.price(candles[-1].close)
    now = newest if last is None else last
    change = (now / first - 1) * 100 if first else Decimal(0)
    timeframe, span_ns = candles[0].timeframe, candles[-1].at_ns - candles[0].open_ns
    # Beside a note about a position the chart's own change would be read as the position's.
    told = (note,) if note else (percent(change), duration(span_ns, reader.words))
    title = f"{held.title} · {reader.words.of(f'tf.{timeframe.value}')}"
    subtitle = " · ".join(part for part in told if part)
    frame = reader.frame(title, subtitle, price(now, held), tone_of(change))
    return CandleSpec(
        frame=frame,
        bars=bars_of(candles, held),
        period_ns=timeframe.ns,
        digits=digits_of(held.tick),
        last=None if last is None else float(last),
        layers=(Volume(), *layers),
    )


def equity_spec(
    reader: Reader, days: int, closed: Sequence[PositionClosed], start: Decimal
) -> EquitySpec | None:
    """Realised: it moves where a trade closes. None without a trade."""
    if not closed:
        return None
    net = sum((trade.result.net for trade in closed), Decimal(0))
    share = net / start * 100 if start else Decimal(0)
    words = reader.words
    frame = reader.frame(
        f"{words.of('equity')} · {words.of(f'days.{days}')}",
        f"{words.of('trades')} {len(closed)} · {amount(net, is_signed=True)}",
        percent(share),
        tone_of(share),
    )
    return EquitySpec(frame=frame, curves=(_curve("", closed, start),))


def report_spec(reader: Reader, report: Report) -> EquitySpec | None:
    """None of a report without a curve."""
    if len(report.curve) < 2:
        return None
    made = f"{reader.words.of('trades')} {report.statistics.trades}"
    frame = reader.frame(
        f"{reader.words.of('equity')} · {report.title}",
        f"{made} · {amount(report.statistics.net, is_signed=True)}",
        percent(report.return_pct),
        tone_of(report.return_pct),
    )
    times = tuple(point.at_ns for point in report.curve)
    curve = Curve("", times, tuple(point.equity for point in report.curve))
    return EquitySpec(frame=frame, curves=(curve,))


def comparison_spec(
    reader: Reader, days: int, agents: Sequence[Agent], closed: Sequence[PositionClosed]
) -> EquitySpec | None:
    """Each agent on its own slice; None where fewer than two of them traded."""
    asset = reader.seat.trading.account.asset
    curves = []
    for agent in agents:
        own = [trade for trade in closed if trade.agent == agent.id]
        if own:
            curves.append(_curve(agent.name, own, from_money(agent.slice, asset)))
    if len(curves) < 2:
        return None
    words = reader.words
    title = f"{words.of('agents')} · {words.of(f'days.{days}')}"
    return EquitySpec(frame=reader.frame(title, words.of("of_slice")), curves=tuple(curves))


def _curve(label: str, closed: Sequence[PositionClosed], start: Decimal) -> Curve:
    times, values = [closed[0].result.opened_at_ns], [float(start)]
    for trade in closed:
        start += trade.result.net
        times.append(trade.result.closed_at_ns)
        values.append(float(start))
    return Curve(label, tuple(times), tuple(values))


def allocation_spec(reader: Reader, view: MenuView) -> AllocationSpec:
    """Margins of the open positions, and what is free."""
    words = reader.words
    parts = [
        Share(
            f"{position.base} {position.side.name}",
            float(position.margin),
            f"{amount(position.margin)} · {amount(position.net, is_signed=True)}",
        )
        for position in view.positions
    ]
    free = view.equity - sum((position.margin for position in view.positions), Decimal(0))
    rest = Share(words.of("free"), float(max(free, Decimal(0))), amount(free))
    frame = reader.frame(
        words.of("portfolio"), words.of("by_margin"), amount(view.equity), height=LOW
    )
    return AllocationSpec(frame=frame, shares=(*parts, rest))


def card_spec(
    reader: Reader, held: Instrument, trade: PositionClosed, candles: Sequence[Candle]
) -> CardSpec:
    """The return is on the margin, after fees and funding."""
    result, words = trade.result, reader.words
    cost = result.entry * result.qty * held.contract_size
    share = result.net * result.leverage / cost * 100 if cost else Decimal(0)
    tone = tone_of(result.net)
    way = f"{result.side.name} x{result.leverage}"
    frame = reader.frame(
        trade.title, f"{trade.strategy} · {words.of('on_margin')}", way, tone, height=SQUARE
    )
    zone = reader.seat.user.utc_offset_min
    facts = [
        (words.of("level.entry"), price(result.entry, held)),
        (words.of("exit"), price(result.exit, held)),
        (words.of("held"), duration(result.closed_at_ns - result.opened_at_ns, words)),
        (words.of("reason"), words.of(f"exit.{result.reason.value}")),
        (words.of("closed"), moment(result.closed_at_ns, zone, words)),
    ]
    if result.r is not None:
        facts.append((words.of("in_risk"), f"{amount(result.r, 1, is_signed=True)}R"))
    return CardSpec(
        frame=frame,
        is_long=result.side is Side.LONG,
        result=f"{amount(result.net, is_signed=True)} {held.settle}",
        share=percent(share),
        facts=tuple(facts),
        path=_path(held, trade, candles),
        entry=float(result.entry),
        exit=float(result.exit),
    )


def _path(held: Instrument, trade: PositionClosed, candles: Sequence[Candle]) -> tuple[float, ...]:
    """From the entry over the closes between to the exit."""
    result = trade.result
    between = [
        float(held.price(candle.close))
        for candle in candles
        if result.opened_at_ns < candle.at_ns < result.closed_at_ns
    ]
    return (float(result.entry), *between, float(result.exit))
