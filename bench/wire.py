"""Frames as a futures venue sends them, and the way back to events."""

from decimal import Decimal

import msgspec

from core.instrument import Instrument
from core.market import MarketEvent
from core.money import Money, Ppm, Steps
from core.types import InstrumentId, InstrumentKind
from exchanges.wire.frame_reader import FrameReader
from exchanges.wire.frames import Frame

HELD = Instrument(
    id=InstrumentId("bench:perp:BTCUSDT"),
    base="BTC",
    quote="USDT",
    settle="USDT",
    kind=InstrumentKind.PERP,
    tick=Decimal("0.10"),
    step=Decimal("0.001"),
    min_qty=Steps(1),
    max_qty=Steps(10**9),
    max_market_qty=Steps(10**9),
    min_notional=Money(0),
    maker_fee=Ppm(200),
    taker_fee=Ppm(500),
)
MS = 1_000_000


class Wire:
    """Writes frames with rising ids and times, and reads them as the adapters do."""

    def __init__(self, start_ns: int) -> None:
        self.at_ns = start_ns
        self._id = 0
        self._reader = FrameReader(HELD)
        self._decode = msgspec.json.Decoder(Frame).decode

    def read(self, raw: bytes) -> MarketEvent:
        event = self._reader.read(self.at_ns, self._decode(raw))
        if event is None:
            raise ValueError("a frame that says nothing")
        return event

    def pass_time(self, ms: int) -> None:
        self.at_ns += ms * MS

    def quote(self, bid: str) -> bytes:
        self._id += 1
        ask = str(Decimal(bid) + HELD.tick)
        ms = self.at_ns // MS
        return (
            f'{{"stream":"btcusdt@bookTicker","data":{{"e":"bookTicker","u":{self._id},'
            f'"s":"BTCUSDT","b":"{bid}","B":"31.020","a":"{ask}","A":"40.660",'
            f'"T":{ms},"E":{ms}}}}}'
        ).encode()

    def mark(self, price: str) -> bytes:
        ms = self.at_ns // MS
        return (
            f'{{"stream":"btcusdt@markPrice@1s","data":{{"e":"markPriceUpdate","E":{ms},'
            f'"s":"BTCUSDT","p":"{price}000000","i":"{price}000000","P":"{price}000000",'
            f'"r":"0.00010000","T":{ms + 3_600_000}}}}}'
        ).encode()
