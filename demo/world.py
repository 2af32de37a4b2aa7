"""The chat itself, rebuilt from its journal: every change is recorded before it shows."""

from typing import Protocol, cast

from demo.clock import Clock
from demo.errors import bad_request, blocked
from demo.files import Files
from demo.hub import Hub
from demo.journal import Journal, Record
from demo.messages import Kept, Messages
from demo.people import Block, People
from demo.profile import Profile
from demo.queries import Queries
from demo.shapes import Chat, Content, Message, User
from demo.updates import Updates


class Part(Protocol):
    """A part of the world that its records rebuild."""

    @property
    def kinds(self) -> tuple[str, ...]: ...
    def apply(self, kind: str, body: object) -> None: ...


class World:
    """The parts, and `commit`, the one way to change those that outlive a restart."""

    def __init__(
        self, *, bot: User, owner: User, journal: Journal, files: Files, clock: Clock
    ) -> None:
        self.bot = bot
        self.owner_id = owner["id"]
        self.files = files
        self.hub = Hub(int(clock() * 1000))
        self.people = People()
        self.messages = Messages()
        self.profile = Profile()
        self.queries = Queries(clock)
        self.updates = Updates(lambda is_here: self.hub.publish("presence", is_here))
        self._clock = clock
        self._journal = journal
        parts: tuple[Part, ...] = (self.people, self.messages, self.profile, self.updates)
        self._parts = {kind: part for part in parts for kind in part.kinds}
        self._restore(owner)

    def _restore(self, owner: User) -> None:
        for record in self._journal.read():
            self._apply(record["kind"], record["body"])
        if self.people.user(owner["id"]) is None:
            self.people.apply("user", owner)
        self._journal.rewrite(self._records())

    def _records(self) -> list[Record]:
        parts = (self.people, self.messages, self.profile, self.updates)
        return [record for part in parts for record in part.records()]

    def _apply(self, kind: str, body: object) -> None:
        part = self._parts.get(kind)
        if part is not None:
            part.apply(kind, body)

    def commit(self, kind: str, body: object) -> None:
        self._journal.append(kind, body)
        self._apply(kind, body)
        if self._journal.is_long:
            self._journal.rewrite(self._records())

    def close(self) -> None:
        self._journal.close()

    def now(self) -> int:
        """The date a message of this moment carries."""
        return int(self._clock())

    def meet(self, user: User) -> User:
        """Know a user from now on, or know them better."""
        if self.people.user(user["id"]) != user:
            self.commit("user", user)
            if user["id"] == self.owner_id:
                self.hub.publish("profile", None)
        return user

    def person(self, user_id: int) -> User:
        user = self.people.user(user_id)
        return user if user is not None else self.meet(_stranger(user_id))

    def chat(self, chat_id: int) -> Chat:
        """The chat the bot may write to, or why it may not."""
        chat = self.people.chat(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        if self.people.has_blocked(chat_id):
            raise blocked()
        return chat

    def compose(self, sender: User, chat: Chat, content: Content) -> Message:
        """A new message, numbered and dated, not yet shown."""
        head = {
            "message_id": self.messages.last_id + 1,
            "from": sender,
            "chat": chat,
            "date": self.now(),
        }
        return cast(Message, {**head, **content})

    def show(self, message: Message, *, silent: bool) -> None:
        kept = Kept(message=message, silent=silent)
        self.commit("message", kept)
        self.hub.publish("message", kept, message["chat"]["id"])

    def notify(self, kind: str, body: object) -> int:
        """Queue an update for the bot; its number, or 0 when the bot does not want the kind."""
        if not self.updates.wants(kind):
            return 0
        self.commit("update", {"update_id": self.updates.last_id + 1, kind: body})
        return self.updates.last_id

    def confirm(self, offset: int) -> None:
        """The bot has what came before `offset`; nothing is recorded where that changes nothing."""
        last = self.updates.confirmed_by(offset)
        if self.updates.first_id <= last:
            self.commit("confirmed", last)

    def allow(self, kinds: list[str]) -> None:
        """The bot names the updates it wants; none named is Telegram's own choice."""
        if self.updates.allowed != frozenset(kinds):
            self.commit("allowed", sorted(kinds))

    def reset(self) -> None:
        """Empty the chats; ids go on, so that a running bot is not confused."""
        for kept in self.messages.all():
            message = kept["message"]
            deletion = {"chat": message["chat"]["id"], "ids": [message["message_id"]]}
            self.commit("deletion", deletion)
        self.commit("confirmed", self.updates.last_id)
        for user_id in self.people.blockers():
            self.commit("block", Block(user=user_id, blocked=False))
        self.queries.clear()
        self.files.clear()
        self.hub.publish("reset", None)


def _stranger(user_id: int) -> User:
    return {"id": user_id, "is_bot": False, "first_name": f"User {user_id}"}
