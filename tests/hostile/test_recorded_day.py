"""A real day, minute by minute, through the adapter behind the loopback venue and as a replay: the
same candles, and the same trades of TREND to the last digit."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from backtest.merging import Merged
from backtest.plan import Plan, Result
from backtest.run import Backtest
from core.instrument import Instrument
from core.market import Book, Candle, MarketEvent, NewRules
from core.money import Ticks
from core.ports import Subscription
from core.trading import Limit, RiskSettings
from core.types import DAY_NS, InstrumentKind, Source, Timeframe
from exchanges.binance import channel
from exchanges.replay import Recordings
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.paper import PaperSettings
from strategies.registry import builtin_strategies
from tests.hostile.answers import exchange_info
from tests.hostile.desk import hostile_desk
from tests.hostile.playing import Playing
from tests.hostile.recording import MS, Line, save
from tests.hostile.venue import HostileVenue

pytestmark = [pytest.mark.data, pytest.mark.slow]

DAY = 1440
BEATS_MS = (*range(0, 60_000, 4_000), 58_000)
"""When there are quotes within a minute; the last one is young enough to trade on at its close."""
PRINTS_MS = (0, 16_000, 32_000, 48_000)
"""Into each minute: its open, its two extremes, its close."""
RULES = RiskSettings(
    stop_loss=Limit.percent("0.3"), take_profit=Limit.percent("0.4"), daily_loss=None, drawdown=None
)


@pytest.fixture(scope="module")
def data() -> Path:
    folder = Path(os.environ.get("DZENTRA_DATA", ""))
    if not os.environ.get("DZENTRA_DATA") or not (folder / "spot").is_dir():
        pytest.skip("DZENTRA_DATA names no folder with the real market data")
    return folder


class Scribe:
    """Writes candles down as the lines of a day: prints that make each of them again, and between
    them quotes and the changes of a book around the last price."""

    def __init__(self, held: Instrument, first: Candle) -> None:
        self._held = held
        self._ids, self._prints = 1_000, 0
        self._price = first.open

    def lines(self, day: Sequence[Candle]) -> Iterator[Line]:
        begin_ms = day[0].open_ns // MS
        yield begin_ms, {"lastUpdateId": self._ids, "bids": self._side(0), "asks": self._side(1)}
        for candle in day:
            open_ms = candle.open_ns // MS
            path = _path(candle)
            for ms in BEATS_MS:
                due = ms in PRINTS_MS
                before, self._price = self._price, path[PRINTS_MS.index(ms)] if due else self._price
                yield open_ms + ms, self._depth(open_ms + ms, before)
                yield open_ms + ms, self._ticker(open_ms + ms)
                if due:
                    share = _share(candle, PRINTS_MS.index(ms))
                    yield open_ms + ms, self._print(open_ms + ms, share)

    def _depth(self, at_ms: int, before: Ticks) -> dict[str, Any]:
        first, self._ids = self._ids + 1, self._ids + 1
        old, new = self._levels(before), self._levels(self._price)
        sides = {
            side: [[price, "0"] for price, _ in was if price not in dict(now)] + now
            for side, was, now in zip("ba", old, new, strict=True)
        }
        told = {"e": "depthUpdate", "E": at_ms, "s": "BTCUSDT", "U": first, "u": self._ids, **sides}
        return {"stream": "btcusdt@depth@100ms", "data": told}

    def _ticker(self, at_ms: int) -> dict[str, Any]:
        (bid, *_), (ask, *_) = self._levels(self._price)
        told = {"u": self._ids, "b": bid[0], "B": bid[1], "a": ask[0], "A": ask[1], "s": "BTCUSDT"}
        return {"stream": "btcusdt@bookTicker", "data": told}

    def _print(self, at_ms: int, steps: int) -> dict[str, Any]:
        self._prints += 1
        price, qty = str(self._held.price(self._price)), str(self._held.step * steps)
        told = {"e": "trade", "E": at_ms, "s": "BTCUSDT", "t": self._prints, "p": price, "q": qty}
        return {"stream": "btcusdt@trade", "data": {**told, "T": at_ms, "m": True, "M": True}}

    def _levels(self, price: Ticks) -> tuple[list[list[str]], list[list[str]]]:
        """Three on each side; the last price is the best bid."""
        bids = [[str(self._held.price(Ticks(price - n))), "0.5"] for n in range(3)]
        asks = [[str(self._held.price(Ticks(price + 1 + n))), "0.5"] for n in range(3)]
        return bids, asks

    def _side(self, number: int) -> list[list[str]]:
        return self._levels(self._price)[number]


def _path(candle: Candle) -> tuple[Ticks, ...]:
    is_up = candle.close >= candle.open
    middle = (candle.low, candle.high) if is_up else (candle.high, candle.low)
    return (candle.open, *middle, candle.close)


def _share(candle: Candle, number: int) -> int:
    quarter = candle.volume // 4
    return quarter if number < 3 else candle.volume - 3 * quarter


def traded(held: Instrument, events: Sequence[MarketEvent]) -> Result:
    """TREND on these events, through the engine that trades."""
    plan = Plan(
        strategy="TREND",
        instrument=held,
        timeframe=Timeframe.M1,
        start_ns=events[0].at_ns,
        end_ns=events[-1].at_ns,
        balance=Decimal(10_000),
        risk=RULES,
        seed=3,
    )
    test = Backtest(
        plan,
        strategies=[builtin_strategies().create("TREND")],
        broker=SimulatedBroker({held.id: held}, seed=3, config=PaperSettings()),
        sources={held.id: Source.LAST},
        conditions=(),
    )
    return test.run(lambda _held, _limit: (), Merged(events))


async def test_a_real_day_by_the_adapter_gives_the_candles_and_the_trades_of_its_replay(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The change of sockets after 23 hours has its own tests; here every frame is counted once.
    monkeypatch.setattr(channel, "LIFE_NS", 2 * DAY_NS)
    recorded = Recordings([data / "spot/BTCUSDT-1m.csv.gz"])
    (held,) = recorded.instruments
    begin_ns = recorded.starts_ns
    day = recorded.candles(held.id, Timeframe.M1, begin_ns + DAY * Timeframe.M1.ns, DAY)
    lines = list(Scribe(held, day[0]).lines(day))
    save(tmp_path / "spot-btcusdt_day.txt.gz", lines)

    replay = Recordings([tmp_path / "spot-btcusdt_day.txt.gz"])
    wanted = Subscription(frozenset({(held.id, Timeframe.M1)}), frozenset({held.id}))
    replayed = list(replay.stream(wanted))
    candles = [event for event in replayed if isinstance(event, Candle)]
    heard = await by_the_adapter(lines, candles)

    assert candles == list(day)[: len(candles)]
    assert len(candles) >= DAY - 1
    assert [event for event in heard if isinstance(event, Candle)] == candles
    replayed.remove(next(event for event in replayed if isinstance(event, Book)))
    assert heard == replayed
    ours, theirs = traded(held, heard), traded(held, replayed)
    assert len(ours.trades) >= 5
    assert ours.trades == theirs.trades
    assert ours.lines == theirs.lines


async def by_the_adapter(lines: Sequence[Line], candles: Sequence[Candle]) -> list[MarketEvent]:
    def prepare(venue: HostileVenue) -> None:
        venue.info = exchange_info(InstrumentKind.SPOT, tick="0.01")
        venue.holds_books = asyncio.Event()

    start_ns = lines[0][0] * MS
    async with hostile_desk(
        InstrumentKind.SPOT, reads=False, start_ns=start_ns, answer_s=60, before=prepare
    ) as desk:
        playing = Playing(desk, candles)
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(playing.read(start_ns))
            await playing.play(lines)
            reading.cancel()
    return [event for event in playing.heard if not isinstance(event, NewRules)]
