"""`main.py demo`: the desk with a chat page in the browser instead of Telegram."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from app.left_page import LeftPage, end_page, find_page
from app.run import serve, until_stopped
from app.saying import Say
from app.settings import Settings
from core.errors import InputError
from storage.lock import holder_of, refuse_held

log = logging.getLogger(__name__)

TOKEN = "42:demo"
USER = 1001
STATE = "demo"
SPEED = 60
READY_S = 60.0
STOP_S = 5.0


async def run_demo(settings: Settings, say: Say) -> None:
    """Starts the chat (or finds the one that a killed desk left behind), prints its address and
    runs the desk against it. Raises InputError when the chat's port or folder cannot be had, and
    DeskLocked while another desk runs in the data folder."""
    refuse_held(settings.lock_path)
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
    if (page := await _left_page(settings)) is not None:
        log.info("the chat is running already")
        try:
            yield page.url
        finally:
            if page.state == _named(settings) and holder_of(settings.lock_path) is None:
                await end_page(page, TOKEN)
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


async def _left_page(settings: Settings) -> LeftPage | None:
    """Raises InputError when the page on our port serves a desk of another folder: two desks would
    answer in one chat."""
    if not settings.demo_port:
        return None
    page = await find_page(_url(settings.demo_host, settings.demo_port), TOKEN)
    if page is not None and page.is_in_use and page.state != _named(settings):
        raise InputError(
            f"The chat page at {page.url} serves another desk; "
            "set DEMO_PORT to a free port, or to 0 for any"
        )
    return page


def _state_folder(settings: Settings) -> Path:
    folder = settings.data_dir / STATE
    try:
        for each in (settings.data_dir, folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be made ({error.strerror}); DATA_DIR must be the path of a folder"
        ) from error
    return folder


def _named(settings: Settings) -> str:
    """As the page knows the folder of its state."""
    return str((settings.data_dir / STATE).resolve())


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
