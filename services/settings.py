"""What a member prefers: language, alerts, refresh, zone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.errors import InputError
from core.events import SettingChanged
from core.ports import Clock, JournalReader, Preferences, User, Users
from core.trading import AlertSettings
from core.types import Access, Priority, UserId
from core.views import SettingsView
from services.seats import Seat, Seats

LANGUAGES = ("en", "ru")
REFRESH_S = (5, 15, 60)
OFFSETS_MIN = range(-12 * 60, 14 * 60 + 1)
COOLDOWN_S = range(24 * 60 * 60 + 1)


class SettingsService(Preferences):
    """Shows and saves preferences, journals them, and tells trading what concerns it."""

    def __init__(self, seats: Seats, users: Users, journal: JournalReader, clock: Clock) -> None:
        self._seats = seats
        self._users = users
        self._journal = journal
        self._clock = clock

    async def view(self, user: UserId) -> SettingsView:
        seat = await self._seats.of(user)
        return SettingsView(
            mode=seat.trading.mode,
            language=seat.user.language,
            alerts=seat.user.alerts,
            refresh_s=seat.user.refresh_s,
            utc_offset_min=seat.user.utc_offset_min,
            risk=seat.agent.risk,
            access=seat.user.access,
            exchange=seat.trading.exchange,
        )

    async def set(self, user: UserId, setting: str, value: str) -> None:
        seat = await self._seats.of(user, Access.TRADER)
        match setting:
            case "language":
                await self._set_language(seat, _one_of(setting, value, LANGUAGES))
            case "refresh":
                await self._set_refresh(seat, _whole(setting, value, REFRESH_S))
            case "utc_offset":
                await self._set_offset(seat, _whole(setting, value, OFFSETS_MIN))
            case "alerts":
                choice = _one_of(setting, value, (*Priority, "off"))
                lowest = None if choice == "off" else Priority(choice)
                await self._set_alerts(seat, replace(seat.user.alerts, signals_from=lowest))
            case "cooldown":
                seconds = _whole(setting, value, COOLDOWN_S)
                await self._set_alerts(seat, replace(seat.user.alerts, cooldown_s=seconds))
            case _:
                raise InputError(f"There is no setting {setting}", code="unknown_setting")

    async def _set_language(self, seat: Seat, language: str) -> None:
        await self._users.save(replace(seat.user, language=language))
        await self._note(seat.user, "language", seat.user.language, language)

    async def _set_refresh(self, seat: Seat, seconds: int) -> None:
        await self._users.save(replace(seat.user, refresh_s=seconds))
        await self._note(seat.user, "refresh", str(seat.user.refresh_s), str(seconds))

    async def _set_offset(self, seat: Seat, minutes: int) -> None:
        await seat.trading.set_utc_offset(minutes, by=seat.user.id)
        await self._users.save(replace(seat.user, utc_offset_min=minutes))

    async def _set_alerts(self, seat: Seat, alerts: AlertSettings) -> None:
        await self._users.save(replace(seat.user, alerts=alerts))
        await seat.trading.set_alerts(alerts, by=seat.user.id)
        await self._note(seat.user, "alerts", _alerts_text(seat.user.alerts), _alerts_text(alerts))

    async def _note(self, user: User, setting: str, old: str, new: str) -> None:
        record = SettingChanged(
            at_ns=self._clock.now_ns(), setting=setting, old=old, new=new, by=str(user.id)
        )
        await self._journal.note(user.account, record)


def _alerts_text(alerts: AlertSettings) -> str:
    return f"{alerts.signals_from or 'off'} {alerts.cooldown_s} s"


def _one_of(setting: str, value: str, known: Iterable[str]) -> str:
    choices = tuple(known)
    if value not in choices:
        raise _unknown(setting, ", ".join(choices))
    return value


def _whole(setting: str, value: str, known: Sequence[int]) -> int:
    """A whole number out of `known`; raises InputError with what it may be."""
    if re.fullmatch(r"[+-]?\d{1,9}", value, re.ASCII) and int(value) in known:
        return int(value)
    ends = f"{known[0]}-{known[-1]}" if isinstance(known, range) else ", ".join(map(str, known))
    raise _unknown(setting, ends)


def _unknown(setting: str, known: str) -> InputError:
    return InputError(
        f"{setting} may be: {known}", code="unknown_choice", setting=setting, known=known
    )
