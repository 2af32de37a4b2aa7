"""A made-up symbol of a loopback venue, as Binance's frames and answers."""

from collections import deque
from random import Random
from typing import Any

MS = 1_000_000
MINUTE_MS, SECOND_MS = 60_000, 1_000
KEPT = 5_000
STAMP = 10**9
"""A quote's bid size is the machine's monotonic time in microseconds, in steps, modulo this: so a
test knows when a quote left, whatever lies between."""


class Symbol:
    """Walks at random; every number is of ticks of 0.01, sizes are of steps of 0.001."""

    def __init__(self, name: str, number: int, *, is_perp: bool, walk: int) -> None:
        self.name = name
        self.stream = name.lower()
        self.price = 1_000_000 + 10_000 * number
        self.walk = walk
        self._rng = Random(number)
        self._is_perp = is_perp
        self._update = self._depth = self._prints = 0
        self._bar: list[int] = [0, self.price, self.price, self.price, self.price]
        self._rows: deque[list[Any]] = deque(maxlen=KEPT)
        self.bar_ms = MINUTE_MS if is_perp else SECOND_MS

    def ticker(self, now_ms: int, now_ns: int) -> str:
        self._update += 1
        if not self._update % 8:
            self._move()
        stamp = _size(now_ns // 1_000 % STAMP)
        timed = f'"e":"bookTicker","E":{now_ms},"T":{now_ms},' if self._is_perp else ""
        return (
            f'{{"stream":"{self.stream}@bookTicker","data":{{{timed}"u":{self._update},'
            f'"s":"{self.name}","b":"{_price(self.price)}","B":"{stamp}",'
            f'"a":"{_price(self.price + 1)}","A":"5.000"}}}}'
        )

    def depth(self, now_ms: int) -> str:
        before, self._update = self._depth, self._update + 1
        first, self._depth = before + 1, self._update
        chained = f'"pu":{before},' if self._is_perp else ""
        return (
            f'{{"stream":"{self.stream}@depth@100ms","data":{{"e":"depthUpdate","E":{now_ms},'
            f'"s":"{self.name}","U":{first},"u":{self._update},{chained}'
            f'"b":[["{_price(self.price - 3)}","2.000"]],'
            f'"a":[["{_price(self.price + 4)}","2.000"]]}}}}'
        )

    def trade(self, now_ms: int) -> str:
        self._prints += 1
        kind, ident = ("aggTrade", "a") if self._is_perp else ("trade", "t")
        return (
            f'{{"stream":"{self.stream}@{kind}","data":{{"e":"{kind}","E":{now_ms},'
            f'"s":"{self.name}","{ident}":{self._prints},"p":"{_price(self.price)}",'
            f'"q":"0.500","T":{now_ms},"m":false}}}}'
        )

    def mark(self, now_ms: int) -> str:
        next_ms = (now_ms // 28_800_000 + 1) * 28_800_000
        return (
            f'{{"stream":"{self.stream}@markPrice@1s","data":{{"e":"markPriceUpdate",'
            f'"E":{now_ms},"s":"{self.name}","p":"{_price(self.price)}","r":"0.00010000",'
            f'"T":{next_ms}}}}}'
        )

    def bars(self, now_ms: int) -> list[str]:
        """The bar that closed, if one did, then the one that grows."""
        open_ms = now_ms // self.bar_ms * self.bar_ms
        told = []
        if self._bar[0] and self._bar[0] != open_ms:
            self._rows.append(_row(self._bar, self.bar_ms))
            told.append(self._kline(now_ms, is_closed=True))
        if self._bar[0] != open_ms:
            self._bar = [open_ms, self.price, self.price, self.price, self.price]
        told.append(self._kline(now_ms, is_closed=False))
        return told

    def snapshot(self) -> dict[str, Any]:
        return {
            "lastUpdateId": self._depth,
            "bids": [[_price(self.price - n), "5.000"] for n in range(20)],
            "asks": [[_price(self.price + 1 + n), "5.000"] for n in range(20)],
        }

    def quote(self) -> dict[str, str]:
        bid, ask = _price(self.price), _price(self.price + 1)
        return {"bidPrice": bid, "bidQty": "5.000", "askPrice": ask, "askQty": "5.000"}

    def rows(self, start_ms: int, end_ms: int, limit: int, step_ms: int) -> list[list[Any]]:
        """Closed candles, the first of them as the venue gives them; those of before the start are
        the first price, never quite still."""
        first = -(-start_ms // step_ms) * step_ms
        known = {row[0]: row for row in self._rows}
        opens = range(first, end_ms + 1, step_ms)[:limit]
        return [known.get(open_ms) or self._past(open_ms, step_ms) for open_ms in opens]

    def _past(self, open_ms: int, step_ms: int) -> list[Any]:
        price = 1_000_000 + open_ms // step_ms % 7
        return _row([open_ms, price, price + 3, price - 3, price], step_ms)

    def _move(self) -> None:
        self.price = max(self.price + self._rng.randint(-self.walk, self.walk), 500_000)
        bar = self._bar
        bar[2], bar[3], bar[4] = max(bar[2], self.price), min(bar[3], self.price), self.price

    def _kline(self, now_ms: int, *, is_closed: bool) -> str:
        row = _row(self._bar, self.bar_ms)
        name = "1m" if self._is_perp else "1s"
        return (
            f'{{"stream":"{self.stream}@kline_{name}","data":{{"e":"kline","E":{now_ms},'
            f'"s":"{self.name}","k":{{"t":{row[0]},"T":{row[6]},"i":"{name}","o":"{row[1]}",'
            f'"h":"{row[2]}","l":"{row[3]}","c":"{row[4]}","v":"{row[5]}",'
            f'"x":{str(is_closed).lower()}}}}}}}'
        )


def listing(name: str, *, is_perp: bool) -> dict[str, Any]:
    """As `exchangeInfo` has it."""
    least = (
        {"filterType": "MIN_NOTIONAL", "notional": "5"}
        if is_perp
        else {"filterType": "NOTIONAL", "minNotional": "5"}
    )
    lot = {"minQty": "0.001", "maxQty": "100000", "stepSize": "0.001"}
    listed: dict[str, Any] = {
        "symbol": name,
        "status": "TRADING",
        "baseAsset": name.removesuffix("USDT"),
        "quoteAsset": "USDT",
        "filters": [
            {"filterType": "PRICE_FILTER", "tickSize": "0.01"},
            {"filterType": "LOT_SIZE", **lot},
            least,
        ],
    }
    if is_perp:
        listed |= {"contractType": "PERPETUAL", "marginAsset": "USDT"}
    return listed


def _row(bar: list[int], length_ms: int) -> list[Any]:
    open_ms, *prices = bar
    return [open_ms, *map(_price, prices), "12.000", open_ms + length_ms - 1, "0", 1]


def _price(ticks: int) -> str:
    return f"{ticks // 100}.{ticks % 100:02d}"


def _size(steps: int) -> str:
    return f"{steps // 1000}.{steps % 1000:03d}"
