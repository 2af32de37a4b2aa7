"""How am I doing, and why: closed trades of a window in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from core.errors import InputError
from core.events import PositionClosed
from core.ports import Analyst, Analytics, Clock, JournalReader, Tallies
from core.statistics import Period, TradeStatistics
from core.types import DAY_NS, Side, UserId
from core.views import AnalyticsView
from core.views.results import PeriodRow, PeriodsView, ProfitView, RankingView
from services.closed import ClosedTrades, equity_before
from services.hidden import hidden_trades
from services.off_loop import counted
from services.seats import Seat, Seats
from services.surroundings import Surroundings

WINDOWS = (7, 30, 90, 0)
RANKED = 10
MOST_READ = 20_000
"""Trades that a screen reads one by one; of more it shows what their sums say."""
OWN_ORDER = frozenset({"hour", "weekday", "regime"})
"""Groupings whose names say more in their own order than by what was made."""
COUNTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"day": (7, 60), "week": (8, 52), "month": (6, 36)}
)
"""By unit: how many when none is said (as freqtrade), and how many at most."""
LONGEST_DAYS: Mapping[str, int] = MappingProxyType({"day": 1, "week": 7, "month": 31})
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Told:
    """Closed trades at a seat: all of them, those that count, and the equity before the first.
    `market_ns` is when the market was heard of last; a thread may not ask the account."""

    seat: Seat
    closed: Sequence[PositionClosed]
    counted: Sequence[PositionClosed]
    start: Decimal
    market_ns: int

    @property
    def now_ns(self) -> int:
        """The market's own time, in which trades close."""
        newest = self.closed[-1].result.closed_at_ns if self.closed else 0
        return max(self.market_ns, newest)

    @property
    def offset_min(self) -> int:
        return self.seat.user.utc_offset_min


