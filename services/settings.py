"""What a member prefers: language, alerts, quiet hours, refresh, zone, theme."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from core.errors import InputError
from core.events import SettingChanged
from core.money import from_ppm, parse_decimal, to_ppm
from core.pictures import Theme
from core.ports import Clock, JournalReader, Preferences, Themes, User, Users
from core.reports import DAY, MONTH, WEEK, ReportWish
from core.trading import AlertKind, AlertSettings, Loudness
from core.types import Access, Priority, UserId
from core.values import replace
from core.views import SettingsView
from services.drafts import Drafts
from services.durations import parse_duration
from services.hours import parse_quiet, parse_zone
from services.manual import MOST_DRIFT_PCT
from services.seats import Seat, Seats

LANGUAGES = ("en", "ru")
REFRESH_S = (5, 15, 60)
PUSHED = (DAY, WEEK, MONTH)
REPORT_HOUR = 9
OFFSETS_MIN = range(-12 * 60, 14 * 60 + 1)
COOLDOWN_S = range(24 * 60 * 60 + 1)
LEAST_DRIFT_PCT = Decimal("0.01")
OWN = frozenset({"language", "refresh", "theme", "utc_offset", "zone", "report", "hour"})
"""What a viewer may choose too: it changes their own screens alone."""

Setter = Callable[[Seat, str], Awaitable[None]]


class SettingsService(Preferences):
    """Shows and saves preferences, journals them, and tells trading what concerns it."""

    def __init__(
        self,
        seats: Seats,
        users: Users,
        journal: JournalReader,
        clock: Clock,
        *,
        themes: Themes,
        drafts: Drafts,
    ) -> None:
        self._seats = seats
        self._users = users
        self._journal = journal
        self._clock = clock
        self._themes = themes
        self._drafts = drafts
        self._setters: Mapping[str, Setter] = MappingProxyType(
            {
                "language": self._set_language,
                "refresh": self._set_refresh,
                "utc_offset": self._set_offset,
                "zone": self._set_zone,
                "theme": self._set_theme,
                "drift": self._set_drift,
                "report": self._set_report,
                "hour": self._set_hour,
                "alerts": self._set_signals,
                "alert": self._set_kind,
                "cooldown": self._set_cooldown,
                "quiet": self._set_quiet,
                "urgent": self._set_urgent,
            }
        )

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
            theme=await self._themes.of(user),
            report=seat.user.report,
            max_drift_pct=from_ppm((await self._drafts.habits(user)).max_drift),
        )

    async def set(self, user: UserId, setting: str, value: str) -> None:
        setter = self._setters.get(setting)
        if setter is None:
            raise InputError(f"There is no setting {setting}", code="unknown_setting")
        needed = Access.VIEWER if setting in OWN else Access.TRADER
        await setter(await self._seats.of(user, needed), value)

    # --- one's own screens

    async def _set_language(self, seat: Seat, value: str) -> None:
        language = _one_of("language", value, LANGUAGES)
        await self._users.save(replace(seat.user, language=language))
        await self._note(seat.user, "language", seat.user.language, language)

    async def _set_refresh(self, seat: Seat, value: str) -> None:
        seconds = _whole("refresh", value, REFRESH_S)
        await self._users.save(replace(seat.user, refresh_s=seconds))
        await self._note(seat.user, "refresh", str(seat.user.refresh_s), str(seconds))

    async def _set_theme(self, seat: Seat, value: str) -> None:
        theme = Theme(_one_of("theme", value, [each.value for each in Theme]))
        before = await self._themes.of(seat.user.id)
        await self._themes.choose(seat.user.id, theme)
        await self._note(seat.user, "theme", before.value, theme.value)

    async def _set_zone(self, seat: Seat, value: str) -> None:
        await self._set_offset(seat, str(parse_zone(value)))

    async def _set_offset(self, seat: Seat, value: str) -> None:
        """A viewer's zone moves the times they read; the account's midnight is its owner's."""
        minutes = _whole("utc_offset", value, OFFSETS_MIN)
        if seat.user.access.allows(Access.TRADER):
            await seat.trading.set_utc_offset(minutes, by=seat.user.id)
        else:
            await self._note(seat.user, "utc_offset", str(seat.user.utc_offset_min), str(minutes))
        await self._users.save(replace(seat.user, utc_offset_min=minutes))

    async def _set_report(self, seat: Seat, value: str) -> None:
        unit = _one_of("report", value, (*PUSHED, "off"))
        hour = seat.user.report.hour if seat.user.report is not None else REPORT_HOUR
        await self._set_wish(seat, None if unit == "off" else ReportWish(unit, hour))

    async def _set_hour(self, seat: Seat, value: str) -> None:
        hour = _whole("hour", value, range(24))
        if seat.user.report is None:
            raise InputError("Choose how often first", code="no_report")
        await self._set_wish(seat, replace(seat.user.report, hour=hour))

    async def _set_wish(self, seat: Seat, wish: ReportWish | None) -> None:
        await self._users.save(replace(seat.user, report=wish))
        await self._note(seat.user, "report", _wish_text(seat.user.report), _wish_text(wish))

    # --- trading by hand

    async def _set_drift(self, seat: Seat, value: str) -> None:
        share = parse_decimal(value.strip().removesuffix("%").strip())
        if not LEAST_DRIFT_PCT <= share <= MOST_DRIFT_PCT:
            raise InputError(
                f"From {LEAST_DRIFT_PCT}% to {MOST_DRIFT_PCT}%",
                code="out_of_range",
                low=f"{LEAST_DRIFT_PCT}%",
                high=f"{MOST_DRIFT_PCT}%",
            )
        habits = await self._drafts.habits(seat.user.id)
        old, new = from_ppm(habits.max_drift), share
        await self._drafts.keep_habits(seat.user.id, replace(habits, max_drift=to_ppm(share)))
        await self._note(seat.user, "drift", f"{old:f}%", f"{new:f}%")

    # --- alerts

    async def _set_signals(self, seat: Seat, value: str) -> None:
        choice = _one_of("alerts", value, (*Priority, "off"))
        lowest = None if choice == "off" else Priority(choice)
        await self._set_alerts(seat, seat.user.alerts.from_priority(lowest))

    async def _set_kind(self, seat: Seat, value: str) -> None:
        """`medium=silent`."""
        name, _, wanted = value.partition("=")
        kind = AlertKind(_one_of("alert", name, list(AlertKind)))
        loudness = Loudness(_one_of("alert", wanted, list(Loudness)))
        if loudness is Loudness.OFF and not kind.may_be_off:
            raise InputError("What happened to money is always told", code="always_told")
        await self._set_alerts(seat, seat.user.alerts.wishing(kind, loudness))

    async def _set_cooldown(self, seat: Seat, value: str) -> None:
        seconds = parse_duration(value)
        if seconds not in COOLDOWN_S:
            raise _unknown("cooldown", "0-24h")
        await self._set_alerts(seat, replace(seat.user.alerts, cooldown_s=seconds))

    async def _set_quiet(self, seat: Seat, value: str) -> None:
        before = seat.user.alerts.quiet
        rings_urgent = before is None or before.rings_urgent
        quiet = parse_quiet(value, rings_urgent=rings_urgent)
        await self._set_alerts(seat, replace(seat.user.alerts, quiet=quiet))

    async def _set_urgent(self, seat: Seat, value: str) -> None:
        rings = _one_of("urgent", value, ("on", "off")) == "on"
        quiet = seat.user.alerts.quiet
        if quiet is None:
            raise InputError("Set quiet hours first", code="no_quiet")
        quiet = replace(quiet, rings_urgent=rings)
        await self._set_alerts(seat, replace(seat.user.alerts, quiet=quiet))

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
    """For the journal: signals, cooldown, quiet hours, single wishes."""
    parts = [f"{alerts.signals_from or 'off'} {alerts.cooldown_s} s"]
    if (quiet := alerts.quiet) is not None:
        parts.append(f"{_clock(quiet.from_min)}-{_clock(quiet.to_min)}")
    parts += [f"{wish.kind}={wish.loudness}" for wish in alerts.wishes]
    return " ".join(parts)


def _wish_text(wish: ReportWish | None) -> str:
    return "off" if wish is None else f"{wish.unit} {wish.hour:02}:00"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


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
