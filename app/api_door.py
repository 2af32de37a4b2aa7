"""The HTTP service as a part of the desk: open while the desk is, where the settings hold its
secret."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from importlib.util import find_spec

from pydantic import SecretStr

from app.settings import Settings
from app.use_cases import VERSION, Desk
from core.errors import InputError

log = logging.getLogger(__name__)

NEEDED = ("fastapi", "fastapi_offline", "uvicorn")
BACKLOG = 128
LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Who listens there is called by one of these, and by no other name that leads there."""
Serve = Callable[[socket.socket], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def api_door(desk: Desk) -> AsyncIterator[int]:
    """On the port that is given; 0 where there is no secret: then nothing listens. Raises
    InputError where it cannot listen."""
    settings = desk.settings
    if settings.api_secret is None:
        yield 0
        return
    _refuse_half()
    serve = await asyncio.to_thread(_built, desk, settings.api_secret)
    with _bound(settings) as link:
        async with serve(link):
            port = int(link.getsockname()[1])
            log.info("the HTTP service listens on %s:%s", settings.api_host, port)
            yield port


def _built(desk: Desk, secret: SecretStr) -> Serve:
    """Not on the loop: importing it takes most of a second, and describing it a tenth."""
    from api.application import build_application
    from api.server import serving
    from api.services import ApiServices

    application = build_application(
        ApiServices(version=VERSION, plugins=desk.plugin_keeping),
        secret.get_secret_value(),
        names=LOOPBACK if desk.settings.api_host in LOOPBACK else (),
    )
    application.openapi()
    return partial(serving, application)


def _refuse_half() -> None:
    if any(find_spec(name) is None for name in NEEDED):
        raise InputError(
            "API_SECRET needs the HTTP service: pip install -r requirements-api.txt "
            "(or leave API_SECRET out)."
        )


def _bound(settings: Settings) -> socket.socket:
    """Raises InputError with what would be right."""
    host, port = settings.api_host, settings.api_port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise InputError(
            f"API_PORT must be a free port of API_HOST: {host}:{port} is not ({error.strerror})."
        ) from error
