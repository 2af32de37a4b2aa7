"""What the bot does in the chats."""

from typing import cast

from demo.errors import NOT_MODIFIED, bad_request
from demo.messages import Deletion
from demo.profile import Setting
from demo.shapes import Chat, Content, Json, Message, without_reply
from demo.world import World

_CONTENT = tuple(Content.__annotations__)


def post(
    world: World, chat: Chat, content: Content, *, reply_to: Message | None, silent: bool
) -> Message:
    """The bot sends a message; a silent one does not ring."""
    message = world.compose(world.bot, chat, content)
    if reply_to is not None:
        message["reply_to_message"] = without_reply(reply_to)
    world.show(message, silent=silent)
    return message


def revise(world: World, message: Message, content: Content) -> Message:
    """The bot edits a message in place."""
    current = {name: value for name, value in message.items() if name in _CONTENT}
    if current == content:
        raise bad_request(NOT_MODIFIED)
    fixed = {name: value for name, value in message.items() if name not in _CONTENT}
    edited = cast(Message, {**fixed, "edit_date": world.now(), **content})
    world.show(edited, silent=world.messages.is_silent(message["message_id"]))
    return edited


def delete(world: World, chat_id: int, ids: list[int]) -> None:
    world.commit("deletion", Deletion(chat=chat_id, ids=ids))
    world.hub.publish("deleted", ids, chat_id)


def answer(world: World, query_id: str, *, text: str, show_alert: bool, url: str) -> None:
    """The bot answers a press: the button stops waiting, a notice may show."""
    query = world.queries.answer(query_id, text=text, show_alert=show_alert, url=url)
    shown = {
        "message_id": query.message_id,
        "data": query.data,
        "text": text,
        "show_alert": show_alert,
        "url": url,
    }
    world.hub.publish("answer", shown, query.user)


def describe(world: World, key: str, value: Json) -> None:
    """The bot sets something of its profile; None takes it back."""
    world.commit("profile", Setting(key=key, value=value))
    world.hub.publish("profile", None)
