"""Which signal made a trade."""

from decimal import Decimal

from analytics.grouping import grouped_around
from analytics.tags import BY_HAND, NO_REASON, entry_tags, mixed
from core.events import PositionClosed, SignalReady
from core.ports import Around
from core.trading import Reason
from core.types import Action, AgentId, InstrumentId, Priority, Side
from core.values import replace
from tests.unit.test_trade_statistics import closed

AGENT, BTC = AgentId("a1"), InstrumentId("btc")


def ready(at_ns: int, *codes: str, action: Action = Action.BUY) -> SignalReady:
    return SignalReady(
        agent=AGENT,
        instrument=BTC,
        at_ns=at_ns,
        action=action,
        confidence=Decimal(80),
        priority=Priority.HIGH,
        price=Decimal(100),
        started_at_ns=at_ns,
        repeats=1,
        needed=1,
        strategy="TREND",
        timeframe="1m",
        title="BTC/USDT",
        reasons=tuple(Reason(code, "1") for code in codes),
    )


def opened(at_ns: int, side: Side = Side.LONG, agent: AgentId = AGENT) -> PositionClosed:
    trade = closed("1", side=side)
    result = replace(trade.result, opened_at_ns=at_ns)
    return replace(trade, agent=agent, instrument=BTC, result=result)


def test_the_newest_signal_at_or_before_the_opening_made_it() -> None:
    signals = [ready(30, "push"), ready(10, "dip", "adx"), ready(20, "pair")]
    assert entry_tags([opened(20), opened(29), opened(30)], signals) == ["pair", "pair", "push"]


def test_a_signal_of_the_other_side_made_nothing() -> None:
    signals = [ready(10, "dip"), ready(15, "push", action=Action.SELL)]
    assert entry_tags([opened(20), opened(20, Side.SHORT)], signals) == ["dip", "push"]


def test_a_trade_without_a_signal_was_made_by_hand() -> None:
    signals = [ready(10, "dip")]
    found = entry_tags([opened(5), opened(20, agent=AgentId("other"))], signals)
    assert found == [BY_HAND, BY_HAND]


def test_of_a_time_whose_signals_were_not_read_nothing_is_said() -> None:
    signals = [ready(10, "dip")]
    trades = [opened(5), opened(20), opened(30, agent=AgentId("other"))]
    assert entry_tags(trades, signals, from_ns=8) == [NO_REASON, "dip", BY_HAND]


def test_a_signal_without_a_reason_says_so() -> None:
    assert entry_tags([opened(5)], [ready(1)]) == [NO_REASON]


def test_entry_and_exit_are_told_together() -> None:
    assert mixed([opened(5)], ["dip"]) == ["dip+TP"]


def test_trades_are_grouped_by_what_made_them() -> None:
    around = Around(signals=[ready(10, "dip"), ready(20, "push")])
    trades = [opened(12), opened(14), opened(22)]
    found = grouped_around(trades, "tag", around)
    assert {name: group.trades for name, group in found.items()} == {"dip": 2, "push": 1}
    assert list(grouped_around(trades, "mix", around)) == ["dip+TP", "push+TP"]
    assert list(grouped_around(trades, "regime", around)) == ["unknown"]
