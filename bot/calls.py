"""What is asked of Telegram to show a screen: as a message, or as a picture with a caption."""

import html
import re

from aiogram.enums import ParseMode
from aiogram.methods import (
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)

from bot.screen import Button, Document, Rows, Screen
from core.pictures import Picture

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def sending(
    chat: int, screen: Screen, *, reply_to: int | None, is_silent: bool, is_plain: bool
) -> TelegramMethod[Message]:
    """`is_plain`: without markup, where Telegram could not read it."""
    if screen.picture is not None:
        return SendPhoto(
            chat_id=chat,
            photo=_file(screen.picture),
            caption=_words(screen, is_plain) or None,
            parse_mode=_mode(is_plain),
            reply_markup=_keyboard(screen.rows),
            disable_notification=is_silent or None,
            reply_parameters=_reply(reply_to),
        )
    return SendMessage(
        chat_id=chat,
        text=_words(screen, is_plain),
        parse_mode=_mode(is_plain),
        reply_markup=_keyboard(screen.rows),
        disable_notification=is_silent or None,
        link_preview_options=_NO_PREVIEW,
        reply_parameters=_reply(reply_to),
    )


def editing(
    chat: int, message_id: int, screen: Screen, *, keeps_picture: bool, is_plain: bool
) -> TelegramMethod[Message | bool]:
    """`keeps_picture`: the message has this very picture already."""
    if screen.picture is None:
        return EditMessageText(
            chat_id=chat,
            message_id=message_id,
            text=_words(screen, is_plain),
            parse_mode=_mode(is_plain),
            reply_markup=_keyboard(screen.rows),
            link_preview_options=_NO_PREVIEW,
        )
    if keeps_picture:
        return EditMessageCaption(
            chat_id=chat,
            message_id=message_id,
            caption=_words(screen, is_plain),
            parse_mode=_mode(is_plain),
            reply_markup=_keyboard(screen.rows),
        )
    media = InputMediaPhoto(
        media=_file(screen.picture), caption=_words(screen, is_plain), parse_mode=_mode(is_plain)
    )
    return EditMessageMedia(
        chat_id=chat, message_id=message_id, media=media, reply_markup=_keyboard(screen.rows)
    )


def handing(chat: int, document: Document) -> TelegramMethod[Message]:
    """A file."""
    return SendDocument(
        chat_id=chat,
        document=BufferedInputFile(document.content, document.name),
        caption=document.caption or None,
        parse_mode=ParseMode.HTML,
    )


def _file(picture: Picture) -> BufferedInputFile:
    return BufferedInputFile(picture.png, f"{picture.key}.png")


def _words(screen: Screen, is_plain: bool) -> str:
    return unmarked(screen.text) if is_plain else screen.text


def unmarked(text: str) -> str:
    """HTML as what is read of it."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def _mode(is_plain: bool) -> ParseMode | None:
    return None if is_plain else ParseMode.HTML


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_key(button) for button in row] for row in rows])


def _key(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=button.text, callback_data=button.data, style=button.style or None
    )


def _reply(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True)
