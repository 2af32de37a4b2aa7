"""Reports of a member's own trades: of a day, a week, a month or all, as a screen and as files."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.errors import ExchangeError, InputError
from core.events import PositionClosed
from core.pictures import Words
from core.ports import Around, JournalReader
from core.ports.results import Reporter, Reports, Subject
from core.reports import ALL, UNITS, Report, Stretch
from core.statistics import PriceBar
from core.types import MINUTE_NS, SECOND_NS, InstrumentId, Timeframe, UserId
from core.values import replace
from core.views import ExportView
from core.views.results import ReportView
from services.chart_candles import frame_for
from services.closed import ClosedTrades, equity_before
from services.hidden import hidden_trades
from services.off_loop import counted
from services.seats import Seat, Seats
from services.surroundings import Surroundings, price_bar

log = logging.getLogger(__name__)

MOST_BARS = 1_500
TIMEOUT_S = 6.0
FORMS = ("html", "csv")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A stretch of one seat: its trades that count, oldest first, the equity it began with, and
    what it had come to by its end, those that do not count included. A thread may not ask the
    account itself."""

    seat: Seat
    asset: str
    stretch: Stretch
    closed: Sequence[PositionClosed]
    start: Decimal
    end: Decimal
    now_ns: int


class ReportService(Reports):
    """Reads the journal back to the beginning of the stretch; what a person left out of the
    statistics is no part of a report."""

    def __init__(
        self,
        seats: Seats,
        journal: JournalReader,
        closed: ClosedTrades,
        reporter: Reporter,
        *,
        words: Mapping[str, Words],
    ) -> None:
        self._seats = seats
        self._journal = journal
        self._closed = closed
        self._reporter = reporter
        self._around = Surroundings(journal)
        self._words = words

    async def view(self, user: UserId, unit: str, first: date | None, strategy: str) -> ReportView:
        seat = await self._seats.of(user)
        chosen = await self.chosen(seat, unit, first)
        strategies = tuple(sorted({trade.strategy for trade in chosen.closed}))
        report = await counted(chosen.closed, lambda: self._report(chosen, strategy))
        earlier, later = self._neighbours(chosen)
        return ReportView(
            mode=seat.trading.mode,
            stretch=chosen.stretch,
            strategy=strategy,
            strategies=strategies,
            report=report,
            earlier=earlier,
            later=later,
            is_going_on=chosen.stretch.end_ns > chosen.now_ns,
            equity=chosen.end,
            wish=seat.user.report,
        )

    async def file(
        self, user: UserId, unit: str, first: date | None, strategy: str, form: str
    ) -> ExportView:
        """The longest work is done off the loop."""
        if form not in FORMS:
            raise InputError("A report is html or csv", code="unknown_choice")
        seat = await self._seats.of(user)
        chosen = await self.chosen(seat, unit, first)
        trades = _of(chosen.closed, strategy)
        around, bars = Around(), dict[InstrumentId, Sequence[PriceBar]]()
        if form == "html":
            around = await self._everything_around(seat, trades)
            bars = await self._bars(seat, trades, chosen)
        report = await asyncio.to_thread(self._report, chosen, strategy, around, bars)
        content = await asyncio.to_thread(self._written, report, seat.user.language, form)
        return ExportView(name=_name(chosen, strategy, form), content=content, rows=len(trades))

    async def chosen(self, seat: Seat, unit: str, first: date | None) -> Chosen:
        """A stretch with its trades. Raises InputError for a unit there is none of."""
        if unit not in UNITS:
            raise InputError("Reports are of a day, a week, a month or all", code="unknown_choice")
        now_ns, zone = market_now_ns(seat, self._closed.now_ns), seat.user.utc_offset_min
        hidden = await hidden_trades(self._journal, seat.user.account)
        if unit == ALL:
            since, stretch = await self._closed.of(seat, 0), None
        else:
            stretch = self._reporter.stretch(
                unit, first or local_day(now_ns, zone), utc_offset_min=zone
            )
            since = await self._closed.since(seat, stretch.start_ns)
        start = equity_before(seat, since)
        if stretch is None:
            stretch = _all(since, now_ns, zone)
        inside = [trade for trade in since if trade.result.closed_at_ns < stretch.end_ns]
        closed = [trade for trade in inside if trade.result.trade_id not in hidden]
        end = start + sum(trade.result.net for trade in inside)
        asset = seat.trading.account.asset
        return Chosen(seat, asset, stretch, closed, start, end, now_ns)

    def _report(
        self,
        chosen: Chosen,
        strategy: str,
        around: Around | None = None,
        bars: Mapping[InstrumentId, Sequence[PriceBar]] | None = None,
    ) -> Report:
        seat, stretch = chosen.seat, chosen.stretch
        words = self._words.get(seat.user.language, Words())
        unit = words.of(f"report.title.{stretch.unit}")
        subject = Subject(
            title=f"{unit} · {strategy}" if strategy else unit,
            mode=seat.trading.mode,
            asset=chosen.asset,
            start_ns=stretch.start_ns,
            end_ns=min(stretch.end_ns, chosen.now_ns),
            utc_offset_min=seat.user.utc_offset_min,
            around=around or Around(),
            bars=bars or {},
            conditions=_conditions(seat, words, bars or {}),
        )
        return self._reporter.report(_of(chosen.closed, strategy), chosen.start, subject)

    def _written(self, report: Report, language: str, form: str) -> bytes:
        if form == "csv":
            return self._reporter.csv(report)
        return self._reporter.html(report, self._words.get(language, Words()))

    def _neighbours(self, chosen: Chosen) -> tuple[date | None, date | None]:
        stretch, zone = chosen.stretch, chosen.seat.user.utc_offset_min
        if stretch.unit == ALL:
            return None, None
        before = self._reporter.stretch(
            stretch.unit, stretch.first - timedelta(days=1), utc_offset_min=zone
        )
        return before.first, stretch.end if stretch.end_ns <= chosen.now_ns else None

    async def _everything_around(self, seat: Seat, trades: Sequence[PositionClosed]) -> Around:
        bars = (await self._around.of(seat, trades, "regime")).bars
        return replace(await self._around.of(seat, trades, "tag"), bars=bars)

    async def _bars(
        self, seat: Seat, trades: Sequence[PositionClosed], chosen: Chosen
    ) -> dict[InstrumentId, Sequence[PriceBar]]:
        """The finest that cover the trades in a bearable number; a market that is silent costs
        what they would tell."""
        if not trades:
            return {}
        first_ns = min(trade.result.opened_at_ns for trade in trades)
        last_ns = max(trade.result.closed_at_ns for trade in trades)
        frame = frame_for(last_ns - first_ns, Timeframe.M1, MOST_BARS - 2)
        limit = min((last_ns - first_ns) // frame.ns + 2, MOST_BARS)
        traded = {trade.instrument for trade in trades}
        found: dict[InstrumentId, Sequence[PriceBar]] = {}
        for held in seat.trading.instruments():
            if held.id not in traded:
                continue
            try:
                async with asyncio.timeout(TIMEOUT_S):
                    candles = await seat.trading.candles(
                        held.id, frame, limit, end_ns=last_ns + frame.ns
                    )
            except (ExchangeError, TimeoutError) as error:
                log.info("no bars of %s: %s", held.id, str(error) or type(error).__name__)
                continue
            found[held.id] = tuple(price_bar(candle, held) for candle in candles)
        return found


def market_now_ns(seat: Seat, desk_ns: int) -> int:
    """The market's own time, in which trades close; the desk's before its first event."""
    return seat.trading.account.last_event_ns or desk_ns


def local_day(at_ns: int, utc_offset_min: int) -> date:
    return datetime.fromtimestamp((at_ns + utc_offset_min * MINUTE_NS) // SECOND_NS, UTC).date()


def _all(closed: Sequence[PositionClosed], now_ns: int, zone: int) -> Stretch:
    first_ns = closed[0].result.opened_at_ns if closed else now_ns
    last_ns = max(now_ns, closed[-1].result.closed_at_ns + 1 if closed else 0)
    end = local_day(last_ns, zone) + timedelta(days=1)
    return Stretch(ALL, local_day(first_ns, zone), end, first_ns, last_ns)


def _of(closed: Sequence[PositionClosed], strategy: str) -> list[PositionClosed]:
    return [trade for trade in closed if strategy in ("", trade.strategy)]


def _conditions(
    seat: Seat, words: Words, bars: Mapping[InstrumentId, Sequence[PriceBar]]
) -> tuple[tuple[str, str], ...]:
    """What the figures hold under, said in the reader's language."""
    told = [
        ("market", words.of(f"exchange.{seat.trading.exchange}")),
        ("curve", words.of("report.about.curve")),
        ("regime", words.of("report.about.regime")),
    ]
    lengths = {row[0].at_ns - row[0].open_ns for row in bars.values() if row}
    if lengths:
        frame = next(each for each in Timeframe if each.ns == max(lengths))
        told.append(("bars", f"{words.of(f'tf.{frame.value}')}: {words.of('report.about.bars')}"))
    return tuple(told)


def _name(chosen: Chosen, strategy: str, form: str) -> str:
    stretch = chosen.stretch
    mode, first = chosen.seat.trading.mode.value.lower(), stretch.first.isoformat()
    of = f"-{strategy.lower()}" if strategy else ""
    return f"dzentra-{mode}-{stretch.unit}-{first}{of}.{form}"
