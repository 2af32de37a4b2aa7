"""Real recorded traffic, through the adapter behind the loopback venue and as a replay: the same
events, the same candles, the same paper fills."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from core.instrument import Instrument
from core.market import Book, Candle, Mark, MarketEvent, NewRules, Trade
from core.orders import BrokerEvent, Fill, Order
from core.ports import Subscription
from core.types import (
    AgentId,
    ClientId,
    InstrumentKind,
    OrderKind,
    OrderSide,
    Purpose,
    Timeframe,
)
from exchanges.replay import Recordings
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.faults import Faults
from exchanges.simulated.paper import PaperSettings
from tests.hostile.answers import exchange_info, kline_row
from tests.hostile.desk import hostile_desk
from tests.hostile.playing import Playing
from tests.hostile.recording import MS, lines_of, save
from tests.hostile.venue import HostileVenue

pytestmark = [pytest.mark.data, pytest.mark.slow]

LINES = 40_000
DAY = 1440
CASES = [
    (InstrumentKind.SPOT, "spot-btcusdt_20240808.txt.gz", "0.01"),
    (InstrumentKind.PERP, "usdm-btcusdt_20240808.txt.gz", "0.1"),
]


@pytest.fixture(scope="module")
def data() -> Path:
    folder = Path(os.environ.get("DZENTRA_DATA", ""))
    if not os.environ.get("DZENTRA_DATA") or not (folder / "ws").is_dir():
        pytest.skip("DZENTRA_DATA names no folder with the real market data")
    return folder


def traded(held: Instrument, events: Sequence[MarketEvent]) -> list[BrokerEvent]:
    """What a broker answers to someone who sends an order after every fiftieth print."""
    broker = SimulatedBroker({held.id: held}, seed=3, config=PaperSettings(), faults=Faults(()))
    answers: list[BrokerEvent] = []
    prints = 0
    for event in events:
        answers += broker.on_market(event)
        if isinstance(event, Trade):
            prints += 1
            if prints % 50 == 0:
                broker.submit(order(held, event, prints))
    return answers


def order(held: Instrument, event: Trade, number: int) -> Order:
    """Big ones and small ones, at the market and resting."""
    is_resting = number % 3 == 0
    return Order(
        client_id=ClientId(f"a-{number}"),
        agent=AgentId("a"),
        instrument=held.id,
        side=OrderSide.BUY if number % 100 else OrderSide.SELL,
        qty=held.floor_steps(held.size(held.min_qty) * 1000 * (1 + number % 7)),
        purpose=Purpose.ENTRY,
        decided_at_ns=event.at_ns,
        kind=OrderKind.LIMIT if is_resting else OrderKind.MARKET,
        limit=event.price if is_resting else None,
    )


@pytest.mark.parametrize(("kind", "name", "tick"), CASES)
async def test_recorded_traffic_is_the_same_market_by_both_ways(
    data: Path, tmp_path: Path, kind: InstrumentKind, name: str, tick: str
) -> None:
    lines = list(lines_of(data / "ws" / name, LINES))
    save(tmp_path / name, lines)
    recorded = Recordings([tmp_path / name])
    (held,) = recorded.instruments
    wanted = Subscription(frozenset({(held.id, Timeframe.M1)}), frozenset({held.id}))
    replayed = list(recorded.stream(wanted))
    candles = [event for event in replayed if isinstance(event, Candle)]
    start_ns = lines[0][0] * MS

    def prepare(venue: HostileVenue) -> None:
        venue.info = exchange_info(kind, tick=tick)
        venue.holds_books = asyncio.Event()

    async with hostile_desk(
        kind, reads=False, start_ns=start_ns, answer_s=60, before=prepare
    ) as desk:
        playing = Playing(desk, candles)
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(playing.read(start_ns))
            await playing.play(lines)
            reading.cancel()
        listed = desk.market.listed[0]
    first_book = next(event for event in replayed if isinstance(event, Book))
    replayed.remove(first_book)
    heard = [event for event in playing.heard if not isinstance(event, Mark | NewRules)]
    assert heard == replayed
    assert [event for event in heard if isinstance(event, Candle)] == candles != []
    fills = traded(listed, heard)
    assert fills == traded(listed, replayed)
    assert len([fill for fill in fills if isinstance(fill, Fill)]) > 20


async def test_a_day_of_candles_with_drops_doubles_and_cuts_is_the_recorded_day(
    data: Path,
) -> None:
    recorded = Recordings([data / "spot/BTCUSDT-1m.csv.gz"])
    (held,) = recorded.instruments
    begin_ns = recorded.starts_ns
    day = recorded.candles(held.id, Timeframe.M1, begin_ns + DAY * Timeframe.M1.ns, DAY)
    rng = Random(5)
    async with hostile_desk(start_ns=begin_ns, since_ns=begin_ns) as desk:
        rows = desk.venue.klines.setdefault(("BTCUSDT", "1m"), [])
        await desk.become_live()
        for candle in day:
            desk.clock.set(candle.at_ns)
            row = kline_row(candle.open_ns // MS, str(held.price(candle.close)))
            row[1:6] = [
                str(held.price(candle.open)),
                str(held.price(candle.high)),
                str(held.price(candle.low)),
                str(held.price(candle.close)),
                str(held.size(candle.volume)),
            ]
            rows.append(row)
            for _ in range(rng.choice((0, 1, 1, 1, 2))):
                await desk.venue.say("btcusdt@kline_1m", desk.venue.bar(row[0]))
            if rng.random() < 0.02:
                await desk.venue.cut(clean=rng.random() < 0.5)
            await desk.pass_time(1, quoting=True)
        await desk.until(lambda: len(desk.candles) >= len(day), quoting=True)
        assert desk.candles == list(day)
        assert any(channel.reconnects > 10 for channel in desk.channels)
