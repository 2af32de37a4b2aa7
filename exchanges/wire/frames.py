"""Frames of Binance's streams, live and recorded: what they hold, decoded."""

import msgspec

Sizes = list[tuple[str, str]]
"""Price and size as the venue writes them."""


class Bar(msgspec.Struct, frozen=True):
    """A kline; `x` says whether it is closed. Times are its first and its last millisecond."""

    t: int
    T: int
    i: str
    o: str
    h: str
    l: str  # noqa: E741
    c: str
    v: str
    x: bool


class Data(msgspec.Struct, frozen=True):
    """What a combined stream carries; which fields are there tells what it is.

    bookTicker: `u` b B a A. trade: t T p q m, on futures X. aggTrade: the same with its id in a.
    depthUpdate: `U` `u` b a, on futures pu. markPriceUpdate: p, and r: the rate of the funding at
    T. kline: k. `E` is when the venue said it; bookTicker on spot has none.
    """

    e: str = ""
    E: int = 0
    u: int = 0
    U: int = 0
    pu: int | None = None
    t: int = 0
    T: int = 0
    b: str | Sizes | int = ""
    a: str | Sizes | int = ""
    B: str = ""
    A: str = ""
    p: str = ""
    q: str = ""
    r: str = ""
    m: bool = False
    X: str = "MARKET"
    k: Bar | None = None


class VenueError(msgspec.Struct, frozen=True):
    code: int = 0
    msg: str = ""


class Frame(msgspec.Struct, frozen=True):
    """One message: of a stream, an answer to a request (`id`), the venue's word about itself (`e`),
    or the answer with a snapshot of the book."""

    stream: str = ""
    data: Data | None = None
    e: str = ""
    id: int | str | None = None
    error: VenueError | None = None
    last_update_id: int = msgspec.field(default=0, name="lastUpdateId")
    bids: Sizes = []
    asks: Sizes = []
