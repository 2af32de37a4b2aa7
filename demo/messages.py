"""The messages of all chats, in the order of their ids."""

from collections.abc import Iterator
from itertools import islice
from typing import TypedDict, cast

from demo.journal import Record
from demo.shapes import Message


class Kept(TypedDict):
    """A message and what its API form does not tell."""

    message: Message
    silent: bool


class Deletion(TypedDict):
    chat: int
    ids: list[int]


class Messages:
    """What stands in the chats now; an edit replaces, a deletion leaves no trace."""

    kinds = ("message", "deletion", "last_message_id")

    def __init__(self) -> None:
        self._kept: dict[int, Kept] = {}
        self.last_id = 0

    def get(self, chat_id: int, message_id: int) -> Message | None:
        kept = self._kept.get(message_id)
        if kept is None or kept["message"]["chat"]["id"] != chat_id:
            return None
        return kept["message"]

    def is_silent(self, message_id: int) -> bool:
        kept = self._kept.get(message_id)
        return kept is not None and kept["silent"]

    def all(self) -> list[Kept]:
        """Oldest first: ids only grow, and an edit keeps its place."""
        return list(self._kept.values())

    def page(self, chat_id: int, *, before: int | None = None, limit: int = 100) -> list[Kept]:
        """The newest messages of a chat older than `before`, oldest first."""
        newest_first = (
            kept
            for kept in reversed(self.all())
            if kept["message"]["chat"]["id"] == chat_id
            and (before is None or kept["message"]["message_id"] < before)
        )
        return list(islice(newest_first, limit))[::-1]

    def apply(self, kind: str, body: object) -> None:
        match kind:
            case "message":
                kept = cast(Kept, body)
                message_id = kept["message"]["message_id"]
                self._kept[message_id] = kept
                self.last_id = max(self.last_id, message_id)
            case "deletion":
                for message_id in cast(Deletion, body)["ids"]:
                    self._kept.pop(message_id, None)
            case _:
                self.last_id = max(self.last_id, cast(int, body))

    def records(self) -> Iterator[Record]:
        yield {"kind": "last_message_id", "body": self.last_id}
        for kept in self.all():
            yield {"kind": "message", "body": kept}
