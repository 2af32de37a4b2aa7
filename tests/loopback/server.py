"""Binance on loopback by the wall's clock, as a process of its own: for figures and for soaks.

    python -m tests.loopback.server --kind perp --symbols 200 --rate 48

prints `ready PORT`. `POST /_control` makes it misbehave.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from core.clock import SystemClock
from core.types import SECOND_NS
from tests.loopback.market import MINUTE_MS, Symbol, listing

BEAT_S = 0.001
WEIGHTS = 100_000
DEPTH_EVERY, TRADE_EVERY, BAR_EVERY = 2, 5, 5
PUBLIC = ("bookTicker", "depth")


@dataclass(eq=False)
class Listener:
    """One socket; on futures a stream asked for on the wrong route stays silent."""

    socket: web.WebSocketResponse
    route: str
    streams: set[str] = field(default_factory=set)

    def wants(self, stream: str) -> bool:
        if stream not in self.streams:
            return False
        is_public = stream.partition("@")[2].startswith(PUBLIC)
        return not self.route or is_public == (self.route == "public")


class LoopbackVenue:
    """Says so many quotes a second of each symbol, evenly, and everything else beside them."""

    def __init__(self, names: list[str], *, is_perp: bool, rate: float, walk: int) -> None:
        self._clock = SystemClock()
        self._is_perp = is_perp
        self._rate = rate
        made = enumerate(names)
        self._symbols = [Symbol(name, n, is_perp=is_perp, walk=walk) for n, name in made]
        self._by_name = {symbol.name: symbol for symbol in self._symbols}
        self._listeners: list[Listener] = []
        self._muted_until = self._late_until = 0.0
        self._late_ms = 0
        self._refusals: list[web.Response] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{api:(api/v3|fapi/v1)}/{path:.+}", self._rest)
        app.router.add_get("/{route:(public|market)}/stream", self._listen)
        app.router.add_get("/stream", self._listen)
        app.router.add_post("/_control", self._control)
        return app

    async def say(self) -> None:
        """Until cancelled: what is due, a thousand times a second."""
        count, began = len(self._symbols), self._now_s()
        quoted = told = 0
        while True:
            passed = self._now_s() - began
            due = round(passed * count * self._rate)
            for number in range(quoted, max(due, quoted)):
                symbol = self._symbols[number % count]
                await self._send(symbol, "bookTicker")
            quoted, others = max(due, quoted), round(passed * count)
            for number in range(told, others):
                await self._beside(self._symbols[number % count], number // count)
            told = max(others, told)
            await self._clock.sleep(BEAT_S)

    async def _beside(self, symbol: Symbol, second: int) -> None:
        """Once a second for each symbol."""
        kinds = ["markPrice"] if self._is_perp else []
        kinds += ["depth"] if second % DEPTH_EVERY == 0 or not self._is_perp else []
        kinds += ["trade"] if second % TRADE_EVERY == 0 else []
        is_new_minute = self._now_ms() % MINUTE_MS < 2_000
        kinds += ["kline"] if second % BAR_EVERY == 0 or not self._is_perp or is_new_minute else []
        for kind in kinds:
            await self._send(symbol, kind)

    async def _send(self, symbol: Symbol, kind: str) -> None:
        if self._now_s() < self._muted_until:
            return
        for text in self._texts(symbol, kind):
            stream = text[11 : text.index('"', 11)]
            for listener in list(self._listeners):
                if listener.wants(stream):
                    with suppress(ConnectionError):
                        await listener.socket.send_str(text)

    def _texts(self, symbol: Symbol, kind: str) -> Iterator[str]:
        now_ms = self._now_ms()
        match kind:
            case "bookTicker":
                yield symbol.ticker(now_ms, self._clock.monotonic_ns())
            case "depth":
                yield symbol.depth(now_ms)
            case "trade":
                yield symbol.trade(now_ms)
            case "markPrice":
                yield symbol.mark(now_ms)
            case _:
                yield from symbol.bars(now_ms)

    def _now_s(self) -> float:
        return self._clock.monotonic_ns() / SECOND_NS

    def _now_ms(self) -> int:
        late = self._late_ms if self._now_s() < self._late_until else 0
        return self._clock.now_ns() // 1_000_000 - late

    # --- what is asked

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        if self._refusals:
            return self._refusals.pop()
        answer = self._answer(request.match_info["path"], dict(request.query))
        return web.json_response(answer, headers={"X-MBX-USED-WEIGHT-1M": "1"})

    def _answer(self, path: str, query: dict[str, str]) -> object:
        if path == "time":
            return {"serverTime": self._clock.now_ns() // 1_000_000}
        if path == "exchangeInfo":
            limit = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
            symbols = [listing(symbol.name, is_perp=self._is_perp) for symbol in self._symbols]
            return {"rateLimits": [{**limit, "limit": WEIGHTS}], "symbols": symbols}
        symbol = self._by_name[query["symbol"]]
        if path == "ticker/bookTicker":
            return symbol.quote()
        if path == "depth":
            return symbol.snapshot()
        if path == "fundingRate":
            return []
        start, end, limit_ = (int(query[name]) for name in ("startTime", "endTime", "limit"))
        return symbol.rows(start, end, limit_, LENGTHS_MS[query["interval"]])

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        listener = Listener(socket, request.match_info.get("route", ""))
        self._listeners.append(listener)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._asked(listener, json.loads(message.data))
        finally:
            self._listeners.remove(listener)
        return socket

    async def _asked(self, listener: Listener, asked: dict[str, Any]) -> None:
        if asked["method"] == "SUBSCRIBE":
            listener.streams |= set(asked["params"])
        else:
            listener.streams -= set(asked["params"])
        with suppress(ConnectionError):
            await listener.socket.send_json({"result": None, "id": asked["id"]})

    async def _control(self, request: web.Request) -> web.StreamResponse:
        """`mute_s`: silence; `late_s`, `for_s`: old news; `cut`: every socket; `refuse`: so many
        answers of `status`, as HTML where `html` is true."""
        told = await request.json()
        now = self._now_s()
        if "mute_s" in told:
            self._muted_until = now + told["mute_s"]
        if "late_s" in told:
            self._late_ms, self._late_until = told["late_s"] * 1000, now + told["for_s"]
        if told.get("cut"):
            for listener in list(self._listeners):
                await listener.socket.close()
        self._refusals += [_refusal(told) for _ in range(told.get("refuse", 0))]
        return web.json_response({"listeners": len(self._listeners)})


LENGTHS_MS = {"1s": 1_000, "1m": 60_000, "5m": 300_000, "15m": 900_000, "1h": 3_600_000}


def _refusal(told: dict[str, Any]) -> web.Response:
    status, after = told.get("status", 429), {"Retry-After": str(told.get("retry_after", 2))}
    if told.get("html"):
        text = "<html><h1>no</h1></html>"
        return web.Response(status=status, text=text, content_type="text/html")
    return web.json_response({"code": -1003, "msg": "no"}, status=status, headers=after)


async def serve(venue: LoopbackVenue) -> None:
    runner = web.AppRunner(venue.app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"ready {runner.addresses[0][1]}\n")
    sys.stdout.flush()
    try:
        await venue.say()
    finally:
        await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=("spot", "perp"), default="perp")
    parser.add_argument("--symbols", type=int, default=1)
    parser.add_argument("--rate", type=float, default=4.0)
    parser.add_argument("--walk", type=int, default=20, help="ticks of one step")
    options = parser.parse_args()
    names = names_of(options.symbols)
    is_perp = options.kind == "perp"
    venue = LoopbackVenue(names, is_perp=is_perp, rate=options.rate, walk=options.walk)
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(venue))


def names_of(count: int) -> list[str]:
    """BTCUSDT first, then made-up ones."""
    return ["BTCUSDT", *(f"C{number:03d}USDT" for number in range(1, count))]


if __name__ == "__main__":
    main()
