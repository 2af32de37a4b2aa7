"""The way to Telegram."""

import gc
from weakref import ref

from aiogram import Bot
from aiogram.methods import DeleteMessage, Response

from bot.session import SteadySession


async def test_the_model_of_an_answer_is_built_once() -> None:
    session = SteadySession()
    bot = Bot("1:token", session=session)
    method = DeleteMessage(chat_id=1, message_id=2)
    answer = session.check_response(bot, method, 200, '{"ok": true, "result": true}')
    assert answer.result is True
    first = ref(type(answer))
    del answer
    gc.collect()
    assert first() is Response[bool]
    await session.close()
