"""The live screens of all chats: painted from the services, handed to the messenger, once."""

from dataclasses import dataclass
from typing import Protocol

from bot.lane import Rank, Sender
from bot.live import Live, LiveStore, Painted
from bot.messenger import Messenger
from bot.place import Place
from bot.screen import Screen
from core.ports import Clock, Gatekeeper, User
from core.types import SECOND_NS, UserId

HEARTBEAT_NS = 60 * SECOND_NS


class Painter(Protocol):
    """Asks the services and renders; called again and again, so it changes nothing."""

    async def __call__(self, user: User, place: Place, notice: str) -> Painted: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """What leaves now. No `message_id`: as a new message."""

    message_id: int | None
    screen: Screen


class Board:
    """Holds one Live a chat. Equal screens send nothing, and a painting that a newer one overtook
    is never shown."""

    def __init__(
        self,
        *,
        messenger: Messenger,
        painter: Painter,
        clock: Clock,
        store: LiveStore,
        gate: Gatekeeper,
    ) -> None:
        self._messenger = messenger
        self._painter = painter
        self._clock = clock
        self._store = store
        self._gate = gate
        self._lives: dict[int, Live] = {}

    def lives(self) -> tuple[Live, ...]:
        return tuple(self._lives.values())

    async def find(self, chat: int) -> Live | None:
        live = self._lives.get(chat)
        if live is None and (stored := await self._store.load(chat)) is not None:
            live = self._lives.setdefault(chat, stored)
        return live

    async def get(self, chat: int, user: UserId) -> Live:
        live = await self.find(chat) or self._lives.setdefault(chat, Live(chat, user))
        live.user = user
        return live

    async def resume(self) -> None:
        """Takes up the screens of before a restart."""
        for chat in await self._store.chats():
            await self.find(chat)

    def is_due(self, live: Live, now_ns: int) -> bool:
        """Whether live refresh may look again."""
        every_ns = live.refresh_s * self._messenger.slowdown(live.chat) * SECOND_NS
        if live.message_id is None or now_ns - live.sent_ns < every_ns:
            return False
        return live.is_dirty or now_ns - live.looked_ns >= every_ns

    async def paint(self, live: Live, rank: Rank) -> None:
        """Shows the place as it is now. A refresh that finds only ages changed shows them once a
        minute."""
        ticket = live.ticket()
        live.looked_ns, live.is_dirty = self._clock.now_ns(), False
        user = await self._gate.user(live.user)
        if user is None:
            await self.close(live.chat)
            return
        live.account, live.refresh_s = user.account, user.refresh_s
        painted = await self._painter(user, live.place, live.notice)
        if not live.accept(ticket):
            return
        is_aged = self._clock.now_ns() - live.sent_ns >= HEARTBEAT_NS
        if rank is not Rank.REFRESH or is_aged or painted.still != live.still:
            self.push(live, painted, rank)

    def push(self, live: Live, painted: Painted, rank: Rank) -> None:
        live.wanted, live.still = painted.screen, painted.still
        is_there = live.message_id is not None and not live.is_fresh
        if not is_there or live.wanted != live.shown:
            live.sent_ns = self._clock.now_ns()
            self._messenger.put(live.chat, ScreenJob(live.chat, rank, self))

    def draft(self, chat: int) -> Draft | None:
        """The newest that the chat should show, None when it does. Taken, it is under way: what
        the chat shows is unknown until `shown`."""
        live = self._lives.get(chat)
        if live is None or live.wanted is None:
            return None
        is_there = live.message_id is not None and not live.is_fresh
        if is_there and live.wanted == live.shown:
            return None
        live.is_fresh, live.shown = False, None
        return Draft(live.message_id if is_there else None, live.wanted)

    async def shown(self, chat: int, message_id: int, screen: Screen) -> None:
        live = self._lives.get(chat)
        if live is not None:
            live.adopt(message_id)
            live.shown, live.sent_ns = screen, self._clock.now_ns()
            await self._store.save(live)

    def undelivered(self, chat: int, draft: Draft) -> None:
        """What was to be a new message is to be one still."""
        live = self._lives.get(chat)
        if live is not None:
            live.is_fresh = live.is_fresh or draft.message_id is None

    async def close(self, chat: int) -> None:
        """The chat's screens stop until its user comes back; trading knows nothing of it."""
        self._lives.pop(chat, None)
        await self._store.forget(chat)


class ScreenJob:
    """The screen of a chat on its way: whatever is newest when its turn comes."""

    key = "screen"

    def __init__(self, chat: int, rank: Rank, board: Board) -> None:
        self.rank = rank
        self._chat = chat
        self._board = board
        self._draft: Draft | None = None

    async def deliver(self, sender: Sender) -> None:
        self._draft = draft = self._board.draft(self._chat)
        if draft is None:
            return
        message_id = draft.message_id
        if message_id is None or not await sender.edit(self._chat, message_id, draft.screen):
            message_id = await sender.send(self._chat, draft.screen)
        await self._board.shown(self._chat, message_id, draft.screen)

    def again(self, *, may_have_arrived: bool) -> bool:
        if self._draft is not None:
            self._board.undelivered(self._chat, self._draft)
        return True

    async def refused(self, reason: str, *, is_blocked: bool) -> None:
        if is_blocked:
            await self._board.close(self._chat)

    def released(self) -> None:
        return None
