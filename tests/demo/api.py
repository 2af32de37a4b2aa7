"""The demo as its bot and its tests see it, and what they send."""

import struct
import zlib
from typing import Any

import httpx

CHAT = 1001
Answer = dict[str, Any]


class Api:
    """The Bot API as a bot sees it, the control endpoint as a test does."""

    def __init__(self, client: httpx.AsyncClient, port: int) -> None:
        self.client = client
        self.port = port

    async def answer(self, method: str, **params: object) -> Answer:
        """The whole answer: `ok`, `result` or the error."""
        response = await self.client.post(f"/bot42:demo/{method}", json=params)
        answer: Answer = response.json()
        if not answer["ok"]:
            assert response.status_code == answer["error_code"]
        return answer

    async def call(self, method: str, **params: object) -> Any:
        """The result of a call that must go well."""
        answer = await self.answer(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: object) -> str:
        """The description of a call that must be refused."""
        answer = await self.answer(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def send(self, text: str = "hello", **params: object) -> Answer:
        message: Answer = await self.call("sendMessage", chat_id=CHAT, text=text, **params)
        return message

    async def control(self, op: str, **params: object) -> Answer:
        response = await self.client.post("/_control", json={"op": op, **params})
        assert response.status_code == 200, response.text
        answer: Answer = response.json()
        return answer

    async def updates(self, **params: object) -> list[Answer]:
        updates: list[Answer] = await self.call("getUpdates", **params)
        return updates


def keyboard(*rows: list[dict[str, object]]) -> dict[str, object]:
    return {"inline_keyboard": list(rows)}


def button(text: str, **action: object) -> dict[str, object]:
    return {"text": text, **(action or {"callback_data": f"v1:{text}"})}


def png(width: int = 40, height: int = 30, shade: int = 0) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts
