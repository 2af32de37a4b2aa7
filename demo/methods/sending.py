"""Methods that put something new into a chat, and answers to presses."""

from collections.abc import Callable, Mapping

from demo import bot_side
from demo.errors import bad_request
from demo.methods.media import read_media
from demo.methods.reading import read_caption, read_chat, read_markup, read_reply, read_text
from demo.params import Params
from demo.shapes import Chat, Content, Message
from demo.text import units
from demo.world import World

_ANSWER_LIMIT = 200
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def _send(world: World, params: Params, chat: Chat, content: Content) -> Message:
    return bot_side.post(
        world,
        chat,
        {**content, **read_markup(params)},
        reply_to=read_reply(world, chat, params),
        silent=params.flag("disable_notification"),
    )


def send_message(world: World, params: Params) -> Message:
    if not params.text("text"):
        raise bad_request("message text is empty")
    chat = read_chat(world, params)
    return _send(world, params, chat, read_text(params))


def send_photo(world: World, params: Params) -> Message:
    return _send_media(world, params, "photo")


def send_document(world: World, params: Params) -> Message:
    return _send_media(world, params, "document")


def _send_media(world: World, params: Params, kind: str) -> Message:
    chat = read_chat(world, params)
    content = read_caption(params) | read_media(world, params, kind, params.text(kind))
    return _send(world, params, chat, content)


def send_chat_action(world: World, params: Params) -> bool:
    chat = read_chat(world, params)
    action = params.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.hub.publish("action", action, chat["id"])
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    text = params.text("text")
    if units(text) > _ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    bot_side.answer(
        world,
        params.text("callback_query_id"),
        text=text,
        show_alert=params.flag("show_alert"),
        url=params.text("url"),
    )
    return True


SENDING: Mapping[str, Callable[[World, Params], object]] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
}
