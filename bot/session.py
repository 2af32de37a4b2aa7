"""The way to Telegram, without a stall at its answers."""

from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType


class SteadySession(AiohttpSession):
    """Each kind of answer is a model that pydantic forgets as soon as nothing holds it, and then
    builds again, 10 ms in which nothing else runs. Here it stays."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._answers: dict[object, type[Response[Any]]] = {}

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        kind: Any = method.__returning__
        if kind not in self._answers:
            self._answers[kind] = Response[kind]
        return super().check_response(bot, method, status_code, content)
