"""One WebSocket connection: opened, subscribed, read until it ends."""

import logging
from collections.abc import Awaitable, Callable, Sequence

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from core.ports import Clock
from exchanges.binance.receiver import Heard

log = logging.getLogger(__name__)

BATCH = 100
BETWEEN_S = 0.3
CLOSE_S = 1.0
MOST_BYTES = 1 << 22
OnText = Callable[["Connection", bytes | str], Awaitable[None]]


class Connection:
    """Its `heard` is what was said on it. `run` returns when it ended, and `ended` says why."""

    def __init__(
        self, url: str, streams: Sequence[str], clock: Clock, on_text: OnText, *, open_s: float
    ) -> None:
        self.heard = Heard(name=url)
        self.opened_ns = clock.monotonic_ns()
        self.is_open = False
        self.delivers_since_ns = 0
        self.ended = ""
        self._url, self._streams = url, tuple(streams)
        self._clock, self._on_text = clock, on_text
        self._open_s = open_s
        self._asked = 0
        self._socket: ClientConnection | None = None

    async def run(self) -> None:
        """The border of the socket: whatever breaks it ends it."""
        try:
            async with connect(
                f"{self._url}/stream",
                open_timeout=self._open_s,
                close_timeout=CLOSE_S,
                compression=None,
                max_size=MOST_BYTES,
            ) as socket:
                self._socket = socket
                await self._ask("SUBSCRIBE", self._streams)
                self.is_open = True
                while True:
                    await self._on_text(self, await socket.recv(decode=False))
        except (OSError, WebSocketException, TimeoutError) as error:
            self.ended = f"{type(error).__name__}: {error}"
        finally:
            self.ended = self.ended or "left"

    async def ask_again(self, streams: Sequence[str]) -> None:
        """Subscribes anew to streams that fell silent."""
        try:
            await self._ask("UNSUBSCRIBE", streams)
            await self._ask("SUBSCRIBE", streams)
        except (OSError, WebSocketException) as error:
            log.debug("%s could not be asked again: %s", self._url, error)

    async def _ask(self, method: str, streams: Sequence[str]) -> None:
        """In few messages and slowly: a client may send five a second."""
        for start in range(0, len(streams), BATCH):
            if self._socket is None:
                return
            if self._asked:
                await self._clock.sleep(BETWEEN_S)
            self._asked += 1
            request = {
                "method": method,
                "params": list(streams[start : start + BATCH]),
                "id": self._asked,
            }
            await self._socket.send(msgspec.json.encode(request).decode())
