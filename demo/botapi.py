"""The Bot API over HTTP: the token, the faults, the call, its log line, the answer."""

import asyncio
import hmac

from aiohttp import web

from demo.calls import Call, Calls
from demo.errors import ApiError
from demo.faults import Fault, Faults, Kind
from demo.methods import METHODS
from demo.params import Params, read_params
from demo.shapes import Object
from demo.world import World

_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
    "</body>\r\n</html>\r\n"
)


class BotApi:
    """What answers at `/bot<token>/<method>`."""

    def __init__(self, *, world: World, token: str, faults: Faults, calls: Calls) -> None:
        self._world = world
        self._token = token
        self._faults = faults
        self._calls = calls

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self.call),
            web.get("/file/bot{token}/{folder}/{file_id}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
            params = await read_params(request)
        except ApiError as error:
            return _refused(error)
        except web.HTTPRequestEntityTooLarge:
            return _refused(ApiError(413, "Request Entity Too Large"))
        method = request.match_info["method"]
        call = self._calls.begin(method, params.shown())
        fault = self._faults.take(method.lower())
        if fault is not None:
            return await self._faulty(request, params, call, fault)
        return await self._answered(request, params, call)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file that `getFile` named."""
        try:
            self._check_token(request)
        except ApiError as error:
            return _refused(error)
        file = self._world.files.get(request.match_info["file_id"])
        if file is None:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")

    def _check_token(self, request: web.Request) -> None:
        given = request.match_info["token"].encode()
        if not hmac.compare_digest(given, self._token.encode()):
            raise ApiError(401, "Unauthorized")

    async def _faulty(
        self, request: web.Request, params: Params, call: Call, fault: Fault
    ) -> web.StreamResponse:
        call.fault = fault.kind.value
        if fault.delay_s > 0:
            await asyncio.sleep(fault.delay_s)
        refusal = fault.refusal()
        if refusal is not None:
            self._calls.end(call, refusal.description)
            return _refused(refusal)
        match fault.kind:
            case Kind.BAD_GATEWAY:
                self._calls.end(call, "502")
                return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
            case Kind.DROP_BEFORE:
                self._calls.end(call, "dropped before")
                return _dropped(request)
            case Kind.DROP_AFTER:
                await self._answered(request, params, call)
                return _dropped(request)
            case _:
                return await self._answered(request, params, call)

    async def _answered(
        self, request: web.Request, params: Params, call: Call
    ) -> web.StreamResponse:
        try:
            result = await self._run(request.match_info["method"].lower(), params)
        except ApiError as error:
            self._calls.end(call, error.description)
            return _refused(error)
        message_id = result.get("message_id", 0) if isinstance(result, dict) else 0
        self._calls.end(call, "ok", message_id)
        return web.json_response({"ok": True, "result": result})

    async def _run(self, method: str, params: Params) -> object:
        if method == "getupdates":
            return await self._get_updates(params)
        if method not in METHODS:
            raise ApiError(404, "Not Found: method not found")
        return METHODS[method](self._world, params)

    async def _get_updates(self, params: Params) -> list[Object]:
        world = self._world
        if "allowed_updates" in params.values:
            world.allow([str(kind) for kind in params.list("allowed_updates")])
        world.confirm(params.integer("offset"))
        return await world.updates.poll(params.integer("limit"), params.integer("timeout"))


def _refused(error: ApiError) -> web.Response:
    return web.json_response(error.body(), status=error.code)


def _dropped(request: web.Request) -> web.Response:
    """Cut the line: the caller never learns what became of the call."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
