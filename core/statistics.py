"""Results in numbers: one meaning for backtests, paper and live."""

from datetime import date
from decimal import Decimal

from core.values import Frozen

CENT = Decimal("0.01")


class TradeStatistics(Frozen, frozen=True, kw_only=True):
    """Of closed round trips; money in the settle asset, shares in 0..1, None where undefined.

    win_rate = wins / trades (a net of exactly 0 is no win); profit_factor = sum of wins / |sum of
    losses|; expectancy = mean net; payoff = mean win / |mean loss|; sqn = sqrt(min(n, 100)) x
    mean(R) / stdev(R) (Van Tharp), R the net over the risk taken; held is the mean, in seconds.
    """

    trades: int
    wins: int
    net: Decimal
    gross: Decimal
    fees: Decimal
    funding: Decimal
    win_rate: float | None
    profit_factor: float | None
    expectancy: Decimal | None
    average_win: Decimal | None
    average_loss: Decimal | None
    payoff: float | None
    sqn: float | None
    best: Decimal | None
    worst: Decimal | None
    longest_wins: int
    longest_losses: int
    held_s: float | None


class EquityPoint(Frozen, frozen=True):
    """Equity at an instant, open positions included."""

    at_ns: int
    equity: float


class EquityStatistics(Frozen, frozen=True, kw_only=True):
    """Shares are of equity (0.02 is 2 %); None where undefined, and for what is of a year when the
    curve is shorter than FEWEST_DAYS.

    sharpe = mean(r) / stdev(r) x sqrt(365); sortino takes sqrt(mean(min(r, 0)^2)) instead of the
    deviation; calmar = yearly compound return / max_drawdown; drawdown is positive;
    `drawdown_s` is the longest time under water, `drawdown_now` what is lost from the peak now.
    """

    start: float
    end: float
    total_return: float
    yearly_return: float | None
    sharpe: float | None
    sortino: float | None
    calmar: float | None
    max_drawdown: float
    drawdown_now: float
    drawdown_s: float
    days: float

    def still_open(self, start: Decimal, net: Decimal) -> Decimal:
        """What the positions that were open at the end had made: in the equity, and not in the
        `net` of closed trades."""
        return (Decimal(repr(self.end)) - start - net).quantize(CENT)


class Period(Frozen, frozen=True, kw_only=True):
    """One day, week (from Monday) or month of the user's zone: what closed in it."""

    start: date
    trades: int
    wins: int
    net: Decimal
    fees: Decimal


class PriceBar(Frozen, frozen=True):
    """The prices of [open_ns, at_ns), for what is judged of a market in floats."""

    open_ns: int
    at_ns: int
    high: float
    low: float
    close: float


class ActivityStatistics(Frozen, frozen=True, kw_only=True):
    """How much was in the market. exposure = share of the span from the first opening to the last
    close in which a position was open (two at once count once); turnover = notional bought and
    sold; turnover_times = turnover / the equity at the start."""

    exposure: float
    turnover: Decimal
    turnover_times: float | None


class Drawdown(Frozen, frozen=True, kw_only=True):
    """A fall from a peak: `depth` is a share of it. `end_ns` is when the peak was reached again,
    None while it was not."""

    start_ns: int
    bottom_ns: int
    end_ns: int | None
    depth: float


class Excursion(Frozen, frozen=True):
    """How far the price went against a trade (`adverse`, MAE) and for it (`favourable`, MFE)
    while it was open, as positive shares of its entry price."""

    adverse: float
    favourable: float


class ExcursionStatistics(Frozen, frozen=True, kw_only=True):
    """Of the trades whose prices are known. edge = mean MFE / mean MAE; None where the price never
    went against a trade."""

    trades: int
    adverse: float
    favourable: float
    worst: float
    edge: float | None
