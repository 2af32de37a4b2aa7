"""Who comes in: those with the secret, with bodies of a size, for a while."""

import asyncio
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import refused

MOST_BODY = 4_096
REQUEST_S = 10.0
UNAUTHORIZED, FORBIDDEN, TOO_LARGE, NO_HOST, TOO_SLOW = 401, 403, 413, 421, 504


class Gate:
    """Before every route. `open_to_all` are the paths (those that end in / with all below) that
    tell nothing of the desk; `names` those that it may be called by, none for any. A web page of
    somebody else, and one that found a name for this machine, stay out even with the secret."""

    def __init__(
        self, app: ASGIApp, *, secret: str, names: Collection[str], open_to_all: Collection[str]
    ) -> None:
        self._app = app
        self._secret = secret.encode()
        self._names = frozenset(names)
        self._open_to_all = tuple(open_to_all)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        answer = _Answer(send)
        try:
            async with asyncio.timeout(REQUEST_S):
                await self._app(scope, _limited(receive), answer.send)
        except TimeoutError:
            if answer.is_begun:
                raise
            await refused(TOO_SLOW)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._names and _name(host) not in self._names:
            return refused(NO_HOST)
        if headers.get("origin", "") not in ("", f"{scope['scheme']}://{host}"):
            return refused(FORBIDDEN)
        if not self._is_open(scope) and not self._is_known(headers.get("authorization", "")):
            return refused(UNAUTHORIZED)
        length = headers.get("content-length", "0")
        return None if length.isdecimal() and int(length) <= MOST_BODY else refused(TOO_LARGE)

    def _is_open(self, scope: Scope) -> bool:
        path: str = scope["path"]
        is_named = any(
            path.startswith(each) if each.endswith("/") else path == each
            for each in self._open_to_all
        )
        return is_named and scope["method"] in ("GET", "HEAD")

    def _is_known(self, header: str) -> bool:
        scheme, _, given = header.partition(" ")
        is_same = secrets.compare_digest(given.strip().encode(), self._secret)
        return scheme.lower() == "bearer" and is_same


class _Answer:
    """Remembers whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_begun = False

    async def send(self, message: Message) -> None:
        self.is_begun = True
        await self._send(message)


def _limited(receive: Receive) -> Receive:
    """Also for a body that does not say how large it is."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BODY:
            raise HTTPException(TOO_LARGE)
        return message

    return limited


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
