"""What people do in their chats; each deed becomes an update for the bot."""

from typing import cast

from demo.errors import bad_request
from demo.files import StoredFile, as_document
from demo.people import Block, private_chat
from demo.queries import Query
from demo.shapes import Chat, Content, Message, Object, User, without_reply
from demo.text import Formatted, finish
from demo.world import World


def say(world: World, user_id: int, text: str, reply_to: int | None = None) -> Message:
    """A user types a message."""
    formatted = finish(Formatted(text))
    if not formatted.text:
        raise bad_request("text must be non-empty")
    content: Content = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = list(formatted.entities)
    return _send(world, user_id, content, reply_to)


def hand_over(world: World, user_id: int, file: StoredFile, caption: str = "") -> Message:
    """A user sends a file."""
    content: Content = {"document": as_document(file)}
    if caption:
        content["caption"] = caption
    return _send(world, user_id, content, None)


def _send(world: World, user_id: int, content: Content, reply_to: int | None) -> Message:
    user = world.person(user_id)
    message = world.compose(user, private_chat(user), content)
    quoted = None if reply_to is None else world.messages.get(user_id, reply_to)
    if quoted is not None:
        message["reply_to_message"] = without_reply(quoted)
    block(world, user_id, is_blocked=False)
    world.show(message, silent=True)
    world.notify("message", message)
    return message


def press(world: World, user_id: int, message_id: int, data: str) -> Query:
    """A user presses an inline button; the bot owes an answer."""
    user = world.person(user_id)
    message = world.messages.get(user_id, message_id)
    if message is None:
        raise bad_request("MESSAGE_ID_INVALID")
    query = world.queries.open(user_id, message_id, data)
    body = {
        "id": query.query_id,
        "from": user,
        "message": message,
        "chat_instance": str(-user_id),
        "data": data,
    }
    world.hub.publish("press", {"message_id": message_id, "data": data}, user_id)
    world.notify("callback_query", body)
    return query


def block(world: World, user_id: int, *, is_blocked: bool) -> None:
    """A user blocks the bot, or lets it write again."""
    user = world.person(user_id)
    if world.people.has_blocked(user_id) == is_blocked:
        return
    world.commit("block", Block(user=user_id, blocked=is_blocked))
    world.hub.publish("blocked", is_blocked, user_id)
    statuses = ("member", "kicked") if is_blocked else ("kicked", "member")
    old, new = ({"user": world.bot, "status": status} for status in statuses)
    change = {"chat": private_chat(user), "from": user, "date": world.now()}
    world.notify("my_chat_member", change | {"old_chat_member": old, "new_chat_member": new})


def inject(world: World, update: Object) -> int:
    """Queue any update as it is; whom it names are known from then on."""
    kind, body = next((kind, body) for kind, body in update.items() if kind != "update_id")
    if isinstance(body, dict):
        _remember(world, body)
        message = body.get("message", body)
        if isinstance(message, dict):
            _remember(world, message)
    return world.notify(kind, body)


def _remember(world: World, body: Object) -> None:
    sender, chat = body.get("from"), body.get("chat")
    if isinstance(sender, dict) and isinstance(sender.get("id"), int) and not sender.get("is_bot"):
        world.meet(cast(User, sender))
    if isinstance(chat, dict) and chat.get("type") not in ("private", None):
        world.commit("group", cast(Chat, chat))
