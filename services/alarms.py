"""Price alerts and the like: what a member wants to be told of, made, shown, edited."""

import asyncio
from decimal import Decimal

from core.errors import InputError
from core.ports import Clock
from core.ports.alarms import Alarms
from core.trading import Alarm, AlarmKind
from core.types import Access, AgentId, FeedStatus, InstrumentId, UserId
from core.values import replace
from core.views.alarms import AlarmRow, AlarmsView
from services.alarm_books import AlarmBooks
from services.alarm_rules import aimed
from services.alarm_watch import fresh, mid
from services.alarm_words import Wanted, read_alarm, read_level
from services.seats import Seat, Seats
from services.symbols import choices_of, find_symbol

SYMBOLS_SHOWN = 6


class AlarmService(Alarms):
    """`lock` is shared with the watch: an alarm is not judged while it is changed."""

    def __init__(self, seats: Seats, books: AlarmBooks, clock: Clock, lock: asyncio.Lock) -> None:
        self._seats = seats
        self._books = books
        self._clock = clock
        self._lock = lock

    async def view(self, user: UserId, about: InstrumentId = InstrumentId("")) -> AlarmsView:
        seat = await self._seats.of(user)
        book = await self._books.of(user)
        view = AlarmsView(
            mode=seat.trading.mode,
            rows=tuple(_row(seat, alarm) for alarm in book.alarms),
            symbols=choices_of(seat.trading)[:SYMBOLS_SHOWN],
            access=seat.user.access,
            quiet=seat.user.alerts.quiet is not None,
        )
        return _about(view, seat, about)

    async def one(self, user: UserId, number: int) -> AlarmRow:
        seat = await self._seats.of(user)
        return _row(seat, await self._books.one(user, number))

    async def add(
        self, user: UserId, text: str, about: InstrumentId = InstrumentId("")
    ) -> AlarmRow:
        seat = await self._seats.of(user, Access.TRADER)
        alarm = _wanted(seat, read_alarm(text), self._clock.now_ns(), about)
        async with self._lock:
            return _row(seat, await self._books.add(user, alarm))

    async def change(self, user: UserId, number: int, text: str) -> AlarmRow:
        seat = await self._seats.of(user, Access.TRADER)
        async with self._lock:
            before = await self._books.one(user, number)
            wanted = read_level(before.kind, text)
            after = replace(
                before,
                level=wanted.level,
                way=wanted.way,
                window_s=wanted.window_s or before.window_s,
                is_armed=True,
                is_paused=False,
            )
            after = _aimed(seat, after)
            await self._books.put(user, after)
        return _row(seat, after)

    async def set_repeat(self, user: UserId, number: int, *, repeats: bool) -> None:
        await self._seats.of(user, Access.TRADER)
        async with self._lock:
            alarm = await self._books.one(user, number)
            await self._books.put(user, replace(alarm, repeats=repeats))

    async def set_paused(self, user: UserId, number: int, *, is_paused: bool) -> None:
        seat = await self._seats.of(user, Access.TRADER)
        async with self._lock:
            alarm = await self._books.one(user, number)
            after = replace(alarm, is_paused=is_paused)
            if not is_paused:
                level_again = replace(after, is_armed=True)
                after = _aimed(seat, _from_anywhere(level_again))
            await self._books.put(user, after)

    async def remove(self, user: UserId, number: int) -> None:
        await self._seats.of(user, Access.TRADER)
        async with self._lock:
            await self._books.remove(user, number)


def _about(view: AlarmsView, seat: Seat, about: InstrumentId) -> AlarmsView:
    """For a new alarm of one instrument."""
    listed = seat.trading.instruments()
    for held, choice in zip(listed, choices_of(seat.trading), strict=True):
        if held.id == about:
            quote = seat.trading.quote(about)
            is_known = quote is not None and quote.status is not FeedStatus.STALE
            price = mid(quote) if quote is not None and is_known else None
            return replace(view, symbols=(choice,), price=price, tick=held.tick)
    return view


def _wanted(seat: Seat, wanted: Wanted, now_ns: int, about: InstrumentId) -> Alarm:
    """With ids for names; raises InputError for names of nobody."""
    alarm = Alarm(
        id=0,
        kind=wanted.kind,
        level=wanted.level,
        way=wanted.way,
        window_s=wanted.window_s,
        repeats=wanted.repeats,
        made_ns=now_ns,
    )
    if wanted.kind is AlarmKind.AGENT:
        return replace(alarm, agent=_agent(seat, wanted.name))
    if wanted.kind is AlarmKind.PNL or (wanted.kind is AlarmKind.FEED and not wanted.name):
        return alarm
    return _aimed(seat, replace(alarm, instrument=_instrument(seat, wanted.name, about)))


def _instrument(seat: Seat, name: str, about: InstrumentId) -> InstrumentId:
    if name:
        return find_symbol(seat.trading, name).id
    is_listed = any(held.id == about for held in seat.trading.instruments())
    return about if is_listed else seat.agent.instrument


def _agent(seat: Seat, name: str) -> AgentId:
    if not name:
        return AgentId("")
    for agent in seat.agents:
        if name in (agent.name.lower(), agent.id.lower()):
            return agent.id
    raise InputError("This desk has no such agent", code="no_agent")


def _aimed(seat: Seat, alarm: Alarm) -> Alarm:
    """A level needs a price to come from."""
    if alarm.kind is not AlarmKind.LEVEL or alarm.way:
        return alarm
    quote = fresh(seat.trading, alarm)
    if quote is None:
        raise InputError("There is no price yet: say > or < before the level", code="no_price")
    return aimed(alarm, mid(quote))


def _from_anywhere(alarm: Alarm) -> Alarm:
    return replace(alarm, way=0) if alarm.kind is AlarmKind.LEVEL else alarm


def _row(seat: Seat, alarm: Alarm) -> AlarmRow:
    trading = seat.trading
    if alarm.kind is AlarmKind.AGENT:
        names = {agent.id: agent.name for agent in trading.agents()}
        return AlarmRow(alarm=alarm, title=names.get(alarm.agent, ""))
    if alarm.kind is AlarmKind.PNL:
        nets = [position.net for position in trading.positions()]
        best = max(nets, key=lambda net: alarm.way * net, default=None)
        return AlarmRow(alarm=alarm, now=best)
    titles = {held.id: held for held in trading.instruments()}
    held = titles.get(alarm.instrument)
    quote = trading.quote(alarm.instrument) if held is not None else None
    return AlarmRow(
        alarm=alarm,
        title="" if held is None else held.title,
        tick=None if held is None else held.tick,
        now=_now(alarm, None if quote is None else mid(quote)),
    )


def _now(alarm: Alarm, price: Decimal | None) -> Decimal | None:
    return price if alarm.kind in (AlarmKind.LEVEL, AlarmKind.MOVE) else None
