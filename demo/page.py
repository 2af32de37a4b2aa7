"""What the chat page asks for: itself, its events, its history, and what its user does."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from demo import user_side
from demo.errors import ApiError, bad_request
from demo.hub import Event
from demo.params import Params, Upload, read_params
from demo.pictures import read_picture
from demo.shapes import Object, User
from demo.world import World

STATIC = Path(__file__).parent / "static"
HISTORY = 60
_KEEPALIVE_S = 15
_TEXT_LIMIT = 4096
_UPLOAD_LIMIT = 20 * 1024 * 1024
_LANGUAGES = frozenset({"en", "ru"})


class Page:
    """One user's private chat with the bot, in a browser."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self.index),
            web.static("/static", STATIC),
            web.get("/events", self.events),
            web.get("/page/history", self.history),
            web.get("/page/file/{file_id}", self.file),
            web.post("/page/say", self.say),
            web.post("/page/press", self.press),
            web.post("/page/language", self.language),
            web.post("/page/upload", self.upload),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        del request
        return web.FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events from where the page left off, else from a snapshot."""
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        await response.write(b"retry: 500\n\n")
        seen = self._place(request)
        while True:
            hub = self._world.hub
            revision, missed = hub.revision, hub.since(seen) if seen >= 0 else None
            seen = hub.number
            if missed is None:
                missed = [Event(seen, "snapshot", 0, None)]
            await response.write(b"".join(map(self._encoded, filter(self._concerns, missed))))
            try:
                async with asyncio.timeout(_KEEPALIVE_S):
                    await hub.wait(revision)
            except TimeoutError:
                await response.write(b": here\n\n")

    async def history(self, request: web.Request) -> web.StreamResponse:
        before = Params({**request.query}).integer("before")
        return web.json_response(self._messages(before or None))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A photo to look at, anything else to save; never a document of this origin."""
        file = self._world.files.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        picture = read_picture(file.content)
        headers = {"Cache-Control": "private, max-age=86400", "Content-Security-Policy": "sandbox"}
        if picture is None or "save" in request.query:
            kind = "application/octet-stream"
            headers["Content-Disposition"] = "attachment"
        else:
            kind = picture.mime_type
        return web.Response(body=file.content, content_type=kind, headers=headers)

    async def say(self, request: web.Request) -> web.StreamResponse:
        params = await _json_params(request)
        text = params.text("text")
        if len(text) > _TEXT_LIMIT:
            return _refused(bad_request("message is too long"))
        reply_to = params.integer("reply_to") or None
        try:
            message = user_side.say(self._world, self._world.owner_id, text, reply_to)
        except ApiError as error:
            return _refused(error)
        return web.json_response({"message_id": message["message_id"]})

    async def press(self, request: web.Request) -> web.StreamResponse:
        params = await _json_params(request)
        message_id, data = params.integer("message_id"), params.text("data")
        try:
            query = user_side.press(self._world, self._world.owner_id, message_id, data)
        except ApiError as error:
            return _refused(error)
        return web.json_response({"query_id": query.query_id})

    async def language(self, request: web.Request) -> web.StreamResponse:
        code = (await _json_params(request)).text("language")
        if code not in _LANGUAGES:
            return _refused(bad_request("unknown language"))
        self._world.meet({**self._user(), "language_code": code})
        return web.json_response({"language": code})

    async def upload(self, request: web.Request) -> web.StreamResponse:
        if (request.content_length or 0) > _UPLOAD_LIMIT:
            return _refused(bad_request("file is too big"))
        params = await read_params(request)
        upload = params.files.get("document", Upload("", "", b""))
        if not upload.content:
            return _refused(bad_request("file must be non-empty"))
        file = self._world.files.add(upload.name, upload.mime_type, upload.content)
        user_side.hand_over(self._world, self._world.owner_id, file, params.text("caption"))
        return web.json_response({"file_id": file.file_id})

    def _place(self, request: web.Request) -> int:
        """Where the page left off, or -1 when this process knows nothing of it."""
        last = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        epoch, _, number = last.partition("-")
        is_known = epoch == str(self._world.hub.epoch) and number.isdecimal()
        return int(number) if is_known else -1

    def _concerns(self, event: Event) -> bool:
        return event.chat in (0, self._world.owner_id)

    def _encoded(self, event: Event) -> bytes:
        name, data = event.name, event.data
        if name in ("snapshot", "reset"):
            name, data = "snapshot", self._snapshot()
        elif name == "profile":
            data = self._profile()
        body = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
        head = f"id: {self._world.hub.epoch}-{event.number}\nevent: {name}\ndata: "
        return head.encode() + body + b"\n\n"

    def _snapshot(self) -> Mapping[str, object]:
        world = self._world
        return {
            "profile": self._profile(),
            "history": self._messages(None),
            "is_bot_here": world.updates.is_bot_here,
            "is_blocked": world.people.has_blocked(world.owner_id),
        }

    def _messages(self, before: int | None) -> Mapping[str, object]:
        """A page of history and whether there is more above it."""
        kept = self._world.messages.page(self._world.owner_id, before=before, limit=HISTORY + 1)
        return {"messages": kept[-HISTORY:], "has_more": len(kept) > HISTORY}

    def _profile(self) -> Mapping[str, object]:
        user, profile = self._user(), self._world.profile
        language = user.get("language_code", "en")
        return {
            "bot": self._world.bot,
            "name": profile.localised("name", language) or self._world.bot["first_name"],
            "description": profile.localised("description", language),
            "user": user,
            "language": language,
            "commands": profile.commands(user["id"], language),
        }

    def _user(self) -> User:
        return self._world.person(self._world.owner_id)


async def _json_params(request: web.Request) -> Params:
    """JSON only: a foreign form cannot send it."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        return await read_params(request)
    except ApiError as error:
        raise web.HTTPBadRequest(text=error.description) from error


def _refused(error: ApiError) -> web.Response:
    body: Object = {"error": error.description}
    return web.json_response(body, status=error.code)
