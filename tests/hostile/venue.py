"""Binance on loopback, as badly behaved as a test wants it: REST and WebSocket in one server."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from core.clock import ManualClock
from core.types import InstrumentKind
from tests.hostile.answers import exchange_info, kline_row

_MS = 1_000_000
_PUBLIC, _MARKET = ("bookTicker", "depth"), ("aggTrade", "kline", "markPrice")
Fault = Callable[[str], web.StreamResponse | None]


@dataclass(eq=False)
class Served:
    """One socket as the server sees it."""

    socket: web.WebSocketResponse
    request: web.Request
    route: str
    streams: set[str] = field(default_factory=set)
    requests: list[dict[str, Any]] = field(default_factory=list)


class HostileVenue:
    """Says what it is told to, and only on the right route. `fault` may answer a request instead;
    `hangs` leaves those paths without any; what `mutes` names is never delivered."""

    def __init__(self, clock: ManualClock, kind: InstrumentKind) -> None:
        self.clock = clock
        self.kind = kind
        self.skew_ms = 0
        self.used_weight = 0
        self.fault: Fault | None = None
        self.hangs: set[str] = set()
        self.mutes: set[str] = set()
        self.holds_books: asyncio.Event | None = None
        self.is_out = False
        self.delay_ms = 0
        self.sockets: list[Served] = []
        self.opened = 0
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.klines: dict[tuple[str, str], list[list[Any]]] = {}
        self.fundings: list[dict[str, Any]] = []
        self.info = exchange_info(kind)
        self.bid, self.ask = "60000.00", "60000.10"
        self.mark_price = "60000.05"
        self.update_id = 1_000
        self.levels: dict[str, dict[str, str]] = {"b": {}, "a": {}}
        self.snapshots: deque[dict[str, Any]] = deque()
        self.url = ""
        self._trade_id = 0
        self._depth_id = self.update_id
        self._release = asyncio.Event()

    @property
    def now_ms(self) -> int:
        return self.clock.now_ns() // _MS + self.skew_ms

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["HostileVenue"]:
        self._release.clear()
        app = web.Application()
        app.router.add_get("/api/v3/{path:.+}", self._rest)
        app.router.add_get("/fapi/v1/{path:.+}", self._rest)
        app.router.add_get("/{route:(public|market)}/stream", self._socket)
        app.router.add_get("/stream", self._socket)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"{host}:{port}"
        try:
            yield self
        finally:
            self._release.set()
            await runner.cleanup()

    def count(self, path: str) -> int:
        return Counter(asked for asked, _ in self.asked)[path]

    # --- REST

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        self.asked.append((path, dict(request.query)))
        if path in self.hangs or "*" in self.hangs:
            await self._release.wait()
        if path == "depth" and self.holds_books is not None:
            await self.holds_books.wait()
        if self.is_out:
            return web.Response(status=503, text="<html>down</html>", content_type="text/html")
        answer = self.fault(path) if self.fault is not None else None
        if answer is not None:
            return answer
        return web.json_response(
            self._answer(path, dict(request.query)),
            headers={"X-MBX-USED-WEIGHT-1M": str(self.used_weight)},
        )

    def _answer(self, path: str, query: dict[str, str]) -> object:
        if path == "time":
            return {"serverTime": self.now_ms}
        if path == "exchangeInfo":
            return self.info
        if path == "ticker/bookTicker":
            return {"bidPrice": self.bid, "bidQty": "1", "askPrice": self.ask, "askQty": "2"}
        if path == "depth":
            return self.snapshots.popleft() if self.snapshots else self.snapshot()
        if path == "fundingRate":
            return [row for row in self.fundings if row["fundingTime"] >= int(query["startTime"])]
        rows = self.klines.get((query["symbol"], query["interval"]), [])
        start, end = int(query["startTime"]), int(query["endTime"])
        return [row for row in rows if start <= row[0] <= end][-int(query["limit"]) :]

    def snapshot(self) -> dict[str, Any]:
        def listed(side: str, best: str) -> list[list[str]]:
            return [[best, "1"], *([price, size] for price, size in self.levels[side].items())]

        return {
            "lastUpdateId": self.update_id,
            "bids": listed("b", self.bid),
            "asks": listed("a", self.ask),
        }

    # --- WebSocket

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self.is_out:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        served = Served(socket, request, request.match_info.get("route", ""))
        self.opened += 1
        self.sockets.append(served)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._requested(served, json.loads(message.data))
        finally:
            self.sockets.remove(served)
        return socket

    async def _requested(self, served: Served, asked: dict[str, Any]) -> None:
        served.requests.append(asked)
        names = set(asked["params"])
        if asked["method"] == "SUBSCRIBE":
            served.streams |= names
        else:
            served.streams -= names
        await served.socket.send_json({"result": None, "id": asked["id"]})

    def is_subscribed(self, stream: str) -> bool:
        return any(stream in served.streams for served in self.sockets)

    async def say(self, stream: str, data: dict[str, Any]) -> None:
        """To whoever asked for it on its route; the other route is silent, not an error."""
        if self.mutes & {stream, "*"}:
            return
        for served in list(self.sockets):
            if stream in served.streams and self._is_route(served.route, stream):
                await self.shout(served, {"stream": stream, "data": data})

    async def shout(self, served: Served, message: object) -> None:
        """A message that is no stream's, or text that is no message."""
        text = message if isinstance(message, str) else json.dumps(message)
        with suppress(ConnectionResetError):
            await served.socket.send_str(text)

    async def broadcast(self, message: object) -> None:
        for served in list(self.sockets):
            await self.shout(served, message)

    async def cut(self, *, clean: bool) -> None:
        """Ends every socket."""
        for served in list(self.sockets):
            if clean:
                await served.socket.close()
            elif served.request.transport is not None:
                served.request.transport.abort()

    def _is_route(self, route: str, stream: str) -> bool:
        kind = stream.split("@")[1].split("_")[0]
        allowed = {"public": _PUBLIC, "market": _MARKET, "": (*_PUBLIC, *_MARKET, "trade")}
        if self.kind is InstrumentKind.PERP and not route:
            return False
        return kind in allowed[route]

    # --- a market

    def stamped(self, event: str) -> dict[str, Any]:
        return {"e": event, "E": self.now_ms - self.delay_ms, "s": "BTCUSDT"}

    def ticker(self) -> dict[str, Any]:
        self.update_id += 1
        told = {"u": self.update_id, "s": "BTCUSDT", "b": self.bid, "B": "1", "a": self.ask}
        stamp = {} if self.kind is InstrumentKind.SPOT else self.stamped("bookTicker")
        return {**stamp, **told, "A": "2"}

    def trade(self, price: str, qty: str = "0.5") -> dict[str, Any]:
        self._trade_id += 1
        body = {"p": price, "q": qty, "T": self.now_ms - self.delay_ms, "m": False}
        if self.kind is InstrumentKind.PERP:
            return {**self.stamped("aggTrade"), **body, "a": self._trade_id}
        return {**self.stamped("trade"), **body, "t": self._trade_id, "M": True}

    def change(self, side: str, price: str, size: str) -> dict[str, Any]:
        """One diff of the book, which the snapshots know too."""
        before = self._depth_id
        self.update_id += 1
        self._depth_id = self.update_id
        if float(size):
            self.levels[side][price] = size
        else:
            self.levels[side].pop(price, None)
        sides: dict[str, list[list[str]]] = {"b": [], "a": [], side: [[price, size]]}
        told = {"U": before + 1, "u": self.update_id, **sides}
        if self.kind is InstrumentKind.PERP:
            told["pu"] = before
        return {**self.stamped("depthUpdate"), **told}

    def mark(self, price: str, rate: str, next_ms: int) -> dict[str, Any]:
        return {**self.stamped("markPriceUpdate"), "p": price, "i": price, "r": rate, "T": next_ms}

    def bar(self, open_ms: int, close: str = "60000.00", *, closed: bool = True) -> dict[str, Any]:
        """A minute's candle of the stream; a closed one is in the history too."""
        rows = self.klines.setdefault(("BTCUSDT", "1m"), [])
        known = [row for row in rows if row[0] == open_ms]
        row = known[0] if known else kline_row(open_ms, close)
        if closed and not known:
            rows.append(row)
        names = dict(zip("tohlcvT", row[:7], strict=True))
        return {**self.stamped("kline"), "k": {**names, "i": "1m", "x": closed}}

    def refusal(
        self, status: int, *, retry_after: int | None = None, code: int = 0, html: bool = False
    ) -> web.Response:
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        if html:
            return web.Response(
                status=status, text="<html>no</html>", content_type="text/html", headers=headers
            )
        return web.json_response({"code": code, "msg": "no"}, status=status, headers=headers)
