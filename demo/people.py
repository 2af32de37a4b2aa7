"""Who is in the chats: users, their private chats, groups, and who blocked the bot."""

from collections.abc import Iterator
from typing import TypedDict, cast

from demo.journal import Record
from demo.shapes import Chat, User


class Block(TypedDict):
    user: int
    blocked: bool


class People:
    """Everybody the bot may write to."""

    kinds = ("user", "group", "block")

    def __init__(self) -> None:
        self._users: dict[int, User] = {}
        self._groups: dict[int, Chat] = {}
        self._blocked: set[int] = set()

    def user(self, user_id: int) -> User | None:
        return self._users.get(user_id)

    def chat(self, chat_id: int) -> Chat | None:
        """The chat of that id; a private chat carries its user's id."""
        user = self._users.get(chat_id)
        return self._groups.get(chat_id) if user is None else private_chat(user)

    def has_blocked(self, chat_id: int) -> bool:
        return chat_id in self._blocked

    def blockers(self) -> list[int]:
        return sorted(self._blocked)

    def apply(self, kind: str, body: object) -> None:
        match kind:
            case "user":
                user = cast(User, body)
                self._users[user["id"]] = user
            case "group":
                group = cast(Chat, body)
                self._groups[group["id"]] = group
            case _:
                block = cast(Block, body)
                change = self._blocked.add if block["blocked"] else self._blocked.discard
                change(block["user"])

    def records(self) -> Iterator[Record]:
        for user in self._users.values():
            yield {"kind": "user", "body": user}
        for group in self._groups.values():
            yield {"kind": "group", "body": group}
        for user_id in self._blocked:
            yield {"kind": "block", "body": Block(user=user_id, blocked=True)}


def private_chat(user: User) -> Chat:
    chat: Chat = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
    if "username" in user:
        chat["username"] = user["username"]
    return chat
