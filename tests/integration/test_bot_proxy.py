"""A proxy on the way to Telegram: used for every call, and never heard of."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from aiogram.exceptions import TelegramNetworkError
from pydantic import SecretStr

from app.logs import Redaction
from app.settings import Settings
from bot.app import build_bot
from bot.failures import never_left

PASSWORD = "canary-of-the-proxy"
TOKEN = "42:TEST"


class FakeProxy:
    """Takes one HTTP or SOCKS5 connection, notes what was asked, and lets nobody through."""

    def __init__(self) -> None:
        self.asked = b""
        self.port = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += await reader.read(1024)
        if self.asked.startswith(b"\x05"):
            writer.write(b"\x05\x02")
            await writer.drain()
            self.asked += await reader.read(1024)
            writer.write(b"\x01\x01")
        else:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()


@asynccontextmanager
async def proxying() -> AsyncIterator[FakeProxy]:
    proxy = FakeProxy()
    server = await asyncio.start_server(proxy.talk, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    async with server:
        yield proxy


async def ask(scheme: str, proxy: FakeProxy) -> TelegramNetworkError:
    address = SecretStr(f"{scheme}://ann:{PASSWORD}@127.0.0.1:{proxy.port}")
    bot = build_bot(TOKEN, api_base="http://telegram.invalid", proxy=address)
    try:
        with pytest.raises(TelegramNetworkError) as failed:
            await bot.get_me(request_timeout=60)
    finally:
        await bot.session.close()
    return failed.value


@pytest.mark.parametrize(("scheme", "begins"), [("http", b"CONNECT"), ("socks5", b"\x05")])
async def test_every_call_goes_through_the_proxy(scheme: str, begins: bytes) -> None:
    async with proxying() as proxy:
        await ask(scheme, proxy)
    assert proxy.asked.startswith(begins)


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_refuses_is_a_network_error_that_names_no_password(
    scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with proxying() as proxy:
            error = await ask(scheme, proxy)
    assert PASSWORD not in f"{error!r}{error}{error.__cause__!r}"
    assert never_left(error)
    assert PASSWORD not in caplog.text


def test_the_logs_learn_the_proxys_secrets() -> None:
    settings = Settings(
        _env_file=None, telegram_proxy=SecretStr(f"socks5://ann:{PASSWORD}@proxy:1080")
    )
    record = logging.LogRecord(
        "aiohttp", logging.ERROR, "", 0, f"cannot connect to ann:{PASSWORD}@proxy", (), None
    )
    Redaction(settings.secret_values()).filter(record)
    assert PASSWORD not in record.getMessage()
    assert PASSWORD not in repr(settings)
