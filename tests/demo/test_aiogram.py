"""A real aiogram bot against the demo: what the desk's bot does, in small."""

import asyncio
from collections.abc import Iterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.filters import Command
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)

from tests.demo.api import png
from tests.demo_server import OWNER, TOKEN, AsyncDemoChat, DemoServer, running_demo


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    with running_demo() as server:
        yield server


def build_bot(demo: DemoServer) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(demo.url))
    return Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))


def screen(count: int) -> tuple[str, InlineKeyboardMarkup]:
    buttons = [
        InlineKeyboardButton(text="➕ More", callback_data="v1:count:more", style="success"),
        InlineKeyboardButton(text="Copy", copy_text=CopyTextButton(text=str(count))),
    ]
    return f"<b>Count</b> <code>{count}</code>", InlineKeyboardMarkup(inline_keyboard=[buttons])


def build_dispatcher() -> Dispatcher:
    dispatcher = Dispatcher()
    counts: list[int] = [0]

    @dispatcher.message(Command("start"))
    async def start(message: Message) -> None:
        text, keyboard = screen(counts[0])
        await message.answer(text, reply_markup=keyboard)

    @dispatcher.callback_query(F.data == "v1:count:more")
    async def more(query: CallbackQuery) -> None:
        counts[0] += 1
        text, keyboard = screen(counts[0])
        await query.answer("Counted", show_alert=counts[0] > 1)
        if isinstance(query.message, Message):
            await query.message.edit_text(text, reply_markup=keyboard)

    return dispatcher


async def test_a_polling_bot_talks_with_a_person(demo: DemoServer) -> None:
    chat, dispatcher = AsyncDemoChat(demo.chat), build_dispatcher()
    async with build_bot(demo) as bot, asyncio.TaskGroup() as group:
        polling = group.create_task(
            dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
        )
        await chat.wait_bot()
        await chat.say("/start")
        shown = await chat.wait_message("Count 0", button="More")
        answer = await chat.press("More")
        assert (answer.text, answer.show_alert) == ("Counted", False)
        edited = await chat.wait_message("Count 1")
        assert edited.message_id == shown.message_id
        assert (await chat.press("More")).show_alert is True
        edit = await chat.wait_call("editMessageText", outcome="ok")
        assert edit.params["message_id"] == str(shown.message_id)
        await dispatcher.stop_polling()
        await polling


async def test_every_method_of_the_bot_is_understood(demo: DemoServer) -> None:
    async with build_bot(demo) as bot:
        assert (await bot.get_me()).id == 42
        assert (await bot.get_webhook_info()).url == ""
        assert await bot.delete_webhook()
        await bot.set_my_commands([BotCommand(command="menu", description="Menu")])
        assert (await bot.get_my_commands())[0].command == "menu"
        await bot.set_my_description("A desk")
        await bot.set_chat_menu_button()
        await bot.send_chat_action(OWNER, "typing")
        assert (await bot.get_chat(OWNER)).first_name == "Trader"
        first = await bot.send_message(OWNER, "one", disable_notification=True)
        reply = ReplyParameters(message_id=first.message_id)
        second = await bot.send_message(OWNER, "two", reply_parameters=reply)
        assert second.reply_to_message is not None
        await bot.delete_messages(OWNER, [first.message_id, second.message_id])
        assert demo.chat.messages() == []


async def test_pictures_and_files_go_through(demo: DemoServer) -> None:
    async with build_bot(demo) as bot:
        picture = BufferedInputFile(png(), "chart.png")
        text, keyboard = screen(1)
        sent = await bot.send_photo(OWNER, picture, caption=text, reply_markup=keyboard)
        assert sent.photo is not None
        assert sent.caption == "Count 1"
        media = InputMediaPhoto(media=BufferedInputFile(png(50, 60), "chart.png"), caption="new")
        edited = await bot.edit_message_media(media, chat_id=OWNER, message_id=sent.message_id)
        assert isinstance(edited, Message)
        assert edited.photo is not None
        assert edited.photo[0].width == 50
        document = await bot.send_document(OWNER, BufferedInputFile(b"1,2", "a.csv"))
        assert document.document is not None
        content = await bot.download(document.document)
        assert content is not None
        assert content.read() == b"1,2"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("flood", TelegramRetryAfter),
        ("bad_gateway", ClientDecodeError),
        ("drop_before", TelegramNetworkError),
        ("drop_after", TelegramNetworkError),
        ("cant_parse", TelegramBadRequest),
        ("blocked", TelegramForbiddenError),
    ],
)
async def test_faults_reach_the_bot_as_its_library_tells_them(
    demo: DemoServer, kind: str, error: type[Exception]
) -> None:
    demo.chat.fault("sendMessage", kind)
    async with build_bot(demo) as bot:
        with pytest.raises(error):
            await bot.send_message(OWNER, "x")
        assert (await bot.send_message(OWNER, "again")).text == "again"
