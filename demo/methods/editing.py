"""Methods that change or remove what stands in a chat."""

from collections.abc import Callable, Mapping

from demo import bot_side
from demo.errors import bad_request
from demo.methods.media import read_media
from demo.methods.reading import (
    read_caption,
    read_chat,
    read_markup,
    read_own_message,
    read_text,
)
from demo.params import Params
from demo.shapes import Content, Message
from demo.world import World

_DELETED_AT_ONCE = 100


def edit_message_text(world: World, params: Params) -> Message:
    content = read_text(params) | read_markup(params)
    message = _edited(world, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return bot_side.revise(world, message, content)


def edit_message_caption(world: World, params: Params) -> Message:
    message = _edited(world, params)
    if "text" in message:
        raise bad_request("there is no caption in the message to edit")
    content = _media(message) | read_caption(params) | read_markup(params)
    return bot_side.revise(world, message, content)


def edit_message_reply_markup(world: World, params: Params) -> Message:
    message = _edited(world, params)
    return bot_side.revise(world, message, _words(message) | _media(message) | read_markup(params))


def edit_message_media(world: World, params: Params) -> Message:
    message = _edited(world, params)
    media = Params(params.object("media"), params.files)
    kind = media.text("type")
    if kind not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: Unsupported type specified")
    content = read_media(world, media, kind, media.text("media"))
    return bot_side.revise(world, message, content | read_caption(media) | read_markup(params))


def delete_message(world: World, params: Params) -> bool:
    chat = read_chat(world, params)
    message_id = params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    if world.messages.get(chat["id"], message_id) is None:
        raise bad_request("message to delete not found")
    bot_side.delete(world, chat["id"], [message_id])
    return True


def delete_messages(world: World, params: Params) -> bool:
    chat = read_chat(world, params)
    ids = [value for value in params.list("message_ids") if isinstance(value, int)]
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > _DELETED_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    found = [number for number in ids if world.messages.get(chat["id"], number) is not None]
    if found:
        bot_side.delete(world, chat["id"], found)
    return True


def _edited(world: World, params: Params) -> Message:
    return read_own_message(world, read_chat(world, params), params)


def _words(message: Message) -> Content:
    words: Content = {}
    if "text" in message:
        words["text"] = message["text"]
    if "entities" in message:
        words["entities"] = message["entities"]
    if "caption" in message:
        words["caption"] = message["caption"]
    if "caption_entities" in message:
        words["caption_entities"] = message["caption_entities"]
    return words


def _media(message: Message) -> Content:
    media: Content = {}
    if "photo" in message:
        media["photo"] = message["photo"]
    if "document" in message:
        media["document"] = message["document"]
    return media


EDITING: Mapping[str, Callable[[World, Params], object]] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageMedia": edit_message_media,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
