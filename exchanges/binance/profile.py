"""What differs between Binance's two markets: hosts, paths, routes, costs and fees."""

from collections.abc import Mapping

from core.errors import InputError
from core.money import Ppm
from core.types import InstrumentId, InstrumentKind, Timeframe
from core.values import Frozen, replace

_MINUTES = frozenset(
    {Timeframe.M1, Timeframe.M5, Timeframe.M15, Timeframe.H1, Timeframe.H4, Timeframe.D1}
)


class Profile(Frozen, frozen=True, kw_only=True):
    """`routes` names the path of each kind of stream: on futures a stream asked for on the wrong
    one is silent. `weights` are what a request costs; fees are those of a new account, in ppm."""

    name: str
    kind: InstrumentKind
    prefix: str
    rest: str
    ws: str
    api: str
    trades: str
    routes: Mapping[str, str]
    weights: Mapping[str, int]
    weight_limit: int
    maker_fee: Ppm
    taker_fee: Ppm
    timeframes: frozenset[Timeframe]

    def id(self, symbol: str) -> InstrumentId:
        return InstrumentId(f"{self.prefix}:{symbol}")

    @property
    def is_spot(self) -> bool:
        return self.kind is InstrumentKind.SPOT


SPOT = Profile(
    name="binance",
    kind=InstrumentKind.SPOT,
    prefix="binance:spot",
    rest="https://data-api.binance.vision",
    ws="wss://data-stream.binance.vision",
    api="/api/v3",
    trades="trade",
    routes={"bookTicker": "", "depth": "", "trade": "", "kline": ""},
    weights={"time": 1, "exchangeInfo": 20, "klines": 2, "depth": 50, "ticker/bookTicker": 2},
    weight_limit=6_000,
    maker_fee=Ppm(1_000),
    taker_fee=Ppm(1_000),
    timeframes=_MINUTES | {Timeframe.S1},
)

FUTURES = Profile(
    name="binance_futures",
    kind=InstrumentKind.PERP,
    prefix="binance:usdm",
    rest="https://fapi.binance.com",
    ws="wss://fstream.binance.com",
    api="/fapi/v1",
    trades="aggTrade",
    routes={
        "bookTicker": "/public",
        "depth": "/public",
        "aggTrade": "/market",
        "kline": "/market",
        "markPrice": "/market",
    },
    weights={
        "time": 1,
        "exchangeInfo": 1,
        "klines": 5,
        "markPriceKlines": 5,
        "depth": 20,
        "ticker/bookTicker": 2,
        "fundingRate": 1,
    },
    weight_limit=2_400,
    maker_fee=Ppm(200),
    taker_fee=Ppm(500),
    timeframes=_MINUTES,
)

_DEMO_HOSTS = {
    SPOT.name: ("https://demo-api.binance.com", "wss://demo-stream.binance.com"),
    FUTURES.name: ("https://demo-fapi.binance.com", "wss://demo-fstream.binance.com"),
}


def profile_of(exchange: str, *, rest: str, ws: str, is_testnet: bool) -> Profile:
    """The profile with its hosts: those given win, then the venue's demo mode, whose prices
    resemble the live ones, then the live ones."""
    found = next((item for item in (SPOT, FUTURES) if item.name == exchange), None)
    if found is None:
        raise InputError(f"{exchange} is no market of Binance", code="unknown_exchange")
    usual = _DEMO_HOSTS[exchange] if is_testnet else (found.rest, found.ws)
    return replace(found, rest=(rest or usual[0]).rstrip("/"), ws=(ws or usual[1]).rstrip("/"))
