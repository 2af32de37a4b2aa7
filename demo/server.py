"""The demo's web application: the Bot API, the chat page and the control endpoint."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from demo.botapi import BotApi
from demo.calls import Calls
from demo.clock import Clock, wall
from demo.control import Control
from demo.faults import Faults
from demo.files import Files
from demo.guard import Guard, add_headers
from demo.journal import Journal
from demo.page import Page
from demo.shapes import User
from demo.world import World

# Telegram takes files of 50 MB from bots.
BODY_LIMIT = 52 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the demo is started."""

    host: str = "127.0.0.1"
    port: int = 8086
    token: str = "42:demo"
    state: Path | None = None
    user_id: int = 1001
    user_name: str = "Trader"
    language: str = "en"
    bot_name: str = "Dzentra"
    names: frozenset[str] = field(default_factory=frozenset)


def build_world(options: Options, clock: Clock = wall) -> World:
    state = options.state
    if state is not None:
        state.mkdir(parents=True, exist_ok=True)
    bot_id = int(options.token.partition(":")[0])
    bot: User = {
        "id": bot_id,
        "is_bot": True,
        "first_name": options.bot_name,
        "username": f"{options.bot_name.lower()}_demo_bot",
    }
    owner: User = {
        "id": options.user_id,
        "is_bot": False,
        "first_name": options.user_name,
        "language_code": options.language,
    }
    journal = Journal(None if state is None else state / "chat.jsonl")
    files = Files(None if state is None else state / "files")
    return World(bot=bot, owner=owner, journal=journal, files=files, clock=clock)


def build_app(
    world: World,
    options: Options,
    clock: Clock = wall,
    stop: Callable[[], None] = lambda: None,
) -> web.Application:
    faults = Faults()
    calls = Calls(clock, world.hub.touch)
    guard = Guard(options.host, options.names)
    app = web.Application(middlewares=[guard.middleware], client_max_size=BODY_LIMIT)
    app.on_response_prepare.append(add_headers)
    api = BotApi(world=world, token=options.token, faults=faults, calls=calls)
    control = Control(
        world=world, faults=faults, calls=calls, clock=clock, state=options.state, stop=stop
    )
    app.add_routes([*api.routes(), *control.routes(), *Page(world).routes()])
    return app


@asynccontextmanager
async def serving(options: Options, stop: Callable[[], None] = lambda: None) -> AsyncIterator[int]:
    """Serve while the context lasts; the port it listens at. `stop` is called when somebody who
    may do so asks for the end."""
    world = build_world(options)
    runner = web.AppRunner(
        build_app(world, options, stop=stop),
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=0.5,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, options.host, options.port)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
        world.close()
