"""Alarms: the use case, and what judges them."""

import asyncio
from dataclasses import dataclass

from core.ports import Bus, Clock, JournalReader, KeyValue
from core.ports.alarms import Alarms
from services.alarm_books import AlarmBooks
from services.alarm_watch import AlarmWatch
from services.alarms import AlarmService
from services.seats import Seats


@dataclass(frozen=True, slots=True)
class AlarmSide:
    """`watch` has a `run()` for the app's task group."""

    alarms: Alarms
    watch: AlarmWatch


def build_alarms(
    seats: Seats, values: KeyValue, journal: JournalReader, bus: Bus, clock: Clock
) -> AlarmSide:
    books, lock = AlarmBooks(values), asyncio.Lock()
    return AlarmSide(
        alarms=AlarmService(seats, books, clock, lock),
        watch=AlarmWatch(seats, books, journal, bus, clock, lock),
    )
