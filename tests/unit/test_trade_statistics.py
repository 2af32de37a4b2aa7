"""Statistics of closed trades, against numbers counted by hand."""

from decimal import Decimal
from itertools import groupby

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.trades import grouped, system_quality, trade_statistics
from core.events import PositionClosed, TradeResult
from core.types import HOUR_NS, ExitReason, Side

D = Decimal
MONDAY_NS = 1_767_571_200 * 10**9


def closed(
    net: str,
    *,
    side: Side = Side.LONG,
    reason: ExitReason = ExitReason.TAKE_PROFIT,
    fees: str = "1",
    r: str | None = None,
    hours: int = 0,
) -> PositionClosed:
    opened_ns = MONDAY_NS + hours * HOUR_NS
    result = TradeResult(
        trade_id="t",
        side=side,
        leverage=2,
        qty=D(1),
        entry=D(100),
        exit=D(101),
        gross=D(net) + D(fees),
        fees=D(fees),
        funding=D(0),
        net=D(net),
        reason=reason,
        opened_at_ns=opened_ns,
        closed_at_ns=opened_ns + 2 * HOUR_NS,
        r=None if r is None else D(r),
    )
    return PositionClosed(
        at_ns=result.closed_at_ns, title="BTC/USDT", strategy="TREND", result=result
    )


def test_the_numbers_of_five_trades() -> None:
    found = trade_statistics(closed(net) for net in ("30", "-10", "-10", "0", "20"))
    assert (found.trades, found.wins, found.net) == (5, 2, D(30))
    assert (found.gross, found.fees) == (D(35), D(5))
    assert found.win_rate == pytest.approx(0.4)
    assert found.profit_factor == pytest.approx(2.5)
    assert found.expectancy == D(6)
    assert (found.average_win, found.average_loss) == (D(25), D(-10))
    assert found.payoff == pytest.approx(2.5)
    assert (found.best, found.worst) == (D(30), D(-10))
    assert (found.longest_wins, found.longest_losses) == (1, 2)
    assert found.held_s == pytest.approx(7200)


def test_no_trades_have_no_shares() -> None:
    found = trade_statistics([])
    assert (found.trades, found.net) == (0, D(0))
    assert (found.win_rate, found.profit_factor, found.expectancy, found.sqn) == (None,) * 4


def test_a_trade_that_comes_to_nothing_is_no_win() -> None:
    assert trade_statistics([closed("0")]).wins == 0


def test_without_losses_there_is_no_profit_factor() -> None:
    assert trade_statistics([closed("5")]).profit_factor is None


def test_system_quality_is_the_root_of_n_times_mean_over_deviation() -> None:
    assert system_quality([D(1), D(2), D(3)]) == pytest.approx(3**0.5 * 2.0 / 1.0)


def test_system_quality_counts_a_hundred_trades_at_most() -> None:
    many = [D(1), D(2)] * 200
    assert system_quality(many) == pytest.approx(system_quality(many[:400]))
    assert system_quality(many) == pytest.approx(10 * 1.5 / 0.5006, rel=1e-3)


def test_system_quality_needs_spread() -> None:
    assert system_quality([D("1.10")] * 3) is None


def test_r_multiples_come_from_the_results() -> None:
    found = trade_statistics([closed("1", r="1"), closed("2", r="2"), closed("3", r="3")])
    assert found.sqn == pytest.approx(3**0.5 * 2.0)


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("side", ["LONG", "SHORT"]),
        ("reason", ["SL", "TP"]),
        ("symbol", ["BTC/USDT"]),
        ("strategy", ["TREND"]),
        ("hour", ["00", "05"]),
        ("weekday", ["Mon", "Wed"]),
    ],
)
def test_trades_are_grouped(by: str, names: list[str]) -> None:
    trades = [
        closed("1", hours=53),
        closed("-2", side=Side.SHORT, reason=ExitReason.STOP_LOSS),
    ]
    groups = grouped(trades, by)
    assert list(groups) == names
    assert sum((group.net for group in groups.values()), D(0)) == D(-1)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-300, 300)), min_size=1, max_size=60))
def test_the_numbers_agree_with_a_data_frame(drawn: list[tuple[int, int]]) -> None:
    found = trade_statistics(closed(str(net), r=str(D(r) / 100)) for net, r in drawn)
    frame = pd.DataFrame(drawn, columns=["net", "r"], dtype=float)
    frame["r"] /= 100
    won, lost = frame.net[frame.net > 0], frame.net[frame.net < 0]
    assert found.win_rate == pytest.approx(float((frame.net > 0).mean()))
    assert float(found.expectancy or 0) == pytest.approx(frame.net.mean())
    if len(won) and len(lost):
        assert found.profit_factor == pytest.approx(won.sum() / -lost.sum())
        assert found.payoff == pytest.approx(won.mean() / -lost.mean())
    signs = [(net > 0) - (net < 0) for net, _ in drawn]
    runs = [(sign, len(list(same))) for sign, same in groupby(signs)]
    assert found.longest_wins == max((n for sign, n in runs if sign > 0), default=0)
    assert found.longest_losses == max((n for sign, n in runs if sign < 0), default=0)
    if len(drawn) > 1 and frame.r.std() > 1e-9:
        root = min(len(drawn), 100) ** 0.5
        assert found.sqn == pytest.approx(root * frame.r.mean() / frame.r.std())
