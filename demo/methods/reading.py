"""Parameters that many methods share: chat, text, reply, message."""

from typing import cast

from demo.errors import bad_request
from demo.html import parse_html
from demo.keyboard import read_keyboard
from demo.params import Params
from demo.shapes import Chat, Content, Entity, Json, Message
from demo.text import Formatted, checked
from demo.world import World


def read_chat(world: World, params: Params) -> Chat:
    chat_id = params.text("chat_id")
    if not chat_id:
        raise bad_request("chat_id is empty")
    if not chat_id.removeprefix("-").isdecimal():
        raise bad_request("chat not found")
    return world.chat(int(chat_id))


def read_text(params: Params) -> Content:
    """The text of a message, or the refusal of an empty, too long or unreadable one."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    formatted = checked(_parsed(params, "text", "entities"))
    content: Content = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = list(formatted.entities)
    return content


def read_caption(params: Params) -> Content:
    formatted = checked(_parsed(params, "caption", "caption_entities"), caption=True)
    if not formatted.text:
        return {}
    content: Content = {"caption": formatted.text}
    if formatted.entities:
        content["caption_entities"] = list(formatted.entities)
    return content


def _parsed(params: Params, name: str, entities: str) -> Formatted:
    text, mode = params.text(name), params.text("parse_mode").lower()
    if mode == "html":
        return parse_html(text)
    if mode:
        raise bad_request("unsupported parse_mode")
    return Formatted(text, tuple(map(_entity, params.list(entities))))


def _entity(entity: Json) -> Entity:
    if not isinstance(entity, dict) or not {"type", "offset", "length"} <= entity.keys():
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    return cast(Entity, entity)


def read_markup(params: Params) -> Content:
    keyboard = read_keyboard(params.json("reply_markup"))
    return {} if keyboard is None else {"reply_markup": keyboard}


def read_reply(world: World, chat: Chat, params: Params) -> Message | None:
    """The message to quote; a missing one is refused unless the bot allows that."""
    reply = params.object("reply_parameters")
    if reply and "message_id" not in reply:
        raise bad_request('can\'t find field "message_id"')
    message_id = Params(reply).integer("message_id") or params.integer("reply_to_message_id")
    if not message_id:
        return None
    quoted = world.messages.get(chat["id"], message_id)
    is_optional = params.flag("allow_sending_without_reply")
    if quoted is None and not (is_optional or reply.get("allow_sending_without_reply")):
        raise bad_request("message to be replied not found")
    return quoted


def read_own_message(world: World, chat: Chat, params: Params) -> Message:
    """The bot's message to edit."""
    message_id = params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = world.messages.get(chat["id"], message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.get("from") != world.bot:
        raise bad_request("message can't be edited")
    return message