class AnalyticsService(Analytics):
    """Reads the journal's closed trades; a row that cannot be read is left out, and so is a trade
    that a person took out of the statistics (its money stays in the equity curve)."""

    def __init__(
        self,
        seats: Seats,
        journal: JournalReader,
        analyst: Analyst,
        clock: Clock,
        tallies: Tallies | None = None,
    ) -> None:
        self._seats = seats
        self._tallies = tallies
        self._journal = journal
        self._closed = ClosedTrades(journal, clock)
        self._analyst = analyst
        self._around = Surroundings(journal)

    async def view(self, user: UserId, days: int) -> AnalyticsView:
        """`days` is one of WINDOWS, 0 for all. Raises InputError."""
        if not days and (summed := await self._of_very_many(user)) is not None:
            return summed
        told = await self._told(user, days)
        return await counted(told.closed, lambda: self._viewed(told, days))

    def _viewed(self, told: Told, days: int) -> AnalyticsView:
        statistics = self._analyst.statistics(told.counted)
        return AnalyticsView(
            mode=told.seat.trading.mode,
            days=days,
            statistics=statistics,
            equity=self._analyst.realised(told.closed, told.start, utc_offset_min=told.offset_min),
            return_pct=_share(statistics.net, told.start),
            activity=self._analyst.activity(told.counted, told.start),
        )

    async def profit(self, user: UserId, side: Side | None, days: int = 0) -> ProfitView:
        told = await self._read(user, days)
        lately = await self._lately(user, LONGEST_DAYS["month"]) if days else told
        unrealised = _unrealised(told.seat, side)
        return await counted(
            told.closed, lambda: self._earned(told, lately, side, days, unrealised)
        )

    def _earned(
        self, told: Told, lately: Told, side: Side | None, days: int, unrealised: Decimal
    ) -> ProfitView:
        """`lately` holds this month, which may be longer than the days that are told of."""
        trades, current = _of(told.counted, side), _of(lately.counted, side)
        statistics = self._analyst.statistics(trades)
        by_symbol = self._analyst.grouped(trades, "symbol")
        best = max(by_symbol, key=lambda group: group[1].net, default=None)
        return ProfitView(
            mode=told.seat.trading.mode,
            days=days,
            side=side,
            statistics=statistics,
            return_pct=_share(statistics.net, told.start),
            unrealised=unrealised,
            today=self._current(lately, current, "day").net,
            week=self._current(lately, current, "week").net,
            month=self._current(lately, current, "month").net,
            activity=self._analyst.activity(trades, told.start),
            equity=self._analyst.realised(trades, told.start, utc_offset_min=told.offset_min),
            best=(best[0], best[1].net) if best is not None else None,
            first_ns=trades[0].result.closed_at_ns if trades else 0,
            last_ns=trades[-1].result.closed_at_ns if trades else 0,
            utc_offset_min=told.offset_min,
        )

    async def ranking(self, user: UserId, by: str, days: int, page: int) -> RankingView:
        _check_window(days)
        seat = await self._seats.of(user)
        groups = await self._summed(seat, by) if not days else ()
        if not groups:
            told = await self._told(user, days)
            around = await self._around.of(told.seat, told.counted, by)
            groups = await counted(
                told.counted, lambda: self._analyst.grouped(told.counted, by, around)
            )
        rows = list(groups) if by in OWN_ORDER else sorted(groups, key=_most_first)
        pages = max(-(-len(rows) // RANKED), 1)
        page = min(max(page, 1), pages)
        return RankingView(
            mode=seat.trading.mode,
            by=by,
            days=days,
            page=page,
            pages=pages,
            rows=tuple(rows[(page - 1) * RANKED : page * RANKED]),
            net=sum((group.net for _, group in rows), Decimal(0)),
            trades=sum(group.trades for _, group in rows),
        )

    async def periods(self, user: UserId, unit: str, count: int = 0) -> PeriodsView:
        if unit not in COUNTS:
            raise InputError("Results come by day, week and month", code="unknown_choice")
        usual, most = COUNTS[unit]
        count = min(count, most) if count > 0 else usual
        told = await self._lately(user, (count + 1) * LONGEST_DAYS[unit])
        rows, money = await counted(
            told.closed,
            lambda: [
                self._periods(told, trades, unit, count) for trades in (told.counted, told.closed)
            ],
        )
        return PeriodsView(
            mode=told.seat.trading.mode,
            unit=unit,
            count=count,
            rows=_with_shares(rows, money, told),
            net=sum((row.net for row in rows), Decimal(0)),
            trades=sum(row.trades for row in rows),
        )

    async def _told(self, user: UserId, days: int) -> Told:
        _check_window(days)
        return await self._read(user, days)

    async def _read(self, user: UserId, days: int) -> Told:
        seat = await self._seats.of(user)
        return await self._counted(seat, await self._closed.of(seat, days))

    async def _lately(self, user: UserId, days: int) -> Told:
        """What closed in the last days of the market's time: no more is read than is shown."""
        seat = await self._seats.of(user)
        now_ns = seat.trading.account.last_event_ns or self._closed.now_ns
        return await self._counted(seat, await self._closed.since(seat, now_ns - days * DAY_NS))

    async def _counted(self, seat: Seat, closed: Sequence[PositionClosed]) -> Told:
        hidden = await hidden_trades(self._journal, seat.user.account)
        kept = [trade for trade in closed if trade.result.trade_id not in hidden]
        market_ns = seat.trading.account.last_event_ns
        return Told(seat, closed, kept, equity_before(seat, closed), market_ns)

    async def _summed(self, seat: Seat, by: str) -> Sequence[tuple[str, TradeStatistics]]:
        """Of all trades ever, from the sums that storage keeps; nothing where they do not tell: by
        what they are not kept, and when a person left trades out."""
        if self._tallies is None or await hidden_trades(self._journal, seat.user.account):
            return ()
        sums = await self._tallies.sums(seat.user.account, seat.trading.mode, by)
        return [(label, self._analyst.of_sums(each)) for label, each in sums]

    async def _of_very_many(self, user: UserId) -> AnalyticsView | None:
        """Without the curve, which would have to be read trade by trade."""
        seat = await self._seats.of(user)
        summed = await self._summed(seat, "")
        if not summed or summed[0][1].trades <= MOST_READ:
            return None
        statistics = summed[0][1]
        start = equity_before(seat, []) - statistics.net
        return AnalyticsView(
            mode=seat.trading.mode,
            days=0,
            statistics=statistics,
            equity=None,
            return_pct=_share(statistics.net, start),
        )

    def _current(self, told: Told, trades: Sequence[PositionClosed], unit: str) -> Period:
        return self._periods(told, trades, unit, 1)[0]

    def _periods(
        self, told: Told, trades: Sequence[PositionClosed], unit: str, count: int
    ) -> Sequence[Period]:
        return self._analyst.periods(
            trades, unit, count, now_ns=told.now_ns, utc_offset_min=told.offset_min
        )


def _check_window(days: int) -> None:
    if days not in WINDOWS:
        raise InputError("The windows are 7, 30 and 90 days, and all", code="unknown_choice")


def _with_shares(
    rows: Sequence[Period], money: Sequence[Period], told: Told
) -> tuple[PeriodRow, ...]:
    """Newest first; the equity is followed back from what all trades came to."""
    equity = told.start + sum((trade.result.net for trade in told.closed), Decimal(0))
    found = []
    for row, moved in zip(reversed(rows), reversed(money), strict=True):
        equity -= moved.net
        found.append(PeriodRow(row, _share(row.net, equity)))
    return tuple(found)


def _of(trades: Sequence[PositionClosed], side: Side | None) -> list[PositionClosed]:
    return [trade for trade in trades if side in (None, trade.result.side)]


def _unrealised(seat: Seat, side: Side | None) -> Decimal:
    held = seat.trading.menu_view(seat.user.access).positions
    return sum((each.net for each in held if side in (None, each.side)), Decimal(0))


def _share(net: Decimal, equity: Decimal) -> Decimal:
    return (net * 100 / equity if equity else Decimal(0)).quantize(CENT)


def _most_first(group: tuple[str, TradeStatistics]) -> tuple[Decimal, str]:
    return -group[1].net, group[0]
