"""Telegram through a proxy: what the proxy does wrong is a failure of the network, like any."""

from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from bot.failures import NoWay
from bot.session import SteadySession


class ProxiedSession(SteadySession):
    """A request leaves once the way through the proxy is there: until then nothing can have
    arrived. The address of a proxy holds its password, so errors name their kind alone."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  as aiogram has it
    ) -> TelegramType:
        try:
            return await super().make_request(bot, method, timeout)
        except (ProxyError, ProxyConnectionError, ProxyTimeoutError) as error:
            kind = type(error).__name__
            raise TelegramNetworkError(method=method, message=kind) from NoWay(kind)
