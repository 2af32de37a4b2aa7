"""Judges alarms once a second, beside trading: it reads prices, and nothing waits for it."""

import asyncio
import logging
from decimal import Decimal

from core.codec import encode
from core.errors import InputError, StorageError
from core.events import AlarmRang
from core.ports import Bus, Clock, JournalReader, Owed, Trading
from core.trading import Alarm, AlarmKind
from core.types import AgentState, FeedStatus, UserId
from core.values import Frozen, replace
from core.views import AutoView, QuoteView
from services.alarm_books import AlarmBooks, key_of
from services.alarm_rules import (
    Ring,
    Window,
    aimed,
    at_level,
    at_result,
    is_back,
    is_result_back,
    on_move,
    rung,
)
from services.seats import Seat, Seats

log = logging.getLogger(__name__)

LOOK_S = 1.0
RANK = 1
BY_ITSELF = frozenset({"recovery_failed", "journal"})


class Seen(Frozen, frozen=True):
    """What an alarm looks at, now. `ring` where it would ring, `is_over` where what it told of is
    past; `title` of the symbol or agent."""

    ring: Ring | None = None
    is_over: bool = False
    title: str = ""
    tick: Decimal | None = None
    detail: str = ""


UNKNOWN = Seen()


class AlarmWatch:
    """Runs until cancelled. A ring is one commit: the record, the message it owes and the alarm as
    it is then, so that a crash neither loses nor doubles it."""

    def __init__(
        self,
        seats: Seats,
        books: AlarmBooks,
        journal: JournalReader,
        bus: Bus,
        clock: Clock,
        lock: asyncio.Lock,
    ) -> None:
        self._seats = seats
        self._books = books
        self._journal = journal
        self._bus = bus
        self._clock = clock
        self._lock = lock
        self._windows: dict[tuple[UserId, int], Window] = {}

    async def run(self) -> None:
        while True:
            await self.look()
            await self._clock.sleep(LOOK_S)

    async def look(self) -> None:
        """The border of watching: one member's trouble is not another's."""
        try:
            await self._books.load()
        except (StorageError, InputError):
            log.exception("the alarms could not be read")
            return
        for user in self._books.watched():
            try:
                await self._look_for(user)
            except InputError:
                continue
            except StorageError as error:
                log.warning("the alarms of %s wait: %s", user, error)
            except Exception:
                log.exception("the alarms of %s could not be judged", user)

    async def _look_for(self, user: UserId) -> None:
        seat = await self._seats.of(user)
        async with self._lock:
            for alarm in (await self._books.of(user)).alarms:
                if not alarm.is_paused:
                    await self._judge(seat, alarm)

    async def _judge(self, seat: Seat, alarm: Alarm) -> None:
        user = seat.user.id
        seen = self._see(seat.trading, user, alarm)
        if alarm.is_armed and seen.ring is not None:
            await self._ring(seat, alarm, seen, seen.ring)
        elif not alarm.is_armed and seen.is_over:
            await self._books.put(user, replace(alarm, is_armed=True))

    async def _ring(self, seat: Seat, alarm: Alarm, seen: Seen, ring: Ring) -> None:
        user, now_ns = seat.user.id, self._clock.now_ns()
        after = rung(alarm, now_ns)
        record = AlarmRang(
            agent=alarm.agent,
            instrument=alarm.instrument,
            at_ns=now_ns,
            alarm=alarm.id,
            kind=alarm.kind,
            title=seen.title,
            level=alarm.level,
            value=None if alarm.kind.is_trouble else ring.value,
            way=alarm.way,
            window_s=alarm.window_s,
            tick=seen.tick,
            detail=seen.detail,
            times=after.rings,
            repeats=alarm.repeats,
        )
        owed = Owed(chat=user, rank=RANK, name=record.topic, payload=encode(record))
        book = await self._books.with_(user, after)
        keep = {key_of(user): encode(book)}
        await self._journal.note(seat.user.account, record, [owed], keep=keep)
        self._books.saved(user, book)
        if (window := self._windows.get((user, alarm.id))) is not None:
            window.restart()
        self._bus.publish(seat.user.account, record.topic, record)

    # --- what is seen

    def _see(self, trading: Trading, user: UserId, alarm: Alarm) -> Seen:
        match alarm.kind:
            case AlarmKind.LEVEL:
                return _level(trading, alarm)
            case AlarmKind.MOVE:
                return self._move(trading, user, alarm)
            case AlarmKind.PNL:
                return _result(trading, alarm)
            case AlarmKind.FEED:
                return _feed(trading, alarm)
            case AlarmKind.AGENT:
                return _agents(trading, alarm)

    def _move(self, trading: Trading, user: UserId, alarm: Alarm) -> Seen:
        quote = fresh(trading, alarm)
        if quote is None:
            return UNKNOWN
        window = self._windows.setdefault((user, alarm.id), Window(alarm.window_s))
        up, down = window.moved(mid(quote), trading.account.last_event_ns)
        return Seen(on_move(alarm, up, down), is_over=True, title=quote.title, tick=quote.tick)


def mid(quote: QuoteView) -> Decimal:
    return (quote.bid + quote.ask) / 2


def fresh(trading: Trading, alarm: Alarm) -> QuoteView | None:
    """A price that may be told of."""
    quote = trading.quote(alarm.instrument)
    return None if quote is None or quote.status is FeedStatus.STALE else quote


def _level(trading: Trading, alarm: Alarm) -> Seen:
    quote = fresh(trading, alarm)
    if quote is None:
        return UNKNOWN
    price = mid(quote)
    alarm = aimed(alarm, price)
    return Seen(
        at_level(alarm, price),
        is_over=is_back(alarm, price),
        title=quote.title,
        tick=quote.tick,
    )


def _result(trading: Trading, alarm: Alarm) -> Seen:
    """Of the position that has gone furthest that way."""
    held = [
        position
        for position in trading.positions()
        if alarm.agent in ("", position.agent) and alarm.instrument in ("", position.instrument)
    ]
    if not held:
        return Seen(is_over=True)
    best = max(held, key=lambda position: alarm.way * position.net)
    return Seen(
        at_result(alarm, best.net), is_over=is_result_back(alarm, best.net), title=best.title
    )


def _feed(trading: Trading, alarm: Alarm) -> Seen:
    titles = {held.id: held.title for held in trading.instruments()}
    traded = sorted({agent.instrument for agent in trading.agents()})
    for watched in [alarm.instrument] if alarm.instrument else traded:
        health = trading.feed(watched)
        if health.status is FeedStatus.STALE and not health.is_over:
            return Seen(Ring(Decimal(0)), title=titles.get(watched, ""), detail="stale")
    return Seen(is_over=True)


def _agents(trading: Trading, alarm: Alarm) -> Seen:
    for agent in trading.agents():
        if agent.is_manual or alarm.agent not in ("", agent.id):
            continue
        if detail := trouble_of(trading.auto_view(agent.id)):
            return Seen(Ring(Decimal(0)), title=agent.name, detail=detail)
    return Seen(is_over=True)


def trouble_of(view: AutoView) -> str:
    """Why an agent does not trade although it should: a stable code, '' when all is well."""
    if view.state is AgentState.HALTED:
        return "halted"
    if view.state is AgentState.PAUSED and view.state_cause in BY_ITSELF:
        return "recovery_failed"
    return view.blocked.code if view.blocked is not None else ""
