"""What statistics of closed trades are made of: sums that one more trade adds to.

Statistics of any number of trades follow from them without the trades, so that storage keeps them
and a report of a million trades reads one row.
"""

from collections.abc import Iterable
from decimal import Decimal

from core.events import TradeResult
from core.values import Frozen

ZERO = Decimal(0)
US_NS = 1_000


class TradeSums(Frozen, frozen=True, kw_only=True):
    """`won` and `lost` are the sums of the nets above and below 0; `held_us` is how long trades
    were open, each in whole microseconds; `multiples` are those with an R, then the sum of R and of
    its squares. best and worst are None of no trade."""

    trades: int = 0
    wins: int = 0
    losses: int = 0
    net: Decimal = ZERO
    gross: Decimal = ZERO
    fees: Decimal = ZERO
    funding: Decimal = ZERO
    won: Decimal = ZERO
    lost: Decimal = ZERO
    best: Decimal | None = None
    worst: Decimal | None = None
    longest_wins: int = 0
    longest_losses: int = 0
    held_us: int = 0
    multiples: int = 0
    r: Decimal = ZERO
    r_squares: Decimal = ZERO


class Tally:
    """Adds up trades in the order they closed; `run` is the streak that stands: so many wins, or
    with a minus so many losses."""

    __slots__ = ("_counts", "_extremes", "_money", "_multiples", "_run", "_streaks")

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]  # trades, wins, losses, held
        self._money = [ZERO] * 6  # net, gross, fees, funding, won, lost
        self._extremes: tuple[Decimal, Decimal] | None = None
        self._multiples: tuple[int, Decimal, Decimal] = (0, ZERO, ZERO)
        self._streaks = [0, 0]
        self._run = 0

    @property
    def run(self) -> int:
        return self._run

    def add(self, result: TradeResult) -> None:
        net, counts, money = result.net, self._counts, self._money
        counts[0] += 1
        counts[3] += held_us(result)
        for at, amount in enumerate((net, result.gross, result.fees, result.funding)):
            money[at] += amount
        if net:
            at = 1 if net > 0 else 2
            counts[at] += 1
            money[3 + at] += net
        worst, best = self._extremes or (net, net)
        self._extremes = min(worst, net), max(best, net)
        self._count_run(net)
        if result.r is not None:
            many, total, squares = self._multiples
            self._multiples = many + 1, total + result.r, squares + result.r * result.r

    def _count_run(self, net: Decimal) -> None:
        run = self._run
        if net > 0:
            self._run = max(run, 0) + 1
        else:
            self._run = min(run, 0) - 1 if net < 0 else 0
        wins, losses = self._streaks
        self._streaks = [max(wins, self._run), max(losses, -self._run)]

    def sums(self) -> TradeSums:
        worst, best = self._extremes or (None, None)
        trades, wins, losses, held = self._counts
        net, gross, fees, funding, won, lost = self._money
        many, total, squares = self._multiples
        return TradeSums(
            trades=trades,
            wins=wins,
            losses=losses,
            net=net,
            gross=gross,
            fees=fees,
            funding=funding,
            won=won,
            lost=lost,
            best=best,
            worst=worst,
            longest_wins=self._streaks[0],
            longest_losses=self._streaks[1],
            held_us=held,
            multiples=many,
            r=total,
            r_squares=squares,
        )


def held_us(result: TradeResult) -> int:
    return (result.closed_at_ns - result.opened_at_ns) // US_NS


def sums_of(results: Iterable[TradeResult]) -> TradeSums:
    tally = Tally()
    for result in results:
        tally.add(result)
    return tally.sums()
