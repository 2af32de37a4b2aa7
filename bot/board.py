"""The live screens of all chats: painted from the services, handed to the messenger, once."""

from collections.abc import Callable
from typing import Protocol

from bot.jobs import Draft, Farewell, Parting, ScreenJob
from bot.lane import Rank
from bot.live import Live, LiveStore, Painted
from bot.messenger import Messenger
from bot.place import Place
from bot.screen import Screen
from core.ports import Clock, Gatekeeper, User
from core.types import SECOND_NS, UserId
from core.values import replace

HEARTBEAT_NS = 60 * SECOND_NS
PICTURE_NS = 15 * SECOND_NS
"""Live refresh changes a picture no more often: each is a hundred times as long as its caption."""
WITHOUT_NS = 60 * SECOND_NS
"""A chat that refused a picture is shown texts for so long."""


class Painter(Protocol):
    """Asks the services and renders; called again and again, so it changes nothing."""

    async def __call__(self, user: User, place: Place, notice: str) -> Painted: ...


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
        farewell: Callable[[str], Screen] | None = None,
    ) -> None:
        self._messenger = messenger
        self._painter = painter
        self._clock = clock
        self._store = store
        self._gate = gate
        self._farewell = farewell
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
        """Takes up the screens of before a restart, and what was still to be deleted."""
        for chat in await self._store.chats():
            live = await self.find(chat)
            if live is not None:
                self._part(live)

    def is_due(self, live: Live, now_ns: int) -> bool:
        """Whether live refresh may look again."""
        every_ns = live.refresh_s * self._messenger.slowdown(live.chat) * SECOND_NS
        if live.message_id is None or live.is_held or now_ns - live.sent_ns < every_ns:
            return False
        return live.is_dirty or now_ns - live.looked_ns >= every_ns

    async def paint(self, live: Live, rank: Rank) -> None:
        """Shows the place as it is now. A refresh that finds only ages changed shows them once a
        minute."""
        ticket = live.ticket()
        live.looked_ns, live.is_dirty = self._clock.now_ns(), False
        user = await self._gate.user(live.user)
        if user is None:
            await self._part_with(live)
            return
        live.account, live.refresh_s = user.account, user.refresh_s
        live.language = user.language
        painted = await self._painter(user, live.place, live.notice)
        if not live.accept(ticket):
            return
        live.is_held = painted.is_held
        is_aged = self._clock.now_ns() - live.sent_ns >= HEARTBEAT_NS
        if rank is not Rank.REFRESH or is_aged or painted.still != live.still:
            self.push(live, painted, rank)

    def push(self, live: Live, painted: Painted, rank: Rank) -> None:
        painted = self._sparing(live, painted, rank)
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
        had = live.shown.picture if live.shown is not None else None
        live.is_fresh, live.shown = False, None
        if not is_there:
            return Draft(None, live.wanted)
        if live.is_photo and live.wanted.picture is None:
            return Draft(None, live.wanted, replaces=live.message_id)
        return Draft(live.message_id, live.wanted, keeps_picture=live.wanted.picture == had)

    async def shown(self, chat: int, message_id: int, draft: Draft) -> None:
        """Stored before what it replaces is deleted, so that no crash leaves a chat without."""
        live = self._lives.get(chat)
        if live is None:
            return
        live.adopt(message_id)
        live.shown, live.sent_ns = draft.screen, self._clock.now_ns()
        live.is_photo = draft.screen.picture is not None
        if not draft.keeps_picture:
            live.pictured_ns = live.sent_ns
        if draft.replaces is not None:
            live.part(draft.replaces)
        await self._store.save(live)
        self._part(live)

    async def parted(self, chat: int, message_id: int) -> None:
        """It is gone, or will never go."""
        live = self._lives.get(chat)
        if live is not None:
            live.parting = tuple(other for other in live.parting if other != message_id)
            await self._store.save(live)

    def unpicture(self, chat: int) -> None:
        """Telegram takes no such picture here: a text for a while, which says so."""
        live = self._lives.get(chat)
        if live is not None and live.wanted is not None:
            live.without_until_ns = self._clock.now_ns() + WITHOUT_NS
            live.wanted = live.wanted.without_picture()

    def undelivered(self, chat: int, draft: Draft) -> None:
        """What was to be a new message is to be one still."""
        live = self._lives.get(chat)
        if live is not None:
            is_new = draft.message_id is None and draft.replaces is None
            live.is_fresh = live.is_fresh or is_new

    async def _part_with(self, live: Live) -> None:
        """Of who is no member any more: the last words on their screen, and no button."""
        await self.close(live.chat)
        if live.message_id is not None and self._farewell is not None:
            last = self._farewell(live.language)
            self._messenger.put(live.chat, Farewell(live.chat, live.message_id, last))

    async def close(self, chat: int) -> None:
        """The chat's screens stop until its user comes back; trading knows nothing of it."""
        self._lives.pop(chat, None)
        await self._store.forget(chat)

    def _part(self, live: Live) -> None:
        for message_id in live.parting:
            self._messenger.put(live.chat, Parting(live.chat, message_id, self))

    def _sparing(self, live: Live, painted: Painted, rank: Rank) -> Painted:
        """Without a picture where none is taken; with the one that is there while it is new."""
        now_ns = self._clock.now_ns()
        if painted.screen.picture is None:
            return painted
        if now_ns < live.without_until_ns or not painted.screen.fits_caption:
            return Painted(painted.screen.without_picture(), painted.still.without_picture())
        had = live.shown.picture if live.shown is not None else None
        if rank is not Rank.REFRESH or had is None or now_ns - live.pictured_ns >= PICTURE_NS:
            return painted
        return Painted(replace(painted.screen, picture=had), replace(painted.still, picture=had))
