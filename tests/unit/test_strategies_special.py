"""The strategies that hear more than candles: quotes, a partner, signals from outside."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from core.errors import InputError
from core.market import Candle, Quote
from core.money import Steps, Ticks
from core.ports import PairStrategy, QuoteStrategy, SentStrategy
from core.trading import SentSignal, SignalResult
from core.types import MINUTE_NS, Action
from core.values import replace
from strategies.arbitrage import ArbitrageStrategy
from strategies.frame import candle_frame
from strategies.ml_signal import KEPT, MlSignalStrategy
from strategies.patience import Patience
from strategies.scalping import HeardBook, ScalpingStrategy
from strategies.shared import Latch
from tests.regimes import BTC, ETH, candles, swings, walk
from tests.strategy_paths import NUMBER, assert_told, live

WAVES = candles(swings(400, 3), seed=3)


def quote(candle: Candle, *, spread: int = 2, bid_qty: int = 5, ask_qty: int = 5) -> Quote:
    return Quote(
        BTC,
        candle.at_ns - 1,
        Ticks(candle.close - spread // 2),
        Ticks(candle.close + spread // 2),
        Steps(bid_qty),
        Steps(ask_qty),
    )


def scalped(history: Sequence[Candle], quotes: Sequence[Quote | None]) -> list[SignalResult]:
    """Quotes of a candle are heard before it closes."""
    strategy, told = ScalpingStrategy(), list[SignalResult]()
    for end, heard in enumerate(quotes, 1):
        if heard is not None:
            strategy.on_quote(heard)
        told.append(strategy.evaluate(history[:end]))
    return told


def actions(told: Sequence[SignalResult]) -> set[Action]:
    return {result.action for result in told}


def test_each_fulfils_the_port_it_is_wired_by() -> None:
    assert isinstance(ScalpingStrategy(), QuoteStrategy)
    assert isinstance(ArbitrageStrategy(), PairStrategy)
    assert isinstance(MlSignalStrategy(), SentStrategy)
    assert not isinstance(ArbitrageStrategy(), QuoteStrategy | SentStrategy)


# --- scalping


def test_a_book_is_heard_as_the_mean_of_its_quotes() -> None:
    book = HeardBook()
    assert (book.spread_bp, book.imbalance) == (None, None)
    book.hear(Quote(BTC, 1, Ticks(9_999), Ticks(10_001), Steps(3), Steps(1)))
    book.hear(Quote(BTC, 2, Ticks(9_998), Ticks(10_002), Steps(0), Steps(0)))
    assert book.spread_bp == pytest.approx(3.0)
    assert book.imbalance == pytest.approx(0.25)


def test_a_spread_too_wide_keeps_it_out() -> None:
    narrow = scalped(WAVES, [quote(candle) for candle in WAVES])
    wide = scalped(WAVES, [quote(candle, spread=8_000) for candle in WAVES])
    assert actions(narrow) == {Action.BUY, Action.SELL, Action.HOLD}
    assert actions(wide) == {Action.HOLD}


def test_a_book_that_leans_against_it_keeps_it_out() -> None:
    bid = scalped(WAVES, [quote(candle, bid_qty=9, ask_qty=1) for candle in WAVES])
    asked = scalped(WAVES, [quote(candle, bid_qty=1, ask_qty=9) for candle in WAVES])
    assert actions(bid) == {Action.BUY, Action.HOLD}
    assert actions(asked) == {Action.SELL, Action.HOLD}


def test_fees_that_a_step_does_not_pay_for_keep_it_out() -> None:
    costly = ScalpingStrategy(fee_bp=60.0)
    assert actions(live(costly, WAVES)) == {Action.HOLD}
    assert actions(live(ScalpingStrategy(), WAVES)) != {Action.HOLD}


def test_heard_quotes_say_what_the_columns_of_a_frame_say() -> None:
    books = {0: None, 1: (2, 5, 5), 2: (2, 9, 1), 3: (2, 1, 9), 4: (9_000, 5, 5)}
    shown = [books[number // 7 % 5] for number in range(len(WAVES))]
    quotes = [
        None if book is None else quote(candle, spread=book[0], bid_qty=book[1], ask_qty=book[2])
        for candle, book in zip(WAVES, shown, strict=True)
    ]
    # The first quotes come before its first candle: nobody is there to hear them.
    heard = [HeardBook() for _ in quotes]
    for book_heard, each in list(zip(heard, quotes, strict=True))[1:]:
        if each is not None:
            book_heard.hear(each)
    frame = candle_frame(WAVES).assign(
        spread_bp=pd.Series([book.spread_bp for book in heard], dtype=float).to_numpy(),
        imbalance=pd.Series([book.imbalance for book in heard], dtype=float).to_numpy(),
    )
    told = scalped(WAVES, quotes)
    assert_told(told, ScalpingStrategy().generate_signals(frame))
    assert actions(told) == {Action.BUY, Action.SELL, Action.HOLD}


def test_a_signal_stands_no_longer_than_patience_and_then_rests() -> None:
    patience = Patience(longest=2, cooldown=2)
    assert [patience.step(1) for _ in range(9)] == [1, 1, 0, 0, 0, 1, 1, 0, 0]


def test_a_turn_ends_a_signal_before_the_other_begins() -> None:
    patience = Patience(longest=9, cooldown=0)
    assert [patience.step(way) for way in (1, -1, -1, 0, 0)] == [1, 0, -1, 0, 0]


def test_no_signal_of_scalping_outlasts_its_limit() -> None:
    hasty = ScalpingStrategy(max_hold=3, fee_bp=0.0, edge=0.0)
    signal = hasty.generate_signals(candle_frame(WAVES))["signal"]
    lengths = signal[signal != 0].groupby((signal == 0).cumsum()).size()
    assert lengths.max() == 3


def test_a_latch_stays_until_it_is_cleared_and_setting_wins() -> None:
    latch = Latch()
    steps = [(False, False), (True, False), (False, False), (False, True), (True, True)]
    assert [latch.step(*each) for each in steps] == [False, True, True, False, True]


# --- arbitrage


def pair(length: int = 500) -> tuple[list[Candle], list[Candle]]:
    """Two that go together, and apart for a while now and then."""
    common, away = walk(length, 1), swings(length, 2)
    ours = candles([a + b - 6_700_000 for a, b in zip(common, away, strict=True)], seed=1)
    return ours, candles([price // 20 for price in common], seed=2, instrument=ETH)


def paired(ours: Sequence[Candle], theirs: Sequence[Candle], **set_to: float) -> list[SignalResult]:
    strategy = ArbitrageStrategy(**set_to)
    return [
        strategy.evaluate_pair(ours[: end + 1], [o for o in theirs if o.at_ns <= candle.at_ns])
        for end, candle in enumerate(ours)
    ]


def pair_frame(ours: Sequence[Candle], theirs: Sequence[Candle]) -> pd.DataFrame:
    closes = {other.at_ns: float(other.close) for other in theirs}
    return candle_frame(ours).assign(
        pair_close=[closes.get(candle.at_ns, np.nan) for candle in ours]
    )


def test_the_one_that_fell_behind_is_bought_and_both_paths_are_equal() -> None:
    ours, theirs = pair()
    told = paired(ours, theirs)
    frame = ArbitrageStrategy().generate_signals(pair_frame(ours, theirs))
    assert_told(told, frame)
    assert actions(told) == {Action.BUY, Action.SELL, Action.HOLD}
    ratio = frame["close"] / frame["pair_close"]
    apart = ratio / ratio.rolling(60).mean() - 1
    assert apart[frame["signal"] == 1].mean() < 0 < apart[frame["signal"] == -1].mean()


def test_the_other_leg_says_the_opposite() -> None:
    ours, theirs = pair()
    one = [NUMBER[result.action] for result in paired(ours, theirs)]
    other = [NUMBER[result.action] for result in paired(theirs, ours)]
    same = sum(a == -b for a, b in zip(one, other, strict=True))
    assert same >= 0.98 * len(one)


def test_a_candle_that_the_partner_lacks_starts_it_afresh_on_both_paths() -> None:
    ours, theirs = pair()
    holed = [other for number, other in enumerate(theirs) if number not in (200, 201)]
    told = paired(ours, holed)
    assert told[201].reasons[0].code == "no_partner"
    assert told[202].reasons[0].code == "warming_up"
    assert_told(told, ArbitrageStrategy().generate_signals(pair_frame(ours, holed)))


def test_a_pair_that_parted_for_good_is_let_go() -> None:
    ours, theirs = pair()
    jumped = [
        replace(candle, close=Ticks(candle.close * 2)) if number > 300 else candle
        for number, candle in enumerate(ours)
    ]
    told = paired(jumped, theirs)
    assert told[301].action is Action.HOLD


def test_arbitrage_without_its_partner_holds() -> None:
    ours, theirs = pair(100)
    alone = ArbitrageStrategy()
    assert alone.evaluate(ours).reasons[0].code == "no_partner"
    assert alone.generate_signals(candle_frame(ours))["signal"].tolist() == [0] * 100
    assert alone.evaluate_pair(ours, theirs[:-1]).reasons[0].code == "no_partner"
    assert alone.evaluate_pair([], []).action is Action.HOLD


# --- signals from outside


def sent(candle: Candle, action: Action, confidence: float, *, late_ns: int = 0) -> SentSignal:
    """During a candle: its close counts, its open does not."""
    return SentSignal(at_ns=candle.at_ns - late_ns, action=action, confidence=confidence)


def test_what_is_sent_stands_for_so_many_candles() -> None:
    history = candles([100] * 10)
    strategy = MlSignalStrategy(hold=3)
    strategy.on_sent(sent(history[4], Action.BUY, 0.9, late_ns=MINUTE_NS - 1))
    told = live(strategy, history)
    assert [NUMBER[result.action] for result in told] == [0, 0, 0, 0, 1, 1, 1, 0, 0, 0]
    assert told[4].confidence == 0.9


def test_the_newest_word_counts_and_hold_takes_it_back() -> None:
    history = candles([100] * 6)
    strategy = MlSignalStrategy()
    strategy.on_sent(sent(history[3], Action.HOLD, 1.0))
    strategy.on_sent(sent(history[1], Action.BUY, 0.9))
    strategy.on_sent(sent(history[2], Action.SELL, 0.8))
    told = live(strategy, history)
    assert [NUMBER[result.action] for result in told] == [0, 1, -1, 0, 0, 0]


def test_what_is_less_sure_than_wanted_is_not_traded() -> None:
    history = candles([100] * 2)
    strategy = MlSignalStrategy(min_confidence=0.7)
    strategy.on_sent(sent(history[1], Action.BUY, 0.69))
    assert strategy.evaluate(history).action is Action.HOLD


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(InputError) as refused:
        MlSignalStrategy().on_sent(SentSignal(at_ns=1, action=Action.BUY, confidence=confidence))
    assert refused.value.code == "confidence_bounds"


def test_a_flood_of_signals_takes_no_more_memory_than_it_may() -> None:
    history = candles([100] * 2)
    strategy = MlSignalStrategy()
    for number in range(KEPT + 5):
        strategy.on_sent(SentSignal(at_ns=number, action=Action.SELL, confidence=0.9))
    strategy.on_sent(sent(history[1], Action.BUY, 0.9))
    assert strategy.evaluate(history).action is Action.BUY


def test_a_frame_of_what_was_sent_says_what_the_live_path_says() -> None:
    history = candles(walk(300, 5), seed=5)
    draw = np.random.default_rng(5)
    ways = draw.choice([np.nan, 1.0, -1.0, 0.0], 300, p=[0.8, 0.1, 0.08, 0.02])
    sure = draw.random(300)
    strategy = MlSignalStrategy()
    names = {1.0: Action.BUY, -1.0: Action.SELL, 0.0: Action.HOLD}
    for candle, way, confidence in zip(history, ways.tolist(), sure.tolist(), strict=True):
        if way in names:
            strategy.on_sent(sent(candle, names[way], confidence))
    frame = candle_frame(history).assign(sent_signal=ways, sent_confidence=sure)
    told = live(strategy, history)
    assert_told(told, MlSignalStrategy().generate_signals(frame))
    assert actions(told) == {Action.BUY, Action.SELL, Action.HOLD}
