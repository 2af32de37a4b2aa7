"""Alerts: from the durable outbox to Telegram, and marked there when it has them."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from bot.lane import Rank, Sender
from bot.locales import Text
from bot.messenger import Messenger
from bot.openers import Openers
from bot.render.alert import render_alert
from bot.screen import Screen
from bot.wishes import is_silent, is_wanted
from core.codec import decode
from core.errors import InputError
from core.events import Record, record_type
from core.ports import Bus, Clock, Gatekeeper, Outbox, OutboxRow, User
from core.types import Mode
from core.values import Frozen

log = logging.getLogger(__name__)

POLL_S = 5.0
PAGE = 100
MOST_ROWS = 12_800
INBOX = 256

Dress = Callable[[Screen, Text], Screen]
"""What is done to every message of an outbox before it leaves."""


class Message(Frozen, frozen=True):
    screen: Screen
    is_silent: bool


class OutboxDelivery:
    """Brings every due row to its chat's lane once, woken by the bus and by a poll of 5 s."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        messenger: Messenger,
        gate: Gatekeeper,
        bus: Bus,
        clock: Clock,
        texts: Mapping[str, Text],
        openers: Openers,
        dress: Dress | None = None,
    ) -> None:
        self._openers = openers
        self._outbox = outbox
        self._messenger = messenger
        self._gate = gate
        self._bus = bus
        self._clock = clock
        self._texts = texts
        self._dress = dress
        self._held: set[int] = set()
        self._unmarked: dict[int, int] = {}
        self._woken = asyncio.Event()
        self._woken.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._tick())
            while True:
                await self._woken.wait()
                self._woken.clear()
                await self._collect()

    async def _listen(self) -> None:
        async with self._bus.subscribe("outbox", size=INBOX) as inbox:
            while True:
                await inbox.next()
                self._woken.set()

    async def _tick(self) -> None:
        while True:
            await self._clock.sleep(POLL_S)
            self._woken.set()

    async def _collect(self) -> None:
        """The border of collecting: storage that fails now is asked again by the next poll."""
        try:
            await self._take_due()
        except Exception:
            log.exception("the outbox could not be read")

    async def _take_due(self) -> None:
        """Looks further as long as rows that cannot move (a paused chat's) fill the page. A row
        that was held when the outbox was asked may be delivered by the time it answers."""
        limit = PAGE + len(self._held)
        while True:
            held = set(self._held)
            rows = await self._outbox.due(limit)
            fresh = [row for row in rows if row.id not in held]
            taken = [await self._take(row) for row in fresh]
            if any(taken) or len(rows) < limit or limit >= MOST_ROWS:
                break
            limit *= 2
        if any(taken) and len(rows) >= limit:
            self._woken.set()

    async def _take(self, row: OutboxRow) -> bool:
        message_id = self._unmarked.pop(row.id, None)
        if message_id is not None:
            await self.mark(row, message_id)
            return True
        is_taken = self._messenger.put(row.owed.chat, AlertJob(row, self))
        if is_taken:
            self._held.add(row.id)
        return is_taken

    async def message(self, row: OutboxRow, *, is_repeat: bool) -> Message | None:
        """The alert in its reader's language, as loud as they want it now; None when there is
        none for them."""
        user = await self._gate.user(row.owed.chat)
        kind = record_type(row.owed.name)
        if user is None or kind is None:
            return None
        record = decode(kind, row.owed.text)
        if not is_wanted(record, user.alerts):
            return None
        screen = self._screen(row, record, user, is_repeat=is_repeat)
        is_quiet = is_silent(
            record,
            user.alerts,
            now_ns=self._clock.now_ns(),
            utc_offset_min=user.utc_offset_min,
        )
        return None if screen is None else Message(screen, is_quiet or row.owed.is_silent)

    def _screen(
        self, row: OutboxRow, record: Record, user: User, *, is_repeat: bool
    ) -> Screen | None:
        text = self._texts[user.language]
        screen = render_alert(
            row.owed.name,
            record,
            text,
            Mode.LIVE if row.owed.name.startswith("live_") else Mode.PAPER,
            access=user.access,
            utc_offset_min=user.utc_offset_min,
            is_repeat=is_repeat,
        )
        return screen if screen is None or self._dress is None else self._dress(screen, text)

    async def begin(self, row: OutboxRow) -> int | None:
        """Notes the attempt before it leaves; the message to reply to, if any."""
        await self._outbox.trying(row.id)
        thread = row.owed.thread
        if not thread:
            return None
        first = await self._outbox.first_message(row.owed.chat, thread)
        return first if first is not None else await self._openers.of(row.owed.chat, thread)

    async def mark(self, row: OutboxRow, message_id: int) -> None:
        """Telegram has it. If that cannot be noted now, it is noted later and never sent again."""
        self._unmarked[row.id] = message_id
        await self._outbox.sent(row.id, message_id)
        del self._unmarked[row.id]
        await self._openers.sent(row, message_id)

    async def give_up(self, row: OutboxRow, reason: str) -> None:
        log.error("alert %s (%s) is given up: %s", row.id, row.owed.name, reason)
        await self._outbox.failed(row.id, reason)

    def release(self, row: OutboxRow) -> None:
        self._held.discard(row.id)


class AlertJob:
    """One row of the outbox on its way. Tried before, it may have arrived: it says so."""

    key = ""

    def __init__(self, row: OutboxRow, delivery: OutboxDelivery) -> None:
        self.rank = Rank.EXECUTION if row.owed.rank == 0 else Rank.SIGNAL
        self._row = row
        self._delivery = delivery
        self._is_repeat = row.tries > 0

    async def deliver(self, sender: Sender) -> None:
        try:
            message = await self._delivery.message(self._row, is_repeat=self._is_repeat)
        except InputError as error:
            await self._delivery.give_up(self._row, str(error))
            return
        if message is None:
            await self._delivery.give_up(self._row, "nothing to tell, or nobody who wants it")
            return
        reply_to = await self._delivery.begin(self._row)
        message_id = await sender.send(
            self._row.owed.chat, message.screen, reply_to=reply_to, is_silent=message.is_silent
        )
        await self._delivery.mark(self._row, message_id)

    def again(self, *, may_have_arrived: bool) -> bool:
        self._is_repeat = self._is_repeat or may_have_arrived
        return True

    async def refused(self, reason: str, *, is_blocked: bool) -> None:
        await self._delivery.give_up(self._row, "blocked" if is_blocked else reason)

    def released(self) -> None:
        self._delivery.release(self._row)
