"""Signals over HTTP: `POST /signals/{agent}` of whoever knows the secret, on this machine's own
address unless the settings say otherwise.

    curl -X POST http://127.0.0.1:8090/signals/u1001-1 \\
      -H "Authorization: Bearer $SIGNALS_SECRET" \\
      -d '{"id": "2026-11-21T12:00", "action": "BUY", "confidence": 0.8}'
"""

import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.settings import Settings
from core.errors import DzentraError, InputError
from core.types import Action, AgentId
from services.sent_signals import OutsideSignal

log = logging.getLogger(__name__)

MOST_BODY = 2_048
PATH = "/signals/{agent:[A-Za-z0-9_-]{1,30}}"
STOP_S = 2.0
STATUS = {"taken": 202, "known": 200, "too_many": 429}
NO_AGENT = "no_agent"


class Body(BaseModel):
    """Nothing else may stand in it, and nothing in another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    id: str = Field(min_length=1, max_length=64)
    action: Action
    confidence: float = Field(default=1.0, ge=0.0, le=1.0, allow_inf_nan=False)


class Intake(Protocol):
    async def take(self, signal: OutsideSignal) -> str: ...


class SignalDoor:
    """Answers 202 for what was taken, 200 for an id that came before, 401 without the secret, 403
    to a web page, 404 without such an agent, 409 where it takes none now, 413 and 422 for another
    body, 429 for too many."""

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret.encode()

    def application(self) -> web.Application:
        application = web.Application(client_max_size=MOST_BODY)
        application.router.add_post(PATH, self._on_post)
        return application

    async def _on_post(self, request: web.Request) -> web.Response:
        if "Origin" in request.headers:
            return _told(403, "not for web pages")
        if not self._is_known(request.headers.get("Authorization", "")):
            return _told(401, "the secret is missing or wrong")
        try:
            body = Body.model_validate_json(await request.read())
        except ValidationError as error:
            return _told(422, _wrong(error))
        return await self._take(AgentId(request.match_info["agent"]), body)

    async def _take(self, agent: AgentId, body: Body) -> web.Response:
        signal = OutsideSignal(
            agent=agent, id=body.id, action=body.action, confidence=body.confidence
        )
        try:
            code = await self._intake.take(signal)
        except InputError as error:
            return _told(404 if error.code == NO_AGENT else 409, str(error))
        except DzentraError as error:
            log.warning("a signal could not be taken: %s", error)
            return _told(503, "the desk cannot take it now")
        return _told(STATUS[code], code)

    def _is_known(self, header: str) -> bool:
        scheme, _, given = header.partition(" ")
        sent = given.strip().encode(errors="surrogateescape")
        return scheme.lower() == "bearer" and secrets.compare_digest(sent, self._secret)


@asynccontextmanager
async def signal_door(settings: Settings, intake: Intake) -> AsyncIterator[int]:
    """Open until the context ends, on the port that is given (0 where there is no secret: then
    nothing listens)."""
    if settings.signals_secret is None:
        yield 0
        return
    door = SignalDoor(intake, settings.signals_secret.get_secret_value())
    runner = web.AppRunner(door.application(), access_log=None, shutdown_timeout=STOP_S)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.signals_host, settings.signals_port)
        await site.start()
        port = int(runner.addresses[0][1])
        log.info("listening for signals on %s:%s", settings.signals_host, port)
        yield port
    finally:
        await runner.cleanup()


def _wrong(error: ValidationError) -> str:
    """The first of what is wrong, with its field."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _told(status: int, said: str) -> web.Response:
    headers = {"Retry-After": "60"} if status == 429 else {}
    return web.json_response({"said": said}, status=status, headers=headers)
