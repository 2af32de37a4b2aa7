"""Recordings replayed: what is read, what is refused, what is left out."""

import asyncio
import gzip
import json
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import InputError, Unreachable
from core.market import Book, Candle, Funding, Mark, MarketEvent, PathPoint, Quote, Trade
from core.ports import Subscription
from core.types import (
    MINUTE_NS,
    SECOND_NS,
    InstrumentId,
    InstrumentKind,
    OrderSide,
    Source,
    Timeframe,
)
from exchanges.replay import Recordings, ReplayMarket
from exchanges.replayed.instruments import Market, instrument_of
from exchanges.wire.scale import e8

SPOT, PERP = InstrumentId("binance:spot:BTCUSDT"), InstrumentId("binance:usdm:BTCUSDT")
USDM = "usdm-btcusdt_1.txt.gz"
M1, M5, H1 = Timeframe.M1, Timeframe.M5, Timeframe.H1
HEADER = "open_time,open,high,low,close,volume"
START_MS = 1_704_067_200_000
START_NS = START_MS * 1_000_000


def packed(path: Path, lines: Sequence[str], *, torn: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = gzip.compress("".join(line + "\n" for line in lines).encode(), mtime=0)
    path.write_bytes(data[: len(data) // 2] if torn else data)
    return path


def bar(index: int, first: str, high: str, low: str, last: str, minutes: int = 1) -> str:
    return f"{START_MS + index * minutes * 60_000},{first},{high},{low},{last},1.5"


def minute_bars(count: int) -> list[str]:
    return [bar(i, str(100 + i), str(102 + i), str(99 + i), str(101 + i)) for i in range(count)]


def everything(recordings: Recordings, *timeframes: Timeframe) -> Subscription:
    ids = [item.id for item in recordings.instruments]
    return Subscription(
        frozenset((instrument, timeframe) for instrument in ids for timeframe in timeframes),
        frozenset(ids),
    )


def events(recordings: Recordings, *timeframes: Timeframe) -> list[MarketEvent]:
    return list(recordings.stream(everything(recordings, *timeframes)))


# --- candles -------------------------------------------------------------------------------------


def test_a_bar_is_its_path_and_then_the_closed_candle(tmp_path: Path) -> None:
    rows = [HEADER, bar(0, "100", "103", "99", "102")]
    given = events(Recordings([packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", rows)]), M1)
    points, (candle,) = given[:4], given[4:]
    assert [p.price for p in points if isinstance(p, PathPoint)] == [10_000, 9_900, 10_300, 10_200]
    assert [p.is_jump for p in points if isinstance(p, PathPoint)] == [True, False, False, False]
    assert points[0].at_ns == START_NS
    assert isinstance(candle, Candle)
    assert (candle.instrument, candle.at_ns, candle.timeframe) == (SPOT, START_NS + MINUTE_NS, M1)
    assert (candle.open, candle.high, candle.low, candle.close) == (10_000, 10_300, 9_900, 10_200)
    assert candle.volume == 150_000


def test_longer_candles_are_made_of_the_recorded_ones(tmp_path: Path) -> None:
    path = packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", [HEADER, *minute_bars(11)])
    made = [e for e in events(Recordings([path]), M5) if isinstance(e, Candle)]
    assert [(c.open, c.high, c.low, c.close, c.volume) for c in made] == [
        (10_000, 10_600, 9_900, 10_500, 750_000),
        (10_500, 11_100, 10_400, 11_000, 750_000),
    ]
    assert made[0].at_ns == START_NS + 5 * MINUTE_NS


def test_a_longer_candle_with_a_hole_closes_before_what_comes_after_it(tmp_path: Path) -> None:
    rows = minute_bars(12)
    del rows[4:7]
    path = packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", [HEADER, *rows])
    given = events(Recordings([path]), M5)
    assert all(one.at_ns <= other.at_ns for one, other in pairwise(given))
    made = [e for e in given if isinstance(e, Candle)]
    # The second period lost its first bar: it is not told.
    assert [(c.at_ns - START_NS) // MINUTE_NS for c in made] == [5]
    assert made[0].close == 10_400


def test_a_shorter_timeframe_than_recorded_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "spot/BTCUSDT-5m.csv.gz", [HEADER, bar(0, "1", "1", "1", "1", 5)])
    with pytest.raises(InputError, match="holds candles of 5m; 1m cannot be made"):
        events(Recordings([path]), M1)


def test_files_of_one_instrument_follow_each_other_by_their_times(tmp_path: Path) -> None:
    rows = minute_bars(6)
    late = packed(tmp_path / "a/spot/BTCUSDT-1m.csv.gz", [HEADER, *rows[2:]])
    early = packed(tmp_path / "b/spot/BTCUSDT-1m.csv.gz", [HEADER, *rows[:4]])
    made = [e for e in events(Recordings([late, early]), M1) if isinstance(e, Candle)]
    assert [c.open for c in made] == [10_000, 10_100, 10_200, 10_300, 10_400, 10_500]


def test_futures_have_the_marks_and_fundings_that_lie_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "futures"
    rows = [bar(i, "100", "103", "99", "102", 60) for i in range(9)]
    path = packed(folder / "BTCUSDT-1h.csv.gz", [HEADER, *rows])
    marks = [row.rsplit(",", 1)[0].replace("100", "100.12345678") for row in rows]
    packed(folder / "BTCUSDT-1h-mark.csv.gz", ["open_time,open,high,low,close", *marks])
    rate = f"{START_MS + 8 * 3_600_000 + 3},-0.00012345"
    packed(folder / "BTCUSDT-funding.csv.gz", ["funding_time,funding_rate", rate])
    recordings = Recordings([path])
    given = events(recordings, H1)
    (funding,) = [e for e in given if isinstance(e, Funding)]
    at_ns = START_NS + 8 * 60 * MINUTE_NS
    assert funding == Funding(PERP, at_ns, -12_345, 1_001 * 10**7)
    place = given.index(funding)
    assert isinstance(given[place - 1], Candle)
    assert isinstance(given[place + 1], PathPoint)
    (mark,) = recordings.candles(PERP, H1, START_NS + 60 * MINUTE_NS, 5, Source.MARK)
    assert (mark.open, mark.close) == (1_001, 1_020)


def test_history_is_what_had_closed_by_then(tmp_path: Path) -> None:
    path = packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", [HEADER, *minute_bars(10)])
    recordings = Recordings([path])
    found = recordings.candles(SPOT, M1, START_NS + 4 * MINUTE_NS, 2)
    assert [c.open for c in found] == [10_200, 10_300]
    assert recordings.candles(SPOT, M5, START_NS + 9 * MINUTE_NS, 9)[-1].high == 10_600
    assert recordings.candles(SPOT, M1, START_NS, 9) == ()


def test_a_stream_may_begin_and_end_anywhere(tmp_path: Path) -> None:
    path = packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", [HEADER, *minute_bars(30)])
    recordings = Recordings([path])
    wanted = everything(recordings, M1, M5)
    start_ns, end_ns = START_NS + 437 * SECOND_NS, START_NS + 1_234 * SECOND_NS
    part = list(recordings.stream(wanted, start_ns, end_ns))
    whole = list(recordings.stream(wanted))
    assert part == [event for event in whole if start_ns <= event.at_ns < end_ns]


@pytest.mark.parametrize("minute", [5, 7, 10])
def test_a_stream_asked_from_the_close_of_a_bar_begins_with_its_candle(
    tmp_path: Path, minute: int
) -> None:
    path = packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", [HEADER, *minute_bars(12)])
    recordings = Recordings([path])
    wanted = everything(recordings, M1, M5)
    start_ns = START_NS + minute * MINUTE_NS
    part = list(recordings.stream(wanted, start_ns))
    assert part == [event for event in recordings.stream(wanted) if event.at_ns >= start_ns]
    assert isinstance(part[0], Candle)


def test_bad_rows_are_left_out_and_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good = minute_bars(8)
    rows = [
        HEADER,
        good[0],
        "not,a,row",
        f"{START_MS + 60_000},100,99,98,100,1",
        f"{START_MS + 60_000},100.001,101,99,100,1",
        f"{START_MS + 60_000},NaN,101,99,100,1",
        f"{START_MS + 60_001},100,101,99,100,1",
        "\xff\x00",
        good[1],
        good[0],
        "",
        good[2],
    ]
    recordings = Recordings([packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", rows)])
    made = [e for e in events(recordings, M1) if isinstance(e, Candle)]
    assert [c.open for c in made] == [10_000, 10_100, 10_200]
    assert recordings.skipped.lines == 8
    assert len(recordings.skipped.notes) == 1
    assert "BTCUSDT-1m.csv.gz, line 3:" in caplog.text


def test_a_torn_file_gives_what_can_be_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", [HEADER, *minute_bars(5_000)], torn=True)
    recordings = Recordings([path])
    made = [e for e in events(recordings, M1) if isinstance(e, Candle)]
    assert 100 < len(made) < 5_000
    assert "torn after line" in recordings.skipped.notes[0]


# --- what is refused -----------------------------------------------------------------------------


def test_a_file_that_is_no_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spot/BTCUSDT-1m.csv.gz"
    path.parent.mkdir()
    path.write_text("open_time,open\n")
    with pytest.raises(InputError, match=r"BTCUSDT-1m\.csv\.gz cannot be read"):
        Recordings([path])


@pytest.mark.parametrize("rows", [[], [HEADER], [HEADER, "x,y"]])
def test_a_file_without_a_candle_is_refused(tmp_path: Path, rows: list[str]) -> None:
    path = packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", rows)
    with pytest.raises(InputError, match="holds no candle"):
        Recordings([path])


@pytest.mark.parametrize("name", ["notes.txt", "spot/BTCUSDT-7m.csv.gz", "BTCUSDT-1m.csv.gz"])
def test_an_unknown_name_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / name, [HEADER])
    with pytest.raises(InputError, match=r"is no recording; known names: SYMBOL-5m\.csv\.gz"):
        Recordings([path])


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        Recordings([tmp_path / "spot/BTCUSDT-1m.csv.gz"])


def test_a_folder_without_the_wanted_symbols_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", [HEADER, *minute_bars(1)])
    with pytest.raises(InputError, match=r"to replay of SOLUSDT .* found: BTCUSDT"):
        Recordings([tmp_path / "spot"], ["SOLUSDT"])


def test_a_symbol_of_unknown_tick_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "spot/FOOUSDT-1m.csv.gz", [HEADER, *minute_bars(1)])
    with pytest.raises(InputError, match=r"binance:spot:FOOUSDT are not known\. Known are BTCUSDT"):
        Recordings([path])


def test_files_of_differing_timeframes_of_one_instrument_are_refused(tmp_path: Path) -> None:
    one = packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", [HEADER, *minute_bars(1)])
    other = packed(tmp_path / "spot/BTCUSDT-5m.csv.gz", [HEADER, *minute_bars(1)])
    with pytest.raises(InputError, match="differ in what they hold"):
        Recordings([one, other])


def test_a_folder_gives_the_finest_candles_of_each_symbol(tmp_path: Path) -> None:
    packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", [HEADER, *minute_bars(2)])
    packed(tmp_path / "spot/BTCUSDT-5m.csv.gz", [HEADER, bar(0, "7", "7", "7", "7", 5)])
    packed(tmp_path / "spot/readme.gz", [])
    recordings = Recordings([tmp_path / "spot"])
    assert [c.open for c in recordings.candles(SPOT, M1, START_NS * 2, 9)] == [10_000, 10_100]


def test_an_instrument_that_is_not_recorded_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "spot/BTCUSDT-1m.csv.gz", [HEADER, *minute_bars(1)])
    with pytest.raises(InputError, match="Nothing of binance:usdm:BTCUSDT is recorded"):
        Recordings([path]).candles(PERP, M1, START_NS, 1)


# --- recorded lines ------------------------------------------------------------------------------


def line(at_ms: int, stream: str, **data: object) -> str:
    frame = {"stream": f"btcusdt@{stream}", "data": data}
    return f"{START_NS + at_ms * 1_000_000} {json.dumps(frame)}"


def ticker(at_ms: int, update_id: int, bid: str, ask: str) -> str:
    return line(at_ms, "bookTicker", u=update_id, s="BTCUSDT", b=bid, B="2.0", a=ask, A="3.0")


def trade(
    at_ms: int, price: str, qty: str = "0.5", *, sold: bool = False, kind: str = "MARKET"
) -> str:
    return line(at_ms, "trade", e="trade", T=1, p=price, q=qty, m=sold, X=kind)


def depth(at_ms: int, ids: tuple[int, int], bids: object, asks: object, **more: int) -> str:
    first, last = ids
    return line(at_ms, "depth@100ms", e="depthUpdate", U=first, u=last, b=bids, a=asks, **more)


def snapshot(at_ms: int, update_id: int, bids: object, asks: object) -> str:
    frame = {"lastUpdateId": update_id, "bids": bids, "asks": asks}
    return f"{START_NS + at_ms * 1_000_000} {json.dumps(frame)}"


def recorded(tmp_path: Path, *lines: str, name: str = "spot-btcusdt_1.txt.gz") -> Recordings:
    return Recordings([packed(tmp_path / name, lines)])


def books(given: Sequence[MarketEvent]) -> list[Book]:
    return [event for event in given if isinstance(event, Book)]


def test_tickers_and_trades_become_quotes_and_prints_at_their_receive_time(tmp_path: Path) -> None:
    given = events(
        recorded(
            tmp_path,
            ticker(0, 5, "100.00", "100.01"),
            trade(7, "100.01"),
            trade(8, "100", sold=True),
        )
    )
    first = given[0]
    assert isinstance(first, Quote)
    assert (first.instrument, first.at_ns, first.bid, first.ask) == (SPOT, START_NS, 10_000, 10_001)
    assert (first.bid_qty, first.ask_qty) == (200_000, 300_000)
    assert [(e.at_ns - START_NS, e.price, e.taker) for e in given if isinstance(e, Trade)] == [
        (7_000_000, 10_001, OrderSide.BUY),
        (8_000_000, 10_000, OrderSide.SELL),
    ]


def test_only_newer_tickers_and_market_prints_count(tmp_path: Path) -> None:
    given = events(
        recorded(
            tmp_path,
            ticker(0, 5, "100", "101"),
            ticker(1, 5, "99", "100"),
            ticker(2, 4, "98", "99"),
            trade(3, "100", kind="INSURANCE_FUND"),
            trade(4, "100", "0"),
            ticker(5, 6, "97", "98"),
        )
    )
    assert [e.bid for e in given if isinstance(e, Quote)] == [10_000, 9_700]
    assert len(given) == 2


def test_a_book_follows_its_snapshot_and_the_changes_after_it(tmp_path: Path) -> None:
    given = books(
        events(
            recorded(
                tmp_path,
                depth(0, (90, 95), [["100", "9"]], []),
                depth(1, (96, 103), [["99", "4"]], [["101", "0"], ["102", "6"]]),
                snapshot(2, 100, [["100", "1"], ["98", "2"]], [["101", "1"], ["103", "1"]]),
                depth(3, (104, 105), [["100", "0"]], []),
            )
        )
    )
    assert [level[0] for level in given[0].bids] == [10_000, 9_900, 9_800]
    assert [level[0] for level in given[0].asks] == [10_200, 10_300]
    assert [level[0] for level in given[1].bids] == [9_900, 9_800]


def test_after_a_gap_there_is_no_book_until_the_next_snapshot(tmp_path: Path) -> None:
    asks = [["101", "1"]]
    given = books(
        events(
            recorded(
                tmp_path,
                snapshot(0, 100, [["100", "1"]], asks),
                depth(1, (103, 104), [["99", "1"]], []),
                depth(2, (105, 106), [["99", "1"]], []),
                snapshot(3, 110, [["98", "1"]], asks),
            )
        )
    )
    assert [(e.at_ns - START_NS) // 1_000_000 for e in given] == [0, 3]


def test_a_futures_book_is_chained_by_the_id_before(tmp_path: Path) -> None:
    lines = (
        snapshot(0, 100, [["100", "1"]], [["101", "1"]]),
        depth(1, (99, 104), [["99", "1"]], [], pu=98),
        depth(2, (109, 110), [["98", "1"]], [], pu=104),
        depth(3, (111, 112), [["97", "1"]], [], pu=109),
    )
    given = books(events(recorded(tmp_path, *lines, name="usdm-btcusdt_1.txt.gz")))
    assert [e.bids[-1][0] for e in given] == [1_000, 990, 980]


def test_a_quote_ahead_of_the_book_is_its_best_level(tmp_path: Path) -> None:
    given = books(
        events(
            recorded(
                tmp_path,
                ticker(0, 150, "99", "100"),
                snapshot(1, 100, [["100", "1"], ["98", "1"]], [["101", "1"]]),
                depth(2, (101, 160), [["100", "0"], ["99.5", "2"]], []),
            )
        )
    )
    assert given[0].bids == ((9_900, 200_000), (9_800, 100_000))
    assert given[0].asks == ((10_000, 300_000), (10_100, 100_000))
    assert given[1].bids[0] == (9_950, 200_000)


def test_a_book_keeps_its_best_twenty_levels(tmp_path: Path) -> None:
    bids = [[str(1_000 - i), "1"] for i in range(50)]
    (book,) = books(events(recorded(tmp_path, snapshot(0, 1, bids, [["2000", "1"]]))))
    assert len(book.bids) == 20
    assert book.bids[-1][0] == 98_100


def test_candles_are_counted_from_the_prints_and_close_with_time(tmp_path: Path) -> None:
    given = events(
        recorded(
            tmp_path,
            trade(100, "100"),
            trade(900, "103"),
            ticker(2_500, 1, "102", "103"),
            trade(2_600, "101"),
            ticker(3_000, 2, "102", "103"),
        ),
        Timeframe.S1,
    )
    made = [e for e in given if isinstance(e, Candle)]
    assert [(c.open, c.high, c.close, c.volume) for c in made] == [
        (10_000, 10_300, 10_300, 100_000),
        (10_300, 10_300, 10_300, 0),
        (10_100, 10_100, 10_100, 50_000),
    ]
    assert [type(e) for e in given[2:5]] == [Candle, Candle, Quote]


def test_history_of_lines_and_their_stream_are_the_same_candles(tmp_path: Path) -> None:
    recordings = recorded(tmp_path, *(trade(i * 700, str(100 + i % 7)) for i in range(200)))
    streamed = [e for e in events(recordings, Timeframe.S5) if isinstance(e, Candle)]
    end_ns = streamed[20].at_ns
    assert list(recordings.candles(SPOT, Timeframe.S5, end_ns, 9)) == streamed[12:21]
    assert recordings.candles(SPOT, Timeframe.S5, end_ns, 9, Source.MARK) == ()


def mark(at_ms: int, price: str, rate: str, due_ms: int) -> str:
    data = {"e": "markPriceUpdate", "p": price, "r": rate, "T": START_MS + due_ms}
    return line(at_ms, "markPrice@1s", **data)


def test_recorded_marks_are_read_exactly(tmp_path: Path) -> None:
    given = events(recorded(tmp_path, mark(5, "61800.12345678", "", 0), name=USDM))
    assert given == [Mark(PERP, START_NS + 5_000_000, 6_180_012_345_678)]


def test_a_funding_comes_at_its_announced_time_at_the_newest_rate_and_mark(tmp_path: Path) -> None:
    given = events(
        recorded(
            tmp_path,
            mark(0, "100", "0.0001", 1000),
            mark(900, "101", "-0.0002", 1000),
            trade(1_500, "100"),
            mark(1_600, "102", "0.0003", 9_000),
            name=USDM,
        ),
        Timeframe.S1,
    )
    funded = [e for e in given if isinstance(e, Funding)]
    assert funded == [Funding(PERP, START_NS + SECOND_NS, -20_000, 101 * 10**8)]
    assert [type(e) for e in given] == [Mark, Mark, Funding, Trade, Mark]


def test_a_later_file_goes_on_with_the_book_of_the_one_before(tmp_path: Path) -> None:
    second = packed(tmp_path / "spot-btcusdt_a.txt.gz", [depth(5, (101, 102), [["99", "1"]], [])])
    first = packed(
        tmp_path / "spot-btcusdt_b.txt.gz", [snapshot(0, 100, [["100", "1"]], [["101", "1"]])]
    )
    given = books(events(Recordings([second, first])))
    assert [len(e.bids) for e in given] == [1, 2]


def test_bad_lines_are_left_out_and_counted_once(tmp_path: Path) -> None:
    recordings = recorded(
        tmp_path,
        trade(1, "100"),
        "garbage",
        f"{START_NS} " + '{"stream": 1}',
        f"{START_NS + 2_000_000} " + "{",
        trade(0, "100"),
        trade(3, "-5"),
        trade(3, "100.001"),
        depth(3, (1, 2), 7, []),
        f"{START_NS + 3_000_000} " + '{"result":null,"id":1}',
        trade(4, "100"),
    )
    assert len(events(recordings)) == len(events(recordings)) == 2
    assert recordings.skipped.lines == 7


def test_a_file_of_nothing_but_garbage_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no recorded line"):
        recorded(tmp_path, "garbage")


# --- instruments ---------------------------------------------------------------------------------


def test_what_is_recorded_of_pepe_is_exact() -> None:
    held = instrument_of(Market(InstrumentKind.SPOT, "PEPEUSDT"))
    assert (held.tick, held.step, held.unit) == (Decimal("0.00000001"), Decimal(1), 1)


def test_spot_has_its_fees_and_no_leverage() -> None:
    held = instrument_of(Market(InstrumentKind.SPOT, "BTCUSDT"))
    assert (held.id, held.maker_fee, held.taker_fee) == (SPOT, 1_000, 1_000)
    assert (held.max_leverage, held.brackets, held.is_spot) == (1, (), True)


def test_the_venues_own_answer_wins(tmp_path: Path) -> None:
    filters = [
        {"filterType": "PRICE_FILTER", "tickSize": "0.50000000"},
        {"filterType": "LOT_SIZE", "stepSize": "0.01000000", "minQty": "0.02", "maxQty": "90.0"},
        {"filterType": "MARKET_LOT_SIZE", "stepSize": "0.0", "minQty": "0.0", "maxQty": "7.5"},
        {"filterType": "NOTIONAL", "minNotional": "10.00"},
    ]
    meta = tmp_path / "info.json"
    meta.write_text(json.dumps({"symbols": [{"symbol": "BTCUSDT", "filters": filters}]}))
    held = instrument_of(Market(InstrumentKind.SPOT, "BTCUSDT"), meta)
    assert (held.tick, held.step) == (Decimal("0.5"), Decimal("0.01"))
    assert (held.min_qty, held.max_qty, held.max_market_qty) == (2, 9_000, 750)
    assert held.min_notional == 10 * 10**8
    with pytest.raises(InputError, match="does not list ETHUSDT"):
        instrument_of(Market(InstrumentKind.SPOT, "ETHUSDT"), meta)
    meta.write_text("{")
    with pytest.raises(InputError, match="is no exchangeInfo answer"):
        instrument_of(Market(InstrumentKind.SPOT, "BTCUSDT"), meta)


@pytest.mark.parametrize(
    ("text", "units"),
    [("1", 10**8), ("0.00000129", 129), ("-0.0001", -10_000), ("61837.63000000", 6183763 * 10**6)],
)
def test_recorded_numbers_are_read_exactly(text: str, units: int) -> None:
    assert e8(text) == units


@pytest.mark.parametrize("text", ["", "x", "1e5", "0.000000001", "NaN"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"decimals|invalid literal"):
        e8(text)


# --- on a clock ----------------------------------------------------------------------------------


async def test_the_replay_gives_the_stream_at_its_own_times_and_ends(tmp_path: Path) -> None:
    recordings = recorded(tmp_path, *(ticker(i * 300, i + 1, "100", "101") for i in range(20)))
    clock = ManualClock(START_NS)
    market = ReplayMarket(recordings, clock)
    given: list[MarketEvent] = []

    async def read() -> None:
        async for event in market.events(everything(recordings), since_ns=START_NS):
            assert event.at_ns <= clock.now_ns()
            given.append(event)

    with pytest.raises(Unreachable):
        await market.quote(SPOT)
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(read())
        while not reading.done():
            for _ in range(5):
                await asyncio.sleep(0)
            clock.advance(0.2)
    assert given == events(recordings)[1:]
    assert await market.quote(SPOT) == given[-1]
