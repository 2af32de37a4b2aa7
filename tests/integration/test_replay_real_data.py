"""Real recordings: two unrelated sources agree, and the book is the venue's own."""

import os
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, pairwise
from pathlib import Path

import pytest

from core.candles import CandleBuilder
from core.market import Book, Candle, Funding, MarketEvent, Trade
from core.ports import Subscription
from core.types import HOUR_NS, MINUTE_NS, InstrumentId, OrderSide, Source, Timeframe
from exchanges.replay import Recordings
from exchanges.replayed.files import recordings
from exchanges.replayed.frames import frames_of
from exchanges.replayed.instruments import instrument_of
from exchanges.replayed.reading import Skipped
from exchanges.wire.exchange_info import rules_of
from exchanges.wire.frame_reader import FrameReader
from exchanges.wire.frames import Data
from exchanges.wire.scale import Scale

pytestmark = [pytest.mark.data, pytest.mark.slow]

SPOT, PERP = InstrumentId("binance:spot:BTCUSDT"), InstrumentId("binance:usdm:BTCUSDT")
M5, H1 = Timeframe.M5, Timeframe.H1
MS = 1_000_000


@pytest.fixture(scope="module")
def data() -> Path:
    folder = Path(os.environ.get("DZENTRA_DATA", ""))
    if not os.environ.get("DZENTRA_DATA") or not (folder / "ws").is_dir():
        pytest.skip("DZENTRA_DATA names no folder with the real market data")
    return folder


def wanted(instrument: InstrumentId, *timeframes: Timeframe) -> Subscription:
    pairs = frozenset((instrument, timeframe) for timeframe in timeframes)
    return Subscription(pairs, frozenset({instrument}))


def recorded_trades(path: Path) -> Iterator[Trade]:
    """By the venue's own times, which are ahead of the recorder's clock."""
    (found,) = recordings([path])
    scale = Scale.of(instrument_of(found.market))
    for _, _, frame in frames_of(path, Skipped()):
        if isinstance(frame.data, Data) and frame.data.e == "trade":
            data = frame.data
            taker = OrderSide.SELL if data.m else OrderSide.BUY
            price, qty = scale.ticks(data.p), scale.steps(data.q)
            yield Trade(found.market.id, data.T * MS, price, qty, taker)


def test_the_recorded_trades_rebuild_the_candle_of_an_unrelated_source(data: Path) -> None:
    builder = CandleBuilder(SPOT, M5)
    trades = recorded_trades(data / "ws/spot-btcusdt_20240808.txt.gz")
    built = [candle for trade in trades for candle in builder.add(trade)]
    end_ns = 1_723_161_600_000 * MS
    built += builder.close_until(end_ns)
    bars = Recordings([data / "spot/BTCUSDT-5m.csv.gz"])
    assert built[-1] == bars.candles(SPOT, M5, end_ns, 1)[0]
    assert built[-1].volume == 19_942_863


@pytest.mark.parametrize(
    ("name", "least"), [("spot-btcusdt_20240808", 564), ("usdm-btcusdt_20240808", 503)]
)
def test_the_local_book_equals_the_venues_ticker(data: Path, name: str, least: int) -> None:
    (found,) = recordings([data / f"ws/{name}.txt.gz"])
    reader = FrameReader(instrument_of(found.market))
    scale = Scale.of(instrument_of(found.market))
    tickers: dict[int, Data] = {}
    agreed = 0
    for _, at_ns, frame in frames_of(found.path, Skipped()):
        reader.read(at_ns, frame)
        if frame.data is not None and frame.data.B:
            tickers[frame.data.u] = frame.data
        elif reader.book.is_valid and reader.book.update_id in tickers:
            ticker = tickers.pop(reader.book.update_id)
            best = reader.book.bids.best(1) + reader.book.asks.best(1)
            assert best == (
                (scale.ticks(str(ticker.b)), scale.steps(ticker.B)),
                (scale.ticks(str(ticker.a)), scale.steps(ticker.A)),
            )
            agreed += 1
    assert reader.book.gaps == 0
    assert agreed >= least


def test_two_recordings_in_sequence_are_one_market(data: Path) -> None:
    paths = sorted((data / "ws").glob("spot-*.txt.gz"), reverse=True)
    found = Recordings(paths)
    events: list[MarketEvent] = list(found.stream(wanted(SPOT, Timeframe.S5)))
    assert all(one.at_ns <= other.at_ns for one, other in pairwise(events))
    candles = [event for event in events if isinstance(event, Candle)]
    assert len(candles) > 125
    assert all(one.at_ns == other.open_ns for one, other in pairwise(candles))
    books = [event for event in events if isinstance(event, Book)]
    assert all(book.bids[0][0] < book.asks[0][0] for book in books)
    assert events[-1].at_ns - books[-1].at_ns < MINUTE_NS
    assert found.skipped.lines == 0


@pytest.mark.parametrize("symbol", ["BTC", "ETH", "PEPE"])
def test_every_recorded_spot_candle_is_read_exactly(data: Path, symbol: str) -> None:
    found = Recordings([data / f"spot/{symbol}USDT-5m.csv.gz"])
    (instrument,) = found.instruments
    candles = found.candles(instrument.id, M5, 1 << 62, 100_000)
    assert found.skipped.lines == 0
    assert len(candles) >= 71_769
    assert all(one.at_ns == other.open_ns for one, other in pairwise(candles))


def test_futures_bring_their_fundings_at_the_mark(data: Path) -> None:
    found = Recordings([data / "futures"], ["BTCUSDT"])
    events = found.stream(wanted(PERP, H1), 0, found.starts_ns + 30 * 24 * HOUR_NS)
    fundings = [event for event in events if isinstance(event, Funding)]
    assert len(fundings) == 90
    assert all(one.at_ns + 8 * HOUR_NS == other.at_ns for one, other in pairwise(fundings))
    first = fundings[0]
    (mark,) = found.candles(PERP, H1, first.at_ns + HOUR_NS, 1, Source.MARK)
    assert first.mark == mark.open * found.instruments[0].tick_e8
    assert first.rate == 10_000


def test_longer_candles_made_of_recorded_ones_hold_the_same_extremes(data: Path) -> None:
    found = Recordings([data / "spot/ETHUSDT-1m.csv.gz"])
    events = found.stream(wanted(InstrumentId("binance:spot:ETHUSDT"), Timeframe.M1, H1))
    candles = [event for event in islice(events, 100_000) if isinstance(event, Candle)]
    hours = [candle for candle in candles if candle.timeframe is H1]
    minutes = [candle for candle in candles if candle.timeframe is Timeframe.M1]
    assert len(hours) > 300
    for hour in hours[:50]:
        inside = [m for m in minutes if hour.open_ns <= m.open_ns < hour.at_ns]
        assert (hour.high, hour.low) == (max(m.high for m in inside), min(m.low for m in inside))
        assert hour.volume == sum(m.volume for m in inside)


def test_filters_are_read_from_the_venues_real_answers(data: Path) -> None:
    spot = rules_of(data / "meta/spot-exchangeInfo-2021.json", "BTCUSDT")
    assert (str(spot.tick), str(spot.step)) == ("0.01", "0.00001")
    assert spot.max_market_qty == 10_005_381 < spot.max_qty == 900_000_000
    perp = rules_of(data / "meta/futures-exchangeInfo-2021.json", "ADAUSDT")
    assert (perp.max_qty, perp.max_market_qty) == (10_000_000, 3_000_000)
    assert perp.min_notional == Decimal(5)
