"""A test in the figures that a search goes by."""

from collections.abc import Sequence
from decimal import Decimal
from math import sqrt

import numpy as np
import numpy.typing as npt

from analytics.trades import statistics_of
from backtest.chronicle import MOST_EXACT, as_floats
from backtest.columns import Ints
from backtest.compiled.run import HandedOver
from backtest.compiled.terms import TRADE
from backtest.fast import BarHistory, FastBacktest, Ran
from backtest.plan import Result
from backtest.sweep.outcomes import Outcome
from backtest.sweep.space import Parameters
from core.money import from_money, money_digits
from core.sums import TradeSums, sums_of

HUNDREDTHS = 100
MOST_NET = 1 << 54
"""Hundredths of more, doubled, may not fit the machine's integers."""


def outcome_of(parameters: Parameters, result: Result) -> Outcome:
    """Of a test in full."""
    equity, results = result.equity, [trade.result for trade in result.trades]
    grown = (0.0, 0.0) if equity is None else (equity.total_return, equity.max_drawdown)
    scale = 10 ** money_digits(result.plan.instrument.settle)
    nets = [int(each.net * scale) for each in results]
    return _outcome(parameters, sums_of(results), nets, grown, is_halted=bool(result.halted_ns))


def quick_outcome(
    parameters: Parameters, test: FastBacktest, history: BarHistory
) -> Outcome | HandedOver:
    """The very same by the compiled loop, whose trades and curve stay columns of integers."""
    ran = test.ran(history)
    if isinstance(ran, HandedOver):
        return ran
    nets, asset = _nets(ran), test.plan.instrument.settle
    return _outcome(
        parameters,
        added_up(nets, _trades(ran)["risk_money"], asset),
        nets.tolist(),
        growth(ran.money, asset),
        is_halted=bool(ran.rows.book["halted_ns"]),
    )


def nets_of(result: Result) -> list[float]:
    """What each trade came to."""
    return [float(trade.result.net) for trade in result.trades]


def quick_nets(test: FastBacktest, history: BarHistory) -> list[float] | HandedOver:
    """The very same by the compiled loop."""
    ran = test.ran(history)
    if isinstance(ran, HandedOver):
        return ran
    return as_floats(_nets(ran).tolist(), test.plan.instrument.settle)


def _nets(ran: Ran) -> Ints:
    trades = _trades(ran)
    return trades["gross"] - trades["fees"] + trades["funding"]


def _trades(ran: Ran) -> dict[str, Ints]:
    """A column for each field of a trade."""
    return dict(zip(TRADE, ran.rows.trades.T, strict=True))


def added_up(nets: Ints, risks: Ints, asset: str) -> TradeSums:
    """As `core.sums` adds up the same trades, for what an outcome needs of it."""
    won, lost = nets[nets > 0], nets[nets < 0]
    multiples = _multiples(nets[risks != 0], risks[risks != 0])
    return TradeSums(
        trades=len(nets),
        wins=len(won),
        losses=len(lost),
        net=_money(nets, asset),
        won=_money(won, asset),
        lost=_money(lost, asset),
        multiples=len(multiples),
        r=Decimal(sum(multiples)) / HUNDREDTHS,
        r_squares=Decimal(sum(each * each for each in multiples)) / HUNDREDTHS**2,
    )


def _multiples(nets: Ints, risks: Ints) -> list[int]:
    """R of each trade in hundredths, halves to the even one, as `engine.facts` rounds it."""
    wide = nets if not len(nets) or np.abs(nets).max() < MOST_NET else nets.astype(object)
    whole = wide * HUNDREDTHS // risks
    rest = wide * HUNDREDTHS - whole * risks
    is_up = (2 * rest > risks) | ((2 * rest == risks) & (whole % 2 == 1))
    found: list[int] = (whole + is_up).tolist()
    return found


def _money(units: Ints, asset: str) -> Decimal:
    return from_money(sum(units.tolist()), asset)


def growth(money: Ints, asset: str) -> tuple[float, float]:
    """Total return and deepest drawdown of a curve, digit for digit those of
    `analytics.equity`; nothing of one that has no two points or starts at nothing."""
    if len(money) < 2 or money[0] <= 0:
        return 0.0, 0.0
    equity = _floats(money, asset)
    lowest = (equity / np.maximum.accumulate(equity)).min()
    return float(equity[-1] / equity[0] - 1), float(1 - lowest)


def _floats(money: Ints, asset: str) -> npt.NDArray[np.float64]:
    """As `as_floats`: a division rounds alike for one number and for a column."""
    if max(int(money.max()), -int(money.min())) < MOST_EXACT:
        found: npt.NDArray[np.float64] = money / 10 ** money_digits(asset)
        return found
    return np.array(as_floats(money.tolist(), asset))


def _outcome(
    parameters: Parameters,
    sums: TradeSums,
    nets: Sequence[int],
    grown: tuple[float, float],
    *,
    is_halted: bool,
) -> Outcome:
    found = statistics_of(sums)
    total_return, max_drawdown = grown
    return Outcome(
        parameters=parameters,
        trades=found.trades,
        net=float(found.net),
        total_return=total_return,
        max_drawdown=max_drawdown,
        profit_factor=found.profit_factor,
        sqn=found.sqn,
        sharpe=sharpe_of(nets),
        is_halted=is_halted,
    )


def sharpe_of(nets: Sequence[int]) -> float | None:
    """Mean over sample deviation of whole numbers, added up exactly; None below two or without
    spread."""
    count, total = len(nets), sum(nets)
    spread = count * sum(each * each for each in nets) - total * total
    return total / count / sqrt(spread / (count * (count - 1))) if spread else None
