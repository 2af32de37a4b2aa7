"""`main.py demo`: the desk with a chat page in the browser instead of Telegram."""

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

from pydantic import SecretStr

from app.run import serve, until_stopped
from app.saying import Say
from app.settings import Settings
from core.clock import SystemClock
from core.errors import InputError

log = logging.getLogger(__name__)

TOKEN = "42:demo"
USER = 1001
SPEED = 60
READY_S = 20.0
ANSWER_S = 2.0
STOP_S = 5.0
LOOK_S = 0.1


async def run_demo(settings: Settings, say: Say) -> None:
    """Starts the chat (or finds the one that a killed desk left behind), prints its address and
    runs the desk against it. Raises InputError when the chat's port or folder cannot be had."""
    await until_stopped(_serve_page(settings, say))


async def _serve_page(settings: Settings, say: Say) -> None:
    async with _chat_page(settings) as url:
        told = settings.model_copy(
            update={
                "bot_token": SecretStr(TOKEN),
                "telegram_api_base": url,
                "owner_ids": (USER,),
                "sim_speed": settings.sim_speed or SPEED,
            }
        )
        say(f"\nDzentra is running. Open [bold]{url}[/bold] in a browser.\n")
        await serve(told, say)


@asynccontextmanager
async def _chat_page(settings: Settings) -> AsyncIterator[str]:
    """The address of the chat's own process: it outlives a killed desk, and keeps the chat. The
    page that a killed desk of this folder left ends with the desk that found it."""
    host = settings.demo_host
    if settings.demo_port and await _answers(url := _url(host, settings.demo_port)):
        log.info("the chat is running already")
        try:
            yield url
        finally:
            await _end_left(url, _named(_state_folder(settings)))
        return
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "demo",
        *("--host", host, "--port", str(settings.demo_port), "--token", TOKEN),
        *("--user-id", str(USER), "--state", str(_state_folder(settings))),
        cwd=Path(__file__).parent.parent,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield _url(host, await _port(process, settings))
    finally:
        await _stop(process)


def _state_folder(settings: Settings) -> Path:
    folder = settings.data_dir / "demo"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be made ({error.strerror}); DATA_DIR must be the path of a folder"
        ) from error
    return folder


def _named(folder: Path) -> str:
    """As the page knows the folder of its state."""
    return str(folder.resolve())


async def _port(process: asyncio.subprocess.Process, settings: Settings) -> int:
    assert process.stdout is not None
    try:
        async with asyncio.timeout(READY_S):
            words = (await process.stdout.readline()).split()
    except TimeoutError:
        words = []
    if len(words) != 2 or words[0] != b"ready":
        raise InputError(
            f"The chat page could not start on {settings.demo_host}:{settings.demo_port}; "
            "set DEMO_PORT to a free port, or to 0 for any"
        )
    return int(words[1])


async def _answers(url: str) -> bool:
    """Is a chat of ours there already?"""

    def ask() -> bool:
        try:
            with urlopen(f"{url}/bot{TOKEN}/getMe", timeout=ANSWER_S) as answer:
                return bool(answer.status == HTTPStatus.OK)
        except (OSError, HTTPException):
            return False

    return await asyncio.to_thread(ask)


async def _end_left(url: str, state: str) -> None:
    """Asks a page that is not our child to end, and waits for it; the page of another folder
    stays."""
    body = json.dumps({"op": "end", "state": state}).encode()
    asking = Request(f"{url}/_control", body, {"Content-Type": "application/json"})

    def ask() -> bool:
        try:
            with urlopen(asking, timeout=ANSWER_S) as answer:
                return bool(json.load(answer)["ended"])
        except (OSError, HTTPException, ValueError, KeyError) as error:
            log.warning("the chat page at %s could not be ended: %s", url, error)
            return False

    if await asyncio.to_thread(ask):
        clock = SystemClock()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                while await _answers(url):
                    await clock.sleep(LOOK_S)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
